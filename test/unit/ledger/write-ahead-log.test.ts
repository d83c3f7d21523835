import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { placeOf } from '../../../electron/ledger/live-file.ts';
import { openDatabase } from '../../../electron/ledger/open-database.ts';
import { DamagedLogError, WriteAheadLog } from '../../../electron/ledger/write-ahead-log.ts';
import { DAY_START_MS } from './ledger-entries.ts';
import { temporaryFolder } from './temporary-folder.ts';

interface Bench {
  readonly db: DatabaseSync;
  readonly log: WriteAheadLog;
  readonly path: string;
  readonly walPath: string;
  /** Commits some rows of some length. */
  readonly commit: (rows?: number, length?: number) => void;
}

async function bench(): Promise<Bench> {
  const folder = temporaryFolder();
  const db = await openDatabase({ ...folder, nowMs: DAY_START_MS });
  onTestFinished(() => {
    if (db.isOpen) db.close();
  });
  const walPath = `${folder.path}-wal`;
  const log = new WriteAheadLog(db, walPath, (await placeOf(folder.path)).wal);
  const insert = db.prepare("INSERT INTO events (at_ms, code, subject, params) VALUES (0, 'x', 'y', ?)");
  const commit = (rows = 3, length = 2_000): void => {
    db.exec('BEGIN');
    for (let n = 0; n < rows; n += 1) insert.run('z'.repeat(length));
    db.exec('COMMIT');
    log.noteCommit();
  };
  return { db, log, path: folder.path, walPath, commit };
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
}

describe('a log that is as it was written', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('commit' as const), rows: fc.nat(60) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('shrink' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('passive' as const, 'truncate' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('foreignFold' as const),
        mode: fc.constantFrom('PASSIVE', 'TRUNCATE'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('foreignWrite' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('read' as const, 'unread' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('spill' as const) }) },
  );

  it('is never called damaged, whatever this program and another write, fold and read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), async (steps) => {
        const { db, log, path, commit } = await bench();
        db.exec('PRAGMA busy_timeout = 0; PRAGMA synchronous = OFF');
        const reader = new DatabaseSync(path, { timeout: 0 });
        try {
          for (const each of steps) {
            if (each.do === 'commit') commit(each.rows);
            if (each.do === 'passive') log.fold('PASSIVE');
            if (each.do === 'truncate') log.fold('TRUNCATE');
            if (each.do === 'foreignFold' && !reader.isTransaction)
              reader.exec(`PRAGMA wal_checkpoint(${each.mode})`);
            if (each.do === 'foreignWrite' && !reader.isTransaction)
              reader.exec("INSERT INTO events (at_ms, code, subject, params) VALUES (0, 'x', 'y', 'z')");
            if (each.do === 'read' && !reader.isTransaction) {
              reader.exec('BEGIN');
              reader.prepare('SELECT count(*) FROM events').get();
            }
            if (each.do === 'unread' && reader.isTransaction) reader.exec('COMMIT');
            if (each.do === 'shrink') {
              db.exec('DELETE FROM events');
              log.noteCommit();
            }
            // Pages that do not fit into the cache go to the log before their commit, and some of them twice.
            if (each.do === 'spill') {
              db.exec('PRAGMA cache_size = 5; BEGIN; UPDATE events SET params = params || 1');
              db.exec("UPDATE events SET code = 'again'; COMMIT; PRAGMA cache_size = -2000");
              log.noteCommit();
            }
            log.glance();
            log.check();
          }
        } finally {
          reader.close();
          db.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is not looked for at a path where it no longer is', async () => {
    const { log, walPath, commit } = await bench();
    commit();
    renameSync(walPath, `${walPath}.old`);
    log.check();
    writeFileSync(walPath, 'another file');
    log.glance();
    log.check();
    rmSync(walPath);
  });

  it('was left by an earlier run, of whichever byte order', async () => {
    const { db, log, path, walPath, commit } = await bench();
    for (let n = 0; n < 10; n += 1) commit();
    log.check();
    const copy = `${path}.copy`;
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix);
    const other = readFileSync(walPath);
    expect(other.readUInt32BE(0) & 1).toBe(0);
    writeFileSync(`${copy}-wal`, inOtherByteOrder(other));
    db.close();
    const again = new DatabaseSync(copy);
    const events = again.prepare('SELECT count(*) AS n FROM events').get()?.n;
    expect(events).toBe(30);
    new WriteAheadLog(again, `${copy}-wal`, null).check();
    again.close();
  });
});

