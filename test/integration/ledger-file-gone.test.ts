/** The ledger's file is taken away while it is written to, on a real disk and with the real worker. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Ledger } from '../../electron/ledger/entries.ts';
import { openLedger } from '../../electron/ledger/ledger.ts';
import { ManualClock } from '../doubles/manual-clock.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { DAY_START_MS, minuteEntry, shareEntry } from '../unit/ledger/ledger-entries.ts';

const DAY = [DAY_START_MS, DAY_START_MS + 86_400_000] as const;
const LOOKED_AT_MS = 3_000;

interface Bench {
  readonly ledger: Ledger;
  readonly clock: ManualClock;
  readonly path: string;
  /** Ledger and backups; `path`'s folder. */
  readonly folder: string;
}

async function bench(folder = temporaryFolder()): Promise<Bench> {
  const path = join(folder, 'ledger.db');
  const clock = new ManualClock(DAY_START_MS);
  const ledger = await openLedger({
    path,
    backupDir: join(folder, 'backups'),
    workerUrl: new URL('../../electron/ledger/ledger-worker.ts', import.meta.url),
    clock,
    log: silentLogger(),
  });
  onTestFinished(async () => void (await ledger.close()));
  return { ledger, clock, path, folder };
}

/** A folder that can be removed and come back, inside one that is removed at the end. */
function temporaryFolder(): string {
  const outer = mkdtempSync(join(tmpdir(), 'hashwatt-gone-'));
  onTestFinished(() => rmSync(outer, { recursive: true, force: true }));
  const folder = join(outer, 'data');
  mkdirSync(folder);
  return folder;
}

async function recorded({ ledger }: Bench, name: string): Promise<void> {
  ledger.record(shareEntry({ shareId: name }));
  ledger.record(minuteEntry({ stickId: name, coveredMs: 1_000 }));
  await ledger.flush();
}

const seconds = async (ledger: Ledger): Promise<number> =>
  (await ledger.totals(...DAY)).reduce((sum, group) => sum + group.coveredMs / 1_000, 0);

