import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BatchWriter } from '../../../electron/ledger/batch-writer.ts';
import { queryEvents, queryTotals } from '../../../electron/ledger/queries.ts';
import { MIGRATIONS, migrate } from '../../../electron/ledger/schema.ts';
import { faultOf } from '../../../electron/ledger/sqlite-fault.ts';
import { batchOf, DAY_START_MS, eventEntry, MINUTE_MS, minuteRow, shareEntry } from './ledger-entries.ts';

const DAY_END_MS = DAY_START_MS + 86_400_000;

function freshDatabase(): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  onTestFinished(() => db.close());
  migrate(db, MIGRATIONS);
  return db;
}

const count = (db: DatabaseSync, table: string): number =>
  Number(db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count);

describe('BatchWriter', () => {
  it('adds increments of one minute up', () => {
    const db = freshDatabase();
    const writer = new BatchWriter(db);
    const run = writer.beginRun();
    const part = { coveredMs: 1_000.5, pausedMs: 10.25, energyWh: 0.003, nonces: 2 };
    writer.write(run, 1, batchOf({ minutes: [minuteRow(part), minuteRow(part)] }));
    writer.write(run, 2, batchOf({ minutes: [minuteRow({ ...part, startMs: DAY_START_MS + 0.9 })] }));

    expect(count(db, 'minutes')).toBe(1);
    const row = db.prepare('SELECT * FROM minutes').get();
    expect(row?.covered_ms).toBeCloseTo(3_001.5, 9);
    expect(row?.metered_ms).toBeCloseTo(3_001.5, 9);
    expect(row?.paused_ms).toBeCloseTo(30.75, 9);
    expect(row?.nonces).toBe(6);
    expect(row?.energy_wh).toBeCloseTo(0.009, 12);
    expect(row?.energy_origin).toBe('modelled');
  });

  it('keeps unknown energy unknown and mixes origins honestly', () => {
    const db = freshDatabase();
    const writer = new BatchWriter(db);
    const run = writer.beginRun();
    const unmetered = { energyWh: null, energyOrigin: null } as const;
    const start = (n: number): { startMs: number } => ({ startMs: DAY_START_MS + n * MINUTE_MS });
    writer.write(
      run,
      1,
      batchOf({
        minutes: [
          minuteRow({ ...start(0), ...unmetered }),
          minuteRow({ ...start(0), ...unmetered }),
          minuteRow({ ...start(1), ...unmetered }),
          minuteRow({ ...start(1), energyWh: 0.1, energyOrigin: 'measured' }),
          minuteRow({ ...start(2), energyWh: 0.1, energyOrigin: 'measured' }),
          minuteRow({ ...start(2), energyWh: 0.1, energyOrigin: 'modelled' }),
          minuteRow({ ...start(2), ...unmetered }),
        ],
      }),
    );
    const rows = db
      .prepare('SELECT energy_wh, energy_origin, metered_ms FROM minutes ORDER BY start_ms')
      .all();
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { energy_wh: null, energy_origin: null, metered_ms: 0 },
      { energy_wh: 0.1, energy_origin: 'measured', metered_ms: 60_000 },
      { energy_wh: 0.2, energy_origin: 'partModelled', metered_ms: 120_000 },
    ]);
  });

  it('never adds rows of different prices, difficulties or halvings', () => {
    const db = freshDatabase();
    const writer = new BatchWriter(db);
    const variants = [
      {},
      { pricePerKwh: '0.31' },
      { pricePerKwh: null },
      { btcPrice: null },
      { networkDifficulty: 141e12 },
      { networkDifficulty: null },
      { blockHeight: 1_050_000 },
      { blockHeight: null },
      { currency: 'CHF' },
    ] as const;
    const minutes = [...variants, ...variants].map((variant) => minuteRow({ ...variant, energyWh: 1 }));
    writer.write(writer.beginRun(), 1, batchOf({ minutes }));
    const totals = queryTotals(db, DAY_START_MS, DAY_END_MS);
    expect(totals.map((group) => group.energyWh)).toEqual(variants.map(() => 2));
    expect(
      totals.map(({ pricePerKwh, btcPrice, networkDifficulty, blockHeight, currency }) => ({
        pricePerKwh,
        btcPrice,
        networkDifficulty,
        blockHeight,
        currency,
      })),
    ).toEqual(
      expect.arrayContaining(
        variants.map((variant) => {
          const { pricePerKwh, btcPrice, networkDifficulty, blockHeight, currency } = minuteRow(variant);
          return { pricePerKwh, btcPrice, networkDifficulty, blockHeight, currency };
        }),
      ),
    );
  });

  it('joins heights of one halving in one group, with the newest height', () => {
    const db = freshDatabase();
    const writer = new BatchWriter(db);
    writer.write(
      writer.beginRun(),
      1,
      batchOf({
        minutes: [minuteRow(), minuteRow({ startMs: DAY_START_MS + MINUTE_MS, blockHeight: 925_001 })],
      }),
    );
    const totals = queryTotals(db, DAY_START_MS, DAY_END_MS);
    expect(totals).toHaveLength(1);
    expect(totals[0]).toMatchObject({
      blockHeight: 925_001,
      workDifficulty: 8_192,
      accepted: 4,
      rejected: 2,
    });
  });

  it('takes a batch of a run once, however often it is sent', () => {
    const db = freshDatabase();
    const writer = new BatchWriter(db);
    const run = writer.beginRun();
    const batch = batchOf({ minutes: [minuteRow()], shares: [shareEntry()], events: [eventEntry()] });
    writer.write(run, 1, batch);
    writer.write(run, 1, batch);
    new BatchWriter(db).write(run, 1, batch);
    expect(db.prepare('SELECT sum(nonces) AS n FROM minutes').get()?.n).toBe(16);
    expect(count(db, 'events')).toBe(1);
    writer.write(writer.beginRun(), 1, batch);
    expect(db.prepare('SELECT sum(nonces) AS n FROM minutes').get()?.n).toBe(32);
    expect(count(db, 'shares')).toBe(1);
  });

  it('drops only the rows the tables refuse', () => {
    const db = freshDatabase();
    const writer = new BatchWriter(db);
    const { dropped } = writer.write(
      writer.beginRun(),
      1,
      batchOf({
        minutes: [minuteRow({ nonces: 1.5 }), minuteRow({ nonces: 3 })],
        shares: [shareEntry({ poolId: null as unknown as string }), shareEntry()],
        events: [eventEntry({ code: undefined as unknown as string }), eventEntry()],
      }),
    );
    expect(dropped).toBe(3);
    expect([count(db, 'minutes'), count(db, 'shares'), count(db, 'events')]).toEqual([1, 1, 1]);
  });

  it('commits nothing of a batch the disk has no room for, and all of it later', () => {
    const db = freshDatabase();
    const writer = new BatchWriter(db);
    const run = writer.beginRun();
    db.exec(`PRAGMA max_page_count = ${Number(db.prepare('PRAGMA page_count').get()?.page_count) + 2}`);
    const shares = Array.from({ length: 500 }, (_, n) =>
      shareEntry({ shareId: `share-${n}`, stickId: `s${n % 3}` }),
    );
    const batch = batchOf({ minutes: [minuteRow()], shares });
    let fault = 'none';
    try {
      writer.write(run, 1, batch);
    } catch (error) {
      fault = faultOf(error);
    }
    expect(fault).toBe('diskFull');
    expect([count(db, 'minutes'), count(db, 'shares'), count(db, 'sticks')]).toEqual([0, 0, 0]);
    db.exec('PRAGMA max_page_count = 100000');
    expect(writer.write(run, 1, batch)).toEqual({ dropped: 0 });
    expect([count(db, 'minutes'), count(db, 'shares')]).toEqual([1, 500]);
  });

  it('gives events back oldest first, the newest when there are too many', () => {
    const db = freshDatabase();
    const writer = new BatchWriter(db);
    const events = [3, 1, 2].map((n) => eventEntry({ atMs: DAY_START_MS + n, params: { n, name: 'x' } }));
    writer.write(writer.beginRun(), 1, batchOf({ events }));
    expect(queryEvents(db, DAY_START_MS, DAY_END_MS, 2, null).map((event) => event.params)).toEqual([
      { n: 2, name: 'x' },
      { n: 3, name: 'x' },
    ]);
    expect(queryEvents(db, DAY_START_MS + 1, DAY_START_MS + 2, 9, null)).toHaveLength(1);
  });
});
