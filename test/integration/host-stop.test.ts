/** The end of a host: what it says of it is true, and it is the end. */
import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { frameWhere, runHost, temporaryFolder } from './demo-host.ts';

const FULL_DISK = new URL('./ledger-full-disk-worker.ts', import.meta.url);

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  return path;
}

test('a stop with everything on disk says so, also when asked twice', async () => {
  const { host, connect } = await runHost(await folder(), { demo: true });
  await frameWhere(connect(), ({ today }) => today.shares.accepted > 0);
  expect(await Promise.all([host.stop(), host.stop()])).toEqual([true, true]);
  expect(host.frame()).toBeNull();
});

test('a stop with rows that the disk did not take says that', async () => {
  const running = await runHost(await folder(), { demo: true, ledgerWorkerUrl: FULL_DISK });
  const client = running.connect();
  await frameWhere(client, ({ today }) => today.shares.accepted > 0);
  writeFileSync(`${running.folder.practice.ledgerFile}.refused`, '');
  await frameWhere(client, ({ faults }) => faults.some(({ subject }) => subject.kind === 'ledger'));
  expect(await running.host.stop()).toBe(false);
});

test('a stop whose history cannot be written to its place again says that', async () => {
  const running = await runHost(await folder(), { demo: true });
  await frameWhere(running.connect(), ({ today }) => today.shares.accepted > 0);
  const data = dirname(running.folder.practice.ledgerFile);
  rmSync(data, { recursive: true });
  writeFileSync(data, 'a file where the folder was');
  expect(await running.host.stop()).toBe(false);
});

test('after a stop nothing starts any more', async () => {
  const running = await runHost(await folder(), { demo: false });
  const { host } = running;
  await host.stop();
  await host.start(true);
  expect(host.frame()).toBeNull();
});
