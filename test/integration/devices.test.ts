/** The calls about devices through the whole host: the demo's sticks as the doctor sees them, and the command line. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DeviceList } from '../../electron/contract/devices.ts';
import { frameWhere, runHost, temporaryFolder } from './demo-host.ts';

test('the demo’s sticks are looked at, told of, made to blink, and not forgotten while they are there', async () => {
  const { path, remove } = await temporaryFolder();
  const host = await runHost(path, { demo: true });
  onTestFinished(async () => {
    await host.stop();
    await remove();
  });
  const client = host.connect();
  const frame = await frameWhere(client, ({ sticks }) => sticks.some(({ nonces }) => nonces > 0));
  const stick = frame.sticks.find(({ nonces }) => nonces > 0);
  if (stick === undefined) throw new Error('No stick found a nonce.');
  const { devices } = await client.calls.devices({});
  expect(devices.map(({ stickId }) => stickId).sort()).toEqual(frame.sticks.map(({ id }) => id).sort());
  const device = devices.find(({ stickId }) => stickId === stick.id);
  // The climb to its clock takes minutes.
  expect(device).toMatchObject({ state: 'starting', name: stick.name });
  const report = await client.calls.deviceReport({ key: device?.key ?? '' });
  expect(report.text).toContain('state: starting');
  expect(report.text).not.toContain(stick.serialNumber ?? 'no serial number');
  await client.calls.blinkStick({ stickId: stick.id });
  await expect(client.calls.forgetStick({ stickId: stick.id })).rejects.toMatchObject({
    reason: 'stickIsHere',
  });
  await expect(client.calls.deviceReport({ key: 'usb:none' })).rejects.toMatchObject({
    reason: 'unknownDevice',
  });
});

test('the doctor on the command line prints one JSON object and ends', () => {
  const script = join(import.meta.dirname, '../../electron/host/headless.ts');
  const run = spawnSync(process.execPath, [script, '--doctor', '--json'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  const { kind, ...list } = JSON.parse(run.stdout);
  expect(kind).toBe('devices');
  DeviceList.parse(list);
  expect([0, 1]).toContain(run.status);
  expect(run.stderr).toBe('');
});