describe('a log that someone', () => {
  it('changes in any byte is found out before anything is folded', async () => {
    const { db, log, path, walPath, commit } = await bench();
    log.fold('TRUNCATE');
    for (let n = 0; n < 20; n += 1) commit(1, 100);
    const good = readFileSync(walPath);
    const file = readFileSync(path);
    await fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        overwrite(walPath, at, Buffer.of((good[at] ?? 0) ^ change));
        expect(() => log.fold('PASSIVE')).toThrow(DamagedLogError);
        overwrite(walPath, at, good.subarray(at, at + 1));
        log.check();
      }),
      { numRuns: 300 },
    );
    expect(readFileSync(path).equals(file)).toBe(true);
    expect(log.fold('PASSIVE')).toBe(true);
    expect(db.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok');
  });

  it('overwrites after another program has committed is found out, though SQLite must read it anew', async () => {
    const { log, path, walPath, commit } = await bench();
    commit();
    const other = new DatabaseSync(path);
    onTestFinished(() => other.close());
    other.exec("INSERT INTO events (at_ms, code, subject, params) VALUES (0, 'x', 'y', 'z')");
    overwrite(walPath, 32, Buffer.alloc(statSync(walPath).size - 32, 0xa5));
    // How it should end is not known after a commit of another, so a glance sees nothing wrong.
    log.glance();
    expect(() => log.check()).toThrow(DamagedLogError);
    truncateSync(walPath, 0);
    expect(() => log.glance()).toThrow(DamagedLogError);
  });

  it('cuts anywhere is found out at a glance', async () => {
    const { log, walPath, commit } = await bench();
    commit(20);
    const good = readFileSync(walPath);
    for (const bytes of [0, 1, 31, 32, 4_000, good.length / 2, good.length - 1]) {
      truncateSync(walPath, bytes);
      expect(() => log.glance()).toThrow(DamagedLogError);
      expect(() => log.check()).toThrow(DamagedLogError);
      writeFileSync(walPath, good, { flag: 'r+' });
      log.check();
    }
  });

  it('puts back as it was some commits ago, or before a fold, is found out at a glance', async () => {
    const { log, walPath, commit } = await bench();
    commit(9);
    const before = readFileSync(walPath);
    log.fold('PASSIVE');
    commit();
    const { length } = readFileSync(walPath);
    expect(length).toBe(before.length);
    writeFileSync(walPath, before, { flag: 'r+' });
    expect(() => log.glance()).toThrow(DamagedLogError);
    expect(() => log.check()).toThrow(DamagedLogError);
  });
});

describe('folding', () => {
  it('says whether the file is whole without the log', async () => {
    const { log, path, walPath, commit } = await bench();
    expect(log.isFileWhole).toBe(false);
    expect(log.fold('PASSIVE')).toBe(true);
    commit();
    expect(log.isFileWhole).toBe(true);
    const reader = new DatabaseSync(path);
    reader.exec('BEGIN; SELECT count(*) FROM events');
    commit();
    expect(log.fold('PASSIVE')).toBe(false);
    expect(log.isFileWhole).toBe(false);
    reader.exec('COMMIT');
    reader.close();
    expect(log.fold('TRUNCATE')).toBe(true);
    expect(statSync(walPath).size).toBe(0);
  });

  it('counts what is not folded over restarts of the log', async () => {
    const { log, commit } = await bench();
    log.fold('PASSIVE');
    commit(30);
    const frames = log.unfoldedFrames;
    expect(frames).toBeGreaterThan(10);
    log.fold('PASSIVE');
    expect(log.unfoldedFrames).toBe(0);
    commit(3);
    const few = log.unfoldedFrames;
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(frames);
    while (log.unfoldedFrames <= frames) commit(30);
    expect(log.unfoldedFrames).toBeGreaterThan(frames);
  });
});

/** The same log as a machine of the other byte order writes it: checksums over words that are read the other way. */
function inOtherByteOrder(wal: Buffer): Buffer {
  const bytes = Buffer.from(wal);
  const pageBytes = bytes.readUInt32BE(8);
  bytes.writeUInt32BE(0x377f0683, 0);
  let sums: readonly [number, number] = [0, 0];
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at += 8) {
      const first = (sums[0] + bytes.readUInt32BE(at) + sums[1]) % 2 ** 32;
      sums = [first, (sums[1] + bytes.readUInt32BE(at + 4) + first) % 2 ** 32];
    }
  };
  const store = (at: number): void => {
    bytes.writeUInt32BE(sums[0], at);
    bytes.writeUInt32BE(sums[1], at + 4);
  };
  add(0, 24);
  store(24);
  for (let at = 32; at + 24 + pageBytes <= bytes.length; at += 24 + pageBytes) {
    add(at, at + 8);
    add(at + 24, at + 24 + pageBytes);
    store(at + 16);
  }
  return bytes;
}
