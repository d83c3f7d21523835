/** The log of the ledger's file is written into or cut while it is in use, on a real disk and with the real worker. */
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Ledger } from '../../electron/ledger/entries.ts';
import { openLedger } from '../../electron/ledger/ledger.ts';
import { ManualClock } from '../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../doubles/silent-logger.ts';
import { DAY_START_MS, minuteEntry, shareEntry } from '../unit/ledger/ledger-entries.ts';
import { temporaryFolder } from '../unit/ledger/temporary-folder.ts';

const DAY = [DAY_START_MS, DAY_START_MS + 86_400_000] as const;
const LOOKED_AT_MS = 3_000;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

interface Bench {
  readonly ledger: Ledger;
  readonly clock: ManualClock;
  readonly lines: LoggedLine[];
  readonly path: string;
  readonly walPath: string;
}

async function bench(
  worker = '../../electron/ledger/ledger-worker.ts',
  folder = temporaryFolder(),
): Promise<Bench> {
  const clock = new ManualClock(DAY_START_MS);
  const lines: LoggedLine[] = [];
  const workerUrl = new URL(worker, import.meta.url);
  const ledger = await openLedger({ ...folder, workerUrl, clock, log: silentLogger(lines) });
  onTestFinished(async () => void (await ledger.close()));
  return { ledger, clock, lines, path: folder.path, walPath: `${folder.path}-wal` };
}

/** One committed transaction each. */
async function recorded({ ledger }: Bench, ...names: string[]): Promise<void> {
  for (const name of names) {
    ledger.record(shareEntry({ shareId: name, rejectText: name.repeat(1_500) }));
    ledger.record(minuteEntry({ coveredMs: 1_000 }));
    await ledger.flush();
  }
}

interface Found {
  readonly shares: readonly unknown[];
  readonly seconds: number;
}

/** What a program that opens the file by its path finds. */
function foundAt(path: string): Found {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    expect(db.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok');
    const shares = db.prepare('SELECT share_id FROM shares ORDER BY share_id').all();
    const { ms } = db.prepare('SELECT ifnull(sum(covered_ms), 0) AS ms FROM minutes').get() ?? {};
    return { shares: shares.map((row) => row.share_id), seconds: Number(ms) / 1_000 };
  } finally {
    db.close();
  }
}

const all = (...names: string[]): Found => ({ shares: names, seconds: names.length });

function overwrite(path: string, at: number, length: number): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, Buffer.alloc(length, 0xa5), 0, length, at);
  closeSync(fd);
}

const sizeOf = (path: string): number => readFileSync(path).length;

const damages: readonly (readonly [string, (walPath: string) => void])[] = [
  ['has another header', (wal) => overwrite(wal, 0, 32)],
  ['has noise in the middle', (wal) => overwrite(wal, Math.floor(sizeOf(wal) / 2), 4_096)],
  ['has noise at its end', (wal) => overwrite(wal, sizeOf(wal) - 4_096, 4_096)],
  ['is noise', (wal) => overwrite(wal, 0, sizeOf(wal))],
  ['is cut to nothing', (wal) => truncateSync(wal, 0)],
  ['is cut in half', (wal) => truncateSync(wal, Math.floor(sizeOf(wal) / 2))],
];

