/** The headless host on data that is damaged, too new, or was left by a kill -9. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { MinerFrame } from '../../electron/contract/frame.ts';
import { DEFAULT_SETTINGS } from '../../electron/contract/settings.ts';
import { openDataFolder } from '../../electron/host/data-folder.ts';
import { HeadlessChild } from '../doubles/headless-child.ts';
import { frameWhere, temporaryFolder } from './demo-host.ts';

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  return path;
}

function start(dir: string, ...more: string[]): HeadlessChild {
  const child = new HeadlessChild(['--data-dir', dir, '--listen', '127.0.0.1:0', ...more]);
  onTestFinished(() => child.kill());
  return child;
}

const frameOf = async (child: HeadlessChild): Promise<MinerFrame> =>
  frameWhere(await child.connect(), () => true);

const POOL = { id: 'own', url: 'stratum+tcp://127.0.0.1:9', user: 'bc1q', hasPassword: false };

test.each([
  ['empty', (file: string) => truncateSync(file, 0)],
  ['cut', (file: string) => truncateSync(file, 60)],
])(
  'settings that are %s: told of, and nothing is mined to an address nobody chose',
  async (_name, damage) => {
    const dir = await folder();
    const { own } = openDataFolder(dir);
    writeFileSync(own.settingsFile, JSON.stringify({ ...DEFAULT_SETTINGS, pools: [POOL] }));
    damage(own.settingsFile);
    const frame = await frameOf(start(dir));
    expect(frame.pool).toBeNull();
    expect(frame.faults).toContainEqual(
      expect.objectContaining({ subject: { kind: 'settings', id: 'settings' } }),
    );
  },
);

test('settings of a newer version: one sentence, and the file stays as it was', async () => {
  const dir = await folder();
  const { own } = openDataFolder(dir);
  const text = JSON.stringify({ ...DEFAULT_SETTINGS, schemaVersion: 99 });
  writeFileSync(own.settingsFile, text);
  const child = start(dir);
  expect(await child.end(null)).toMatchObject({ code: 1 });
  expect(child.stderr).toContain('newer Hashwatt');
  expect(readFileSync(own.settingsFile, 'utf8')).toBe(text);
});

test('a ledger that is damaged: told of, kept aside, and mining begins', async () => {
  const dir = await folder();
  const { practice } = openDataFolder(dir);
  writeFileSync(practice.ledgerFile, Buffer.alloc(64 * 1024, 0x5a));
  const client = await start(dir, '--demo').connect();
  const frame = await frameWhere(client, ({ today }) => today.shares.accepted > 0);
  expect(frame.faults).toContainEqual(expect.objectContaining({ code: 'ledgerReplaced' }));
});

test('kill -9 again and again: what was committed stays, and the file is never damaged', async () => {
  const dir = await folder();
  const { practice } = openDataFolder(dir);
  let committed = 0;
  for (let round = 0; round < 2; round += 1) {
    const child = start(dir, '--demo');
    const client = await child.connect();
    const frame = await frameWhere(client, ({ today }) => today.shares.accepted > committed);
    expect(frame.faults).toEqual([]);
    await child.kill();
    const rows = acceptedRows(practice.ledgerFile);
    expect(rows).toBeGreaterThanOrEqual(committed);
    committed = rows;
  }
  const frame = await frameOf(start(dir, '--demo'));
  expect(frame.today.shares.accepted).toBeGreaterThanOrEqual(committed);
  expect(frame.faults).toEqual([]);
}, 40_000);

test('a password file that is missing: one sentence', async () => {
  const dir = await folder();
  const child = start(dir, '--password-file', join(dir, 'none'));
  expect(await child.end(null)).toMatchObject({ code: 2 });
  expect(child.stderr).toContain(join(dir, 'none'));
});

function acceptedRows(file: string): number {
  const database = new DatabaseSync(file);
  try {
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    return Number(database.prepare("SELECT count(*) AS n FROM shares WHERE outcome = 'accepted'").get()?.n);
  } finally {
    database.close();
  }
}
