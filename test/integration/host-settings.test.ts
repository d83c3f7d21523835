/** The settings book on real files: what the disk holds, and what a cut, an edit or a kill -9 leaves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_SETTINGS, Settings } from '../../electron/contract/settings.ts';
import { confSettingsPort } from '../../electron/host/conf-settings-port.ts';
import { type DataFolder, openDataFolder } from '../../electron/host/data-folder.ts';
import { openFileSecrets } from '../../electron/host/file-secrets.ts';
import { SecretScrubber } from '../../electron/host/secret-scrubber.ts';
import { settingsBackup } from '../../electron/host/settings-backup.ts';
import { openSettingsBook, type SettingsBook } from '../../electron/host/settings-book.ts';
import { ManualClock } from '../doubles/manual-clock.ts';
import { silentLogger } from '../doubles/silent-logger.ts';

function dataFolder(): DataFolder {
  const root = mkdtempSync(`${tmpdir()}/hashwatt-settings-`);
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return openDataFolder(root);
}

async function openBook({ own }: DataFolder): Promise<SettingsBook> {
  const clock = new ManualClock();
  return openSettingsBook({
    port: confSettingsPort(own.settingsFile),
    backup: settingsBackup({ ...own, clock }),
    secrets: await openFileSecrets({ path: own.secretsFile, clock, scrubber: new SecretScrubber() }),
    clock,
    log: silentLogger(),
    defaults: DEFAULT_SETTINGS,
  });
}

const POOL = { id: 'main', url: 'stratum+tcp://a.example:3333', user: 'bc1q' };

async function savedFolder(): Promise<DataFolder> {
  const folder = dataFolder();
  const book = await openBook(folder);
  book.patch({ baseRevision: 1, patch: { pools: [POOL], pricePerKwh: '0.30' } });
  await book.setPoolPassword({ poolId: 'main', password: 'canary-9' });
  await book.stop();
  return folder;
}

test('settings come back after a restart, in files of the owner alone, without the password', async () => {
  const folder = await savedFolder();
  const { own } = folder;
  const stored: unknown = JSON.parse(readFileSync(own.settingsFile, 'utf8'));
  expect(Settings.parse(stored)).toMatchObject({ schemaVersion: 2, pools: [{ ...POOL, hasPassword: true }] });
  for (const file of [own.settingsFile, own.secretsFile, `${own.backupsDir}/settings.last-good.json`]) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').includes('canary-9')).toBe(file === own.secretsFile);
  }
  expect(readdirSync(own.dir).filter((name) => name.includes('.tmp'))).toEqual([]);
  const book = await openBook(folder);
  expect(book.faults).toEqual([]);
  expect(book.current.settings).toMatchObject({ pricePerKwh: '0.30', pools: [{ hasPassword: true }] });
});

test.each([
  ['empty', (file: string) => truncateSync(file, 0)],
  ['cut', (file: string) => truncateSync(file, 40)],
  ['zeros, as after a power cut', (file: string) => writeFileSync(file, Buffer.alloc(200))],
  ['another JSON', (file: string) => writeFileSync(file, '[1,2]')],
])('%s: kept aside, the last good copy back in place', async (_name, damage) => {
  const folder = await savedFolder();
  const { own } = folder;
  damage(own.settingsFile);
  const damaged = readFileSync(own.settingsFile);
  const book = await openBook(folder);
  expect(book.faults).toMatchObject([{ code: 'settingsRestored' }]);
  expect(book.current.settings.pools).toMatchObject([POOL]);
  const aside = readdirSync(own.dir).filter((name) => name.startsWith('settings.json.corrupt-'));
  expect(aside).toHaveLength(1);
  expect(readFileSync(`${own.dir}/${aside[0]}`)).toEqual(damaged);
  expect(Settings.safeParse(JSON.parse(readFileSync(own.settingsFile, 'utf8'))).success).toBe(true);
});

test('a file of a newer version stays as it is, byte for byte', async () => {
  const folder = await savedFolder();
  const text = `${JSON.stringify({ schemaVersion: 9, pools: {} })}\n`;
  writeFileSync(folder.own.settingsFile, text);
  await expect(openBook(folder)).rejects.toMatchObject({ code: 'settingsTooNew' });
  expect(readFileSync(folder.own.settingsFile, 'utf8')).toBe(text);
  expect(readdirSync(folder.own.dir).some((name) => name.includes('corrupt'))).toBe(false);
});

test('kill -9 while writing leaves the old or the new settings, never less', async () => {
  const folder = await savedFolder();
  const module = (name: string): string =>
    JSON.stringify(new URL(`../../electron/host/${name}`, import.meta.url).href);
  const code = `
    const { confSettingsPort } = await import(${module('conf-settings-port.ts')});
    const port = confSettingsPort(process.argv[1]);
    const settings = await port.load();
    console.log('writing');
    for (let n = Number(process.argv[2]); ; n += 1) await port.save({ ...settings, btcPrice: String(n) });`;
  let newest = 0;
  for (let round = 1; round <= 12; round += 1) {
    const args = ['--input-type=module', '-e', code, folder.own.settingsFile, `${round * 1_000_000}`];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, round * 3));
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    const settings = Settings.parse(JSON.parse(readFileSync(folder.own.settingsFile, 'utf8')));
    const price = Number(settings.btcPrice);
    expect(price === newest || price >= round * 1_000_000).toBe(true);
    newest = price;
  }
  expect(newest).toBeGreaterThan(0);
  expect((await openBook(folder)).faults).toEqual([]);
});
