import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { BACKUPS_KEPT, backupIsDue, listBackups, makeBackup } from '../../../electron/ledger/backups.ts';
import { checkFile } from '../../../electron/ledger/check-database.ts';
import { LedgerStore } from '../../../electron/ledger/ledger-store.ts';
import type { Batch } from '../../../electron/ledger/messages.ts';
import { openDatabase } from '../../../electron/ledger/open-database.ts';
import { MIGRATIONS, schemaVersionOf } from '../../../electron/ledger/schema.ts';
import { CorruptFileError } from '../../../electron/ledger/sqlite-fault.ts';
import { batchOf, DAY_START_MS, eventEntry, minuteRow, shareEntry } from './ledger-entries.ts';
import { temporaryFolder } from './temporary-folder.ts';

const DAY_MS = 86_400_000;
const NOW_MS = DAY_START_MS + 3_600_000;
const SHARES = Array.from({ length: 400 }, (_, n) =>
  shareEntry({ shareId: `share-${n}`, rejectText: 'x'.repeat(100) }),
);

/** More pages than SQLite's cache holds (2 MB): it must look at the file again. */
const MORE_THAN_CACHED = Array.from({ length: 9_000 }, (_, n) =>
  shareEntry({ shareId: `m-${n}`, rejectText: 'y'.repeat(400) }),
);

/** Writes one batch, optionally backs up, and closes. */
async function filledLedger(folder: ReturnType<typeof temporaryFolder>, backup: boolean): Promise<void> {
  const store = new LedgerStore(folder);
  const opened = await store.answer({ kind: 'open' }, NOW_MS);
  const run = (opened as { run: number }).run;
  await store.answer(
    { kind: 'write', run, seq: 1, batch: batchOf({ minutes: [minuteRow()], shares: SHARES }) },
    NOW_MS,
  );
  if (backup) await store.answer({ kind: 'backup' }, NOW_MS);
  await store.answer({ kind: 'close' }, NOW_MS);
}

const totalsOf = (store: LedgerStore): Promise<unknown> =>
  store.answer({ kind: 'totals', fromMs: DAY_START_MS, toMs: DAY_START_MS + DAY_MS }, NOW_MS);

const filesBeside = (path: string): string[] =>
  readdirSync(path.replace(/ledger\.db$/, '')).filter((name) => name.startsWith('ledger.db'));

const damages: Record<string, (path: string) => void> = {
  'is no database': (path) =>
    writeFileSync(path, 'not a database, but long enough to have a header'.repeat(50)),
  'is cut in the middle': (path) => truncateSync(path, 3 * 4096 + 17),
  'is cut to one page': (path) => truncateSync(path, 4096),
  'has a page of noise': (path) => {
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 5 * 4096, 7 * 4096);
    writeFileSync(path, bytes);
  },
  'belongs to another program': (path) => {
    writeFileSync(path, '');
    const db = new DatabaseSync(path);
    db.exec('CREATE TABLE other (x)');
    db.close();
  },
};

describe('a file that', () => {
  for (const [what, damage] of Object.entries(damages)) {
    it(`${what} makes way for a fresh one`, async () => {
      const folder = temporaryFolder();
      await filledLedger(folder, false);
      damage(folder.path);
      const damaged = readFileSync(folder.path);
      const store = new LedgerStore(folder);
      expect(await totalsOf(store)).toEqual([]);
      expect(store.incident).toMatchObject({ kind: 'replaced', restored: false });
      const movedTo = store.incident?.movedTo ?? '';
      expect(movedTo).toContain('.corrupt-20261124T010000.000Z');
      expect(readFileSync(movedTo).equals(damaged)).toBe(true);
      await store.answer({ kind: 'close' }, NOW_MS);
    });

    it(`${what} makes way for the newest backup`, async () => {
      const folder = temporaryFolder();
      await filledLedger(folder, true);
      damage(folder.path);
      const store = new LedgerStore(folder);
      expect(await totalsOf(store)).toMatchObject([{ workDifficulty: 4_096 }]);
      expect(store.incident).toMatchObject({ kind: 'replaced', restored: true });
      await store.answer({ kind: 'close' }, NOW_MS);
      expect(filesBeside(folder.path).filter((name) => name.includes('restoring'))).toEqual([]);
    });
  }

  it('is empty is restored from a backup, and is simply new without one', async () => {
    const folder = temporaryFolder();
    writeFileSync(folder.path, '');
    const first = new LedgerStore(folder);
    expect(await totalsOf(first)).toEqual([]);
    expect(first.incident).toBeNull();
    await first.answer({ kind: 'close' }, NOW_MS);

    await filledLedger(folder, true);
    truncateSync(folder.path, 0);
    const second = new LedgerStore(folder);
    expect(await totalsOf(second)).toMatchObject([{ workDifficulty: 4_096 }]);
    expect(second.incident).toMatchObject({ restored: true });
    await second.answer({ kind: 'close' }, NOW_MS);
  });

  it('is corrupt and whose newest backup is corrupt too is restored from the one before', async () => {
    const folder = temporaryFolder();
    await filledLedger(folder, true);
    const db = await openDatabase({ ...folder, nowMs: NOW_MS });
    const newest = await makeBackup(db, folder.backupDir, NOW_MS + DAY_MS, checkFile);
    db.close();
    truncateSync(newest, 5000);
    writeFileSync(folder.path, 'x'.repeat(9000));
    const store = new LedgerStore(folder);
    expect(await totalsOf(store)).toMatchObject([{ workDifficulty: 4_096 }]);
    await store.answer({ kind: 'close' }, NOW_MS);
  });

  it('turns corrupt while in use is replaced, and the batch under way is kept', async () => {
    const folder = temporaryFolder();
    await filledLedger(folder, false);
    const store = new LedgerStore(folder);
    const { run } = (await store.answer({ kind: 'open' }, NOW_MS)) as { run: number };
    const write = (seq: number, shares: Batch['shares']) =>
      store.answer({ kind: 'write', run, seq, batch: batchOf({ shares, events: [eventEntry()] }) }, NOW_MS);
    await write(1, MORE_THAN_CACHED);
    await store.answer({ kind: 'maintain' }, NOW_MS);
    truncateSync(folder.path, 2 * 4096);
    await write(
      2,
      MORE_THAN_CACHED.map((share) => ({ ...share, shareId: `again-${share.shareId}` })),
    );
    expect(store.incident).toMatchObject({ kind: 'replaced', restored: false });
    const events = await store.answer(
      { kind: 'events', fromMs: 0, toMs: NOW_MS, limit: 9, subject: null },
      NOW_MS,
    );
    expect(events).toHaveLength(1);
    await store.answer({ kind: 'close' }, NOW_MS);
  });
});

