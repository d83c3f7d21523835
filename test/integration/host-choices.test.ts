/** What the user chose outlives a start: the demo, a pause, and the theme that both sets of data share. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Client } from '../../electron/contract/connect.ts';
import type { MinerContract } from '../../electron/contract/contract.ts';
import { DEFAULT_SETTINGS, type SettingsPatch } from '../../electron/contract/settings.ts';
import { openChoices } from '../../electron/host/choices.ts';
import { openDataFolder } from '../../electron/host/data-folder.ts';
import { wantsDemo } from '../../electron/host/first-start.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { frameWhere, type RunningHost, runHost, temporaryFolder } from './demo-host.ts';

type Flags = Parameters<typeof wantsDemo>[0];

const NO_FLAGS: Flags = { demo: false, pools: [], sticks: [], chain: null };

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  return path;
}

async function run(root: string, demo: boolean): Promise<RunningHost> {
  const running = await runHost(root, { demo });
  onTestFinished(() => running.stop());
  return running;
}

async function startsDemo(root: string, flags: Partial<Flags> = {}): Promise<boolean> {
  const data = openDataFolder(root);
  const choices = await openChoices({ path: data.choicesFile, clock: systemClock, log: silentLogger() });
  return wantsDemo({ ...NO_FLAGS, ...flags }, data, choices.current.demo);
}

/** Changes over and gives a client of what then runs. */
async function change(running: RunningHost, demo: boolean): Promise<Client<MinerContract>> {
  const before = running.connect();
  await before.hello;
  // The change closes the wire, perhaps before the answer is through.
  await before.calls.switchDemo({ demo }).catch(() => {});
  await before.closed;
  await expect.poll(() => running.host.frame(), { timeout: 10_000 }).not.toBeNull();
  const client = running.connect();
  expect(await client.hello).toMatchObject({ demo });
  return client;
}

async function patch(client: Client<MinerContract>, wanted: SettingsPatch): Promise<void> {
  const { revision } = await client.calls.getSettings({});
  await client.calls.patchSettings({ baseRevision: revision, patch: wanted });
}

const themeOf = async (client: Client<MinerContract>): Promise<string> =>
  (await client.calls.getSettings({})).settings.theme;

test('the demo chosen on the page is there at the next start, and so is leaving it; flags lie over it', async () => {
  const root = await folder();
  expect(await startsDemo(root)).toBe(true);
  const running = await run(root, false);
  await change(running, true);
  await expect.poll(() => startsDemo(root)).toBe(true);
  expect(await startsDemo(root, { chain: { kind: 'mainnet' } })).toBe(false);
  await change(running, false);
  await expect.poll(() => startsDemo(root)).toBe(false);
  expect(await startsDemo(root, { demo: true })).toBe(true);
});

test('the theme is one for both; prices stay with their own', async () => {
  const root = await folder();
  const running = await run(root, false);
  await patch(running.connect(), { theme: 'dark', pricePerKwh: '0.42' });
  const demo = await change(running, true);
  expect(await themeOf(demo)).toBe('dark');
  expect((await demo.calls.getSettings({})).settings.pricePerKwh).not.toBe('0.42');
  await patch(demo, { theme: 'light' });
  const own = await change(running, false);
  expect((await own.calls.getSettings({})).settings).toMatchObject({ theme: 'light', pricePerKwh: '0.42' });
  await running.stop();
  expect(await themeOf((await run(root, true)).connect())).toBe('light');
});

test('a theme of settings written before it was shared is taken over', async () => {
  const root = await folder();
  const { own } = openDataFolder(root);
  writeFileSync(own.settingsFile, JSON.stringify({ ...DEFAULT_SETTINGS, theme: 'dark' }));
  const running = await run(root, false);
  expect(await themeOf(running.connect())).toBe('dark');
  expect(await themeOf(await change(running, true))).toBe('dark');
});

test('a pause outlives the start; resuming ends it for good', async () => {
  const root = await folder();
  const first = await run(root, true);
  const client = first.connect();
  await frameWhere(client, ({ run: { state } }) => state === 'mining');
  await client.calls.pause({ untilMs: null });
  const { run: paused } = await frameWhere(client, (frame) => frame.run.paused);
  expect(paused.pausedSinceMs).not.toBeNull();
  await first.stop();

  const second = await run(root, true);
  const again = second.connect();
  const frame = await frameWhere(again, ({ sticks }) => sticks.length === 3);
  expect(frame.run).toEqual(paused);
  await again.calls.resume({});
  await frameWhere(again, ({ run: { state } }) => state === 'mining');
  await second.stop();
  const third = await run(root, true);
  expect(third.host.frame()?.run.paused).toBe(false);
});

test('the own miner and the demo pause each for itself', async () => {
  const running = await run(await folder(), false);
  await running.connect().calls.pause({ untilMs: null });
  const demo = await change(running, true);
  expect((await frameWhere(demo, () => true)).run.paused).toBe(false);
  const own = await change(running, false);
  expect((await frameWhere(own, () => true)).run.paused).toBe(true);
});

test('a pause with an end ends by the clock, also while nothing ran', async () => {
  const root = await folder();
  const first = await run(root, false);
  const untilMs = Date.now() + 3_600_000;
  await first.connect().calls.pause({ untilMs });
  await first.stop();
  const second = await run(root, false);
  expect(second.host.frame()?.run).toMatchObject({ paused: true, pausedUntilMs: untilMs });
  await second.stop();
  const file = join(root, 'choices.json');
  const stored = JSON.parse(readFileSync(file, 'utf8')) as { ownPause: object };
  writeFileSync(
    file,
    JSON.stringify({ ...stored, ownPause: { ...stored.ownPause, untilMs: Date.now() - 1 } }),
  );
  const third = await run(root, false);
  expect(third.host.frame()?.run).toMatchObject({ paused: false, pausedSinceMs: null, pausedUntilMs: null });
});

test('a pipe in the place of the choices is not waited for, and is left alone', async () => {
  const root = await folder();
  const { choicesFile } = openDataFolder(root);
  execFileSync('mkfifo', [choicesFile]);
  expect(await startsDemo(root)).toBe(true);
  expect(statSync(choicesFile).isFIFO()).toBe(true);
});

test('what a full disk refused is written with the next choice, even if that is the same one', async () => {
  const root = await folder();
  const { choicesFile } = openDataFolder(root);
  const choices = await openChoices({ path: choicesFile, clock: systemClock, log: silentLogger() });
  mkdirSync(choicesFile);
  await choices.keep({ demo: false });
  rmdirSync(choicesFile);
  await choices.keep({ demo: false });
  expect(JSON.parse(readFileSync(choicesFile, 'utf8'))).toMatchObject({ demo: false });
});

test('what cannot be written is a fault on the page, and the end says that not all is saved', async () => {
  const root = await folder();
  const { choicesFile } = openDataFolder(root);
  const { host, connect } = await runHost(root, { demo: true });
  mkdirSync(choicesFile);
  const client = connect();
  await patch(client, { theme: 'dark' });
  const { faults } = await frameWhere(client, (frame) => frame.faults.length > 0);
  expect(faults).toMatchObject([{ code: 'choicesNotSaved', params: { file: choicesFile } }]);
  expect(await host.stop()).toBe(false);
});
