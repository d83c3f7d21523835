import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Comparison, TuneRun } from '../../../electron/contract/tuning.ts';
import { BatchWriter } from '../../../electron/ledger/batch-writer.ts';
import type { TuningEntry } from '../../../electron/ledger/entries.ts';
import { EntryQueue } from '../../../electron/ledger/entry-queue.ts';
import { MIGRATIONS, migrate, schemaVersionOf } from '../../../electron/ledger/schema.ts';
import { queryTunings } from '../../../electron/ledger/tunings.ts';
import { batchOf, eventEntry } from './ledger-entries.ts';

const RUN: TuneRun = {
  id: 'run-1',
  stickId: 'serial:A' as TuneRun['stickId'],
  goal: 'mostHash',
  pricePerKwh: null,
  startedAtMs: 1000,
  endedAtMs: null,
  state: 'running',
  reason: null,
  planned: [{ frequencyMhz: 200, coreMv: null }],
  measured: [],
  best: null,
  before: null,
  isApplied: false,
  isDryRun: false,
};
const COMPARISON: Comparison = {
  id: 'comparison-1',
  stickId: 'serial:B' as Comparison['stickId'],
  a: { frequencyMhz: 200, coreMv: null },
  b: { frequencyMhz: 250, coreMv: null },
  slotMs: 60_000,
  startedAtMs: 2000,
  endedAtMs: null,
  slots: [],
  by: 'hashrate',
  verdict: 'notEnoughData',
};
const run = (changes: Partial<TuneRun> = {}): TuningEntry => ({
  kind: 'tuning',
  of: 'run',
  record: { ...RUN, ...changes },
});
const comparison = (changes: Partial<Comparison> = {}): TuningEntry => ({
  kind: 'tuning',
  of: 'comparison',
  record: { ...COMPARISON, ...changes },
});

function database(migrations = MIGRATIONS): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  onTestFinished(() => db.close());
  migrate(db, migrations);
  return db;
}

function writing(db: DatabaseSync): (...tunings: TuningEntry[]) => void {
  const writer = new BatchWriter(db);
  const number = writer.beginRun();
  let seq = 0;
  return (...tunings) => {
    seq += 1;
    expect(writer.write(number, seq, batchOf({ tunings }))).toEqual({ dropped: 0 });
  };
}

describe('sweeps and comparisons', () => {
  it('are kept whole, the newer in the place of the older, newest first', () => {
    const db = database();
    const write = writing(db);
    write(run(), comparison());
    write(run({ state: 'done', endedAtMs: 9000, best: { frequencyMhz: 200, coreMv: null } }));
    write(run({ id: 'run-2', startedAtMs: 5000 }));
    expect(queryTunings(db, 'serial:A').map(({ record }) => [record.id, record.endedAtMs])).toEqual([
      ['run-2', null],
      ['run-1', 9000],
    ]);
    expect(queryTunings(db, 'serial:B')).toEqual([comparison()]);
  });

  it('that have not ended are found for every stick', () => {
    const db = database();
    const write = writing(db);
    write(run(), comparison(), run({ id: 'run-2', startedAtMs: 5000, endedAtMs: 6000 }));
    expect(queryTunings(db, null).map(({ record }) => record.id)).toEqual(['comparison-1', 'run-1']);
  });

  it('of a stick are forgotten from the oldest on, but for one that goes on', () => {
    const db = database();
    const write = writing(db);
    write(run({ id: 'old', startedAtMs: 1 }), run({ id: 'open', startedAtMs: 0 }));
    write(run({ id: 'old', startedAtMs: 1, endedAtMs: 2 }));
    for (let n = 0; n < 60; n += 1) write(run({ id: `run-${n}`, startedAtMs: 10 + n, endedAtMs: 99 }));
    const ids = queryTunings(db, 'serial:A').map(({ record }) => record.id);
    expect(ids).toHaveLength(51);
    expect(ids).toContain('open');
    expect(ids).not.toContain('old');
    expect(ids[0]).toBe('run-59');
  });

  it('that cannot be read are left out', () => {
    const db = database();
    writing(db)(run());
    const insert = db.prepare('INSERT INTO tunings VALUES (?, ?, ?, 0, 1, ?)');
    insert.run('bad-json', 'run', 'serial:A', '{');
    insert.run('bad-shape', 'comparison', 'serial:A', '{"id":"x"}');
    expect(queryTunings(db, 'serial:A')).toEqual([run()]);
    expect(queryTunings(db, null)).toEqual([run()]);
  });

  it('wait in the queue once each, as they are now', () => {
    const queue = new EntryQueue();
    queue.add(run());
    queue.add(run({ state: 'waiting', reason: 'paused' }));
    queue.add(eventEntry());
    expect(queue.size).toBe(2);
    expect(queue.take()?.tunings).toEqual([run({ state: 'waiting', reason: 'paused' })]);
    expect(queue.take()).toBeNull();
  });
});

it('a file of the version before gets its table, and keeps what it has', () => {
  const db = database(MIGRATIONS.slice(0, 2));
  db.exec("INSERT INTO events (at_ms, code, subject, params) VALUES (1, 'paused', 'host', '{}')");
  migrate(db, MIGRATIONS);
  expect(schemaVersionOf(db)).toBe(MIGRATIONS.length);
  writing(db)(run());
  expect(queryTunings(db, 'serial:A')).toEqual([run()]);
  expect(db.prepare('SELECT count(*) AS count FROM events').get()?.count).toBe(1);
});