describe('schema', () => {
  it('refuses a file of a newer version with a sentence and leaves it as it is', async () => {
    const folder = temporaryFolder();
    await filledLedger(folder, true);
    const db = new DatabaseSync(folder.path);
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    await expect(openDatabase({ ...folder, nowMs: NOW_MS })).rejects.toMatchObject({
      code: 'newerSchema',
      message: expect.stringMatching(/Update Hashwatt/),
    });
    const again = new DatabaseSync(folder.path);
    expect(schemaVersionOf(again)).toBe(MIGRATIONS.length + 1);
    again.close();
    expect(filesBeside(folder.path)).toEqual(['ledger.db']);
  });

  it('migrates with a backup first, and a step that fails changes nothing', async () => {
    const folder = temporaryFolder();
    await filledLedger(folder, false);
    const broken = [
      ...MIGRATIONS,
      'ALTER TABLE events ADD COLUMN note TEXT; ALTER TABLE nowhere ADD COLUMN x',
    ];
    await expect(openDatabase({ ...folder, nowMs: NOW_MS, migrations: broken })).rejects.toThrow(/nowhere/);
    const good = [
      ...MIGRATIONS,
      'ALTER TABLE events ADD COLUMN note TEXT',
      'ALTER TABLE events DROP COLUMN note',
    ];
    const db = await openDatabase({ ...folder, nowMs: NOW_MS + 1000, migrations: good });
    expect(schemaVersionOf(db)).toBe(MIGRATIONS.length + 2);
    expect(db.prepare('SELECT count(*) AS count FROM shares').get()?.count).toBe(SHARES.length);
    db.close();
    const backups = await listBackups(folder.backupDir);
    expect(backups).toHaveLength(2);
    const backup = new DatabaseSync(backups[0] ?? '', { readOnly: true });
    expect(schemaVersionOf(backup)).toBe(MIGRATIONS.length);
    backup.close();
  });

  it('keeps what security asks of the connection', async () => {
    const db = await openDatabase({ ...temporaryFolder(), nowMs: NOW_MS });
    const pragma = (name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect([
      pragma('journal_mode'),
      pragma('synchronous'),
      pragma('mmap_size'),
      pragma('busy_timeout'),
    ]).toEqual(['wal', 2, 0, 5_000]);
    const tables = db
      .prepare(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'",
      )
      .all();
    expect(tables).toEqual([]);
    db.close();
  });
});

describe('backups', () => {
  it('are made daily, keep seven and are whole', async () => {
    const folder = temporaryFolder();
    await filledLedger(folder, false);
    mkdirSync(folder.backupDir, { recursive: true });
    writeFileSync(`${folder.backupDir}/notes.txt`, 'mine');
    const db = await openDatabase({ ...folder, nowMs: NOW_MS });
    for (let day = 0; day < 9; day += 1) {
      const nowMs = NOW_MS + day * DAY_MS;
      expect(await backupIsDue(folder.backupDir, nowMs)).toBe(true);
      await makeBackup(db, folder.backupDir, nowMs, checkFile);
      expect(await backupIsDue(folder.backupDir, nowMs + DAY_MS - 1000)).toBe(false);
    }
    db.close();
    const backups = await listBackups(folder.backupDir);
    expect(backups).toHaveLength(BACKUPS_KEPT);
    expect(backups[0]).toContain('ledger-20261202T010000Z.db');
    expect(existsSync(`${folder.backupDir}/notes.txt`)).toBe(true);
  });

  it('are refused of a file that is damaged, and the next upkeep restores the last good one', async () => {
    const folder = temporaryFolder();
    await filledLedger(folder, true);
    const store = new LedgerStore(folder);
    const { run } = (await store.answer({ kind: 'open' }, NOW_MS)) as { run: number };
    await store.answer({ kind: 'write', run, seq: 1, batch: batchOf({ shares: MORE_THAN_CACHED }) }, NOW_MS);
    await store.answer({ kind: 'maintain' }, NOW_MS);
    const bytes = readFileSync(folder.path);
    for (let at = 20 * 4096; at < bytes.length; at += 10 * 4096) bytes.fill(0xa5, at, at + 4096);
    writeFileSync(folder.path, bytes);

    await expect(store.answer({ kind: 'backup' }, NOW_MS + DAY_MS)).rejects.toThrow();
    expect(readdirSync(folder.backupDir)).toHaveLength(1);
    expect(store.incident).toBeNull();
    await store.answer({ kind: 'maintain' }, NOW_MS + DAY_MS);
    expect(store.incident).toMatchObject({ kind: 'replaced', restored: true });
    expect(await totalsOf(store)).toMatchObject([{ workDifficulty: 4_096 }]);
    await store.answer({ kind: 'close' }, NOW_MS);
  });

  it('are checked beside the batches, which wait for nothing', async () => {
    const folder = temporaryFolder();
    let finish = (): void => {};
    const checked: string[] = [];
    const store = new LedgerStore(folder, (path) => {
      checked.push(path);
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    const { run } = (await store.answer({ kind: 'open' }, NOW_MS)) as { run: number };
    const backingUp = store.answer({ kind: 'backup' }, NOW_MS);
    await vi.waitUntil(() => checked.length > 0);
    await store.answer({ kind: 'maintain' }, NOW_MS);
    await store.answer({ kind: 'write', run, seq: 1, batch: batchOf({ minutes: [minuteRow()] }) }, NOW_MS);
    expect(await totalsOf(store)).toHaveLength(1);
    expect(await listBackups(folder.backupDir)).toEqual([]);
    finish();
    const { path } = (await backingUp) as { path: string };
    expect(checked).toEqual([`${path}.part`]);
    expect(await listBackups(folder.backupDir)).toEqual([path]);
    await store.answer({ kind: 'close' }, NOW_MS);
  });

  it('that alone are damaged say nothing against the file', async () => {
    const folder = temporaryFolder();
    await filledLedger(folder, true);
    const store = new LedgerStore(folder, async (path) => {
      if (path.endsWith('.part')) throw new CorruptFileError('as the test says');
    });
    await store.answer({ kind: 'open' }, NOW_MS);
    await expect(store.answer({ kind: 'backup' }, NOW_MS + DAY_MS)).rejects.toThrow('as the test says');
    await store.answer({ kind: 'maintain' }, NOW_MS + DAY_MS);
    expect(store.incident).toBeNull();
    await store.answer({ kind: 'close' }, NOW_MS);
  });

  it('find the damage of a file too large to be read at every start', async () => {
    const folder = temporaryFolder();
    await filledLedger(folder, true);
    const db = new DatabaseSync(folder.path);
    db.exec(`PRAGMA synchronous = OFF;
      INSERT INTO events (at_ms, code, subject, params)
      WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 1200)
      SELECT ${NOW_MS}, 'code', 'subject', hex(zeroblob(30000)) FROM n`);
    db.close();
    const file = openSync(folder.path, 'r+');
    const noise = Buffer.alloc(4096, 0xa5);
    for (let page = 100; page < 10_000; page += 100) writeSync(file, noise, 0, noise.length, page * 4096);
    closeSync(file);

    const store = new LedgerStore(folder);
    await store.answer({ kind: 'open' }, NOW_MS);
    await store.answer({ kind: 'maintain' }, NOW_MS);
    expect(store.incident).toBeNull();
    await expect(store.answer({ kind: 'backup' }, NOW_MS + DAY_MS)).rejects.toThrow();
    await store.answer({ kind: 'maintain' }, NOW_MS + DAY_MS);
    expect(store.incident).toMatchObject({ kind: 'replaced', restored: true });
    await store.answer({ kind: 'close' }, NOW_MS);
  });

  it('leave nothing behind when the disk refuses', async () => {
    const folder = temporaryFolder();
    await filledLedger(folder, false);
    writeFileSync(folder.backupDir, 'a file where the folder should be');
    const db = await openDatabase({ ...folder, nowMs: NOW_MS });
    await expect(makeBackup(db, folder.backupDir, NOW_MS, checkFile)).rejects.toThrow();
    db.close();
  });
});