describe('a log in use that', () => {
  it.each(damages)(
    '%s at the end: nothing of it gets into the file, nothing is lost',
    async (_name, damage) => {
      const running = await bench();
      const { ledger, path, walPath, lines } = running;
      await recorded(running, ...NAMES);
      damage(walPath);
      const damaged = readFileSync(walPath);
      expect(await ledger.close()).toBe(true);
      expect(foundAt(path)).toEqual(all(...NAMES));
      const { health } = ledger;
      if (health.kind !== 'logDamaged' || health.movedTo === null) throw new Error('not told');
      expect(health.movedTo).toBe(`${walPath}.corrupt-20261124T000000.000Z`);
      expect(readFileSync(health.movedTo).equals(damaged)).toBe(true);
      expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    },
  );

  it.each(damages)('%s while it is written to: it goes on with everything', async (_name, damage) => {
    const running = await bench();
    const { ledger, clock, path, walPath } = running;
    await recorded(running, 'a', 'b', 'c', 'd');
    damage(walPath);
    await recorded(running, 'e', 'f');
    await clock.advance(LOOKED_AT_MS);
    await recorded(running, 'g');
    // Noise in the middle is found by whoever reads the whole log: the upkeep.
    await clock.advance(60_000);
    await expect.poll(() => ledger.health.kind).toBe('logDamaged');
    expect((await ledger.totals(...DAY)).map(({ coveredMs }) => coveredMs)).toEqual([7_000]);
    await recorded(running, 'h');
    expect(await ledger.close()).toBe(true);
    expect(foundAt(path)).toEqual(all(...NAMES));
  });

  it('is damaged after a fold and again after it was mended', async () => {
    const running = await bench();
    const { ledger, clock, path, walPath } = running;
    await recorded(running, 'a', 'b');
    await clock.advance(60_000);
    await expect.poll(() => sizeOf(walPath)).toBe(0);
    await recorded(running, 'c');
    for (const name of ['d', 'e']) {
      truncateSync(walPath, 100);
      await clock.advance(LOOKED_AT_MS);
      await recorded(running, name);
    }
    expect(await ledger.close()).toBe(true);
    expect(foundAt(path)).toEqual(all('a', 'b', 'c', 'd', 'e'));
    const kept = readdirSync(dirname(path)).filter((name) => name.startsWith('ledger.db-wal.corrupt-'));
    expect(kept).toHaveLength(2);
  });

  it('was left by a killed run is folded at the start, so that it is safe as well', async () => {
    const first = await bench();
    await recorded(first, 'a', 'b');
    const folder = temporaryFolder();
    for (const suffix of ['', '-wal']) {
      writeFileSync(`${folder.path}${suffix}`, readFileSync(first.path + suffix));
    }
    const second = await bench(undefined, folder);
    await recorded(second, 'c');
    overwrite(second.walPath, 0, sizeOf(second.walPath));
    expect(await second.ledger.close()).toBe(true);
    expect(foundAt(folder.path)).toEqual(all('a', 'b', 'c'));
  });

  it('cannot be written again at the end: it says what is lost, since when, and where the log is', async () => {
    const running = await bench('./ledger-full-disk-worker.ts');
    const { ledger, path, walPath, lines } = running;
    await recorded(running, 'a');
    await running.clock.advance(60_000);
    await expect.poll(() => sizeOf(walPath)).toBe(0);
    await recorded(running, 'b');
    overwrite(walPath, 0, sizeOf(walPath));
    writeFileSync(`${path}.refused`, Buffer.alloc(0));
    expect(await ledger.close()).toBe(false);
    expect(foundAt(path)).toEqual(all('a'));
    const [last] = lines.filter(({ level }) => level === 'error').slice(-1);
    expect(last?.fields).toMatchObject({ code: 'rowsLost' });
    expect(last?.fields?.error).toContain(
      `what it held since 2026-11-24T00:01:00.000Z cannot be written again`,
    );
    expect(last?.fields?.error).toContain(`${walPath}.corrupt-`);
  });

  it('cannot be written again for a while: it is as soon as the disk takes it', async () => {
    const running = await bench('./ledger-full-disk-worker.ts');
    const { ledger, clock, path, walPath } = running;
    await recorded(running, 'a', 'b');
    overwrite(walPath, 0, sizeOf(walPath));
    writeFileSync(`${path}.refused`, Buffer.alloc(0));
    await clock.advance(LOOKED_AT_MS);
    ledger.record(shareEntry({ shareId: 'c' }));
    await expect(ledger.flush()).rejects.toMatchObject({ code: 'diskFull' });
    expect(ledger.health).toMatchObject({ kind: 'paused', code: 'diskFull' });
    rmSync(`${path}.refused`);
    await clock.advance(30_000);
    await ledger.flush();
    await expect.poll(() => ledger.health.kind).toBe('logDamaged');
    expect(await ledger.close()).toBe(true);
    expect(foundAt(path).shares).toEqual(['a', 'b', 'c']);
  });

  it('another program holds half folded: the newest backup takes the place of the file, and the end says so', async () => {
    const running = await bench();
    const { ledger, clock, path, walPath } = running;
    await recorded(running, 'a');
    await clock.advance(60_000);
    // Not before it is whole: a copy that is under way would be of no use.
    await expect
      .poll(() => readdirSync(join(dirname(path), 'backups')))
      .toEqual([expect.stringMatching(/\.db$/)]);
    await recorded(running, 'b');
    const reader = new DatabaseSync(path, { readOnly: true });
    onTestFinished(() => reader.close());
    reader.exec('BEGIN; SELECT count(*) FROM shares');
    for (let n = 0; n < 4; n += 1) await many(running, n, 1_500);
    truncateSync(walPath, 0);
    expect(await ledger.close()).toBe(false);
    expect(ledger.health).toMatchObject({ kind: 'replaced', restored: true });
    expect(foundAt(path)).toEqual(all('a'));
    expect(existsSync(ledger.health.kind === 'replaced' ? ledger.health.movedTo : '')).toBe(true);
  });
});

async function many({ ledger }: Bench, round: number, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    ledger.record(shareEntry({ shareId: `many-${round}-${n}`, rejectText: 'z'.repeat(1_000) }));
  }
  await ledger.flush();
}