/** What a program that opens the file by its path finds. */
function sharesAt(path: string): unknown[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    expect(db.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok');
    return db
      .prepare('SELECT share_id FROM shares ORDER BY share_id')
      .all()
      .map((row) => row.share_id);
  } finally {
    db.close();
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

describe('the file of the ledger in use', () => {
  it.each([
    ['is deleted', ({ path }: Bench) => rmSync(path)],
    ['is deleted with its log', ({ path }: Bench) => removeDatabase(path)],
    ['is renamed', ({ path }: Bench) => renameSync(path, `${path}.bak`)],
    ['goes with its folder', ({ folder }: Bench) => rmSync(folder, { recursive: true })],
    ['goes with its folder, renamed', ({ folder }: Bench) => renameSync(folder, `${folder}-old`)],
  ])('%s: it is written again and nothing is lost', async (_name, take) => {
    const running = await bench();
    const { ledger, clock, path } = running;
    await recorded(running, 'a');
    take(running);
    await clock.advance(LOOKED_AT_MS);
    await recorded(running, 'b');
    expect(ledger.health).toMatchObject({ kind: 'rewritten', movedTo: null });
    expect(sharesAt(path)).toEqual(['a', 'b']);
    await recorded(running, 'c');
    expect(await seconds(ledger)).toBe(3);
    await ledger.close();
    expect(sharesAt(path)).toEqual(['a', 'b', 'c']);
  });

  it('is deleted again and again', async () => {
    const running = await bench();
    for (const name of ['a', 'b', 'c', 'd']) {
      await recorded(running, name);
      rmSync(running.path);
      await running.clock.advance(LOOKED_AT_MS);
    }
    await recorded(running, 'e');
    expect(sharesAt(running.path)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is deleted in the last moment: closing writes it again', async () => {
    const running = await bench();
    await recorded(running, 'a');
    removeDatabase(running.path);
    await running.ledger.close();
    expect(sharesAt(running.path)).toEqual(['a']);
  });

  it('keeps its place when only the log is deleted', async () => {
    const running = await bench();
    await recorded(running, 'a');
    rmSync(`${running.path}-wal`);
    await running.clock.advance(LOOKED_AT_MS);
    await recorded(running, 'b');
    expect(sharesAt(running.path)).toEqual(['a', 'b']);
    expect(running.ledger.health).toEqual({ kind: 'ok' });
  });

  it('is exchanged for an older one: that one is moved aside whole', async () => {
    const other = await bench();
    await recorded(other, 'other');
    await other.ledger.close();
    const running = await bench();
    const { ledger, clock, path } = running;
    await recorded(running, 'a');
    copyFileSync(other.path, `${path}.new`);
    renameSync(`${path}.new`, path);
    await clock.advance(LOOKED_AT_MS);
    await recorded(running, 'b');
    const { health } = ledger;
    if (health.kind !== 'rewritten' || health.movedTo === null) throw new Error('not told');
    expect(dirname(health.movedTo)).toBe(dirname(path));
    expect(sharesAt(health.movedTo)).toEqual(['other']);
    expect(sharesAt(path)).toEqual(['a', 'b']);
  });

  it('makes way for a file that is none of ours, or a folder, and comes back', async () => {
    const running = await bench();
    const { path, folder, clock } = running;
    await recorded(running, 'a');
    rmSync(path);
    writeFileSync(path, 'shopping list');
    await clock.advance(LOOKED_AT_MS);
    await recorded(running, 'b');
    rmSync(path);
    mkdirSync(path);
    await clock.advance(LOOKED_AT_MS);
    await recorded(running, 'c');
    expect(sharesAt(path)).toEqual(['a', 'b', 'c']);
    const moved = readdirSync(folder).filter((name) => name.includes('.exchanged-'));
    expect(moved).toHaveLength(2);
    expect(readFileSync(join(folder, moved[0] ?? ''), 'utf8')).toBe('shopping list');
  });

  it('waits while it cannot be written again, and says that nobody may end it now', async () => {
    const running = await bench();
    const { ledger, clock, path, folder } = running;
    await recorded(running, 'a');
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    await clock.advance(LOOKED_AT_MS);
    ledger.record(shareEntry({ shareId: 'b' }));
    await expect(ledger.flush()).rejects.toMatchObject({ code: 'fileGone', message: /Make its folder/ });
    expect(ledger.health).toMatchObject({ kind: 'paused', code: 'fileGone', waitingEntries: 1 });
    rmSync(folder);
    await clock.advance(30_000);
    await ledger.flush();
    await expect.poll(() => ledger.health).toMatchObject({ kind: 'rewritten', movedTo: null });
    expect(sharesAt(path)).toEqual(['a', 'b']);
  });

  it('was being written again when the program was killed: the next start takes the copy', async () => {
    const first = await bench();
    await recorded(first, 'a');
    await first.ledger.close();
    renameSync(first.path, `${first.path}.again`);
    const second = await bench(first.folder);
    await recorded(second, 'b');
    await second.ledger.close();
    expect(sharesAt(first.path)).toEqual(['a', 'b']);

    writeFileSync(`${first.path}.again`, 'cut off');
    await (await bench(first.folder)).ledger.close();
    expect(sharesAt(first.path)).toEqual(['a', 'b']);
    expect(readdirSync(first.folder)).not.toContain('ledger.db.again');
  });

  it('is a folder at the start: a sentence with the cure', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'ledger.db'));
    await expect(bench(folder)).rejects.toMatchObject({
      code: 'notAFile',
      message: `${join(folder, 'ledger.db')} is a folder, and the file of the history should be there: move it away and start again.`,
    });
  });

  it('leaves alone what another program has open, and lies beside it at the end', async () => {
    const running = await bench();
    const { ledger, clock, path, folder } = running;
    await recorded(running, 'a');
    removeDatabase(path);
    const other = new DatabaseSync(path);
    onTestFinished(() => other.close());
    other.exec('PRAGMA journal_mode = WAL; CREATE TABLE theirs (x)');
    await clock.advance(LOOKED_AT_MS);
    ledger.record(shareEntry({ shareId: 'b' }));
    await expect(ledger.flush()).rejects.toMatchObject({ code: 'fileGone' });
    await ledger.close();
    expect(other.prepare('SELECT count(*) AS count FROM theirs').get()?.count).toBe(0);
    const rescued = readdirSync(folder).find((name) => name.includes('.rescued-')) ?? '';
    expect(sharesAt(join(folder, rescued))).toEqual(['a']);
  });
});
