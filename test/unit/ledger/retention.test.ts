import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BatchWriter } from '../../../electron/ledger/batch-writer.ts';
import type { TotalsGroup } from '../../../electron/ledger/entries.ts';
import type { Batch } from '../../../electron/ledger/messages.ts';
import { QUARTER_MS } from '../../../electron/ledger/quarter-hour.ts';
import { queryTotals } from '../../../electron/ledger/queries.ts';
import {
  EVENTS_KEPT_MS,
  MINUTES_KEPT_MS,
  retainStep,
  SHARES_KEPT_MS,
} from '../../../electron/ledger/retention.ts';
import { MIGRATIONS, migrate } from '../../../electron/ledger/schema.ts';
import { batchOf, DAY_START_MS, eventEntry, MINUTE_MS, minuteRow, shareEntry } from './ledger-entries.ts';

function databaseWith(batch: Batch): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  migrate(db, MIGRATIONS);
  const writer = new BatchWriter(db);
  writer.write(writer.beginRun(), 1, batch);
  return db;
}

function retain(db: DatabaseSync, nowMs: number): number {
  let steps = 1;
  while (retainStep(db, nowMs)) steps += 1;
  return steps;
}

/** Sums by pricing without regard to the origin of energy, which a roll-up may make `partModelled`. */
function sumsByPricing(groups: readonly TotalsGroup[]): ReadonlyMap<string, number[]> {
  const sums = new Map<string, number[]>();
  for (const group of groups) {
    const key = `${group.pricePerKwh} ${group.networkDifficulty}`;
    const values = [
      group.energyWh,
      group.workDifficulty,
      group.acceptedDifficulty,
      group.coveredMs,
      group.accepted,
      group.rejected,
      group.stale,
      group.lost,
    ];
    sums.set(
      key,
      values.map((value, i) => value + (sums.get(key)?.[i] ?? 0)),
    );
  }
  return sums;
}

describe('retention of minutes', () => {
  it('keeps every sum and every pricing apart, whatever the rows are', () => {
    const row = fc.record({
      startMs: fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minute) => DAY_START_MS + minute * MINUTE_MS),
      offsetMs: fc.integer({ min: 0, max: 59_999 }),
      stickId: fc.constantFrom('a', 'b', 'c'),
      pricePerKwh: fc.constantFrom(null, '0.30', '0.31'),
      networkDifficulty: fc.constantFrom(null, 140e12, 141e12),
      energyWh: fc.option(fc.integer({ min: 0, max: 1_000 })),
      energyOrigin: fc.constantFrom('measured', 'modelled'),
      nonces: fc.nat(1_000),
      workDifficulty: fc.nat(1_000_000),
      accepted: fc.nat(9),
      coveredMs: fc.nat(60_000),
    });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 0, max: 30 }),
        (rows, hours) => {
          const db = databaseWith(
            batchOf({
              minutes: rows.map(({ offsetMs, energyOrigin, ...change }) =>
                minuteRow({
                  ...change,
                  startMs: change.startMs + offsetMs,
                  energyOrigin: change.energyWh === null ? null : (energyOrigin as 'measured' | 'modelled'),
                }),
              ),
            }),
          );
          try {
            const range = [DAY_START_MS, DAY_START_MS + 2 * 86_400_000] as const;
            const before = sumsByPricing(queryTotals(db, ...range));
            const cutoffMs = DAY_START_MS + hours * 3_600_000;
            retain(db, cutoffMs + MINUTES_KEPT_MS);
            expect(sumsByPricing(queryTotals(db, ...range))).toEqual(before);
            const old = db.prepare('SELECT start_ms FROM minutes WHERE start_ms < ?').all(cutoffMs);
            expect(old.every((found) => Number(found.start_ms) % QUARTER_MS === 0)).toBe(true);
            expect(retain(db, cutoffMs + MINUTES_KEPT_MS)).toBe(1);
            expect(sumsByPricing(queryTotals(db, ...range))).toEqual(before);
          } finally {
            db.close();
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves minutes younger than 400 days alone', () => {
    const minutes = Array.from({ length: 30 }, (_, n) =>
      minuteRow({ startMs: DAY_START_MS + n * MINUTE_MS }),
    );
    const db = databaseWith(batchOf({ minutes }));
    onTestFinished(() => db.close());
    retain(db, DAY_START_MS + MINUTES_KEPT_MS + QUARTER_MS + 1);
    const starts = db.prepare('SELECT start_ms, nonces FROM minutes ORDER BY start_ms').all();
    expect(starts).toHaveLength(16);
    expect({ ...starts[0] }).toEqual({ start_ms: DAY_START_MS, nonces: 15 * 16 });
  });
});

describe('retention of shares', () => {
  it('forgets old shares but keeps the best 20, blocks, and counts rejects by kind', () => {
    const shares = Array.from({ length: 5_000 }, (_, n) =>
      shareEntry({
        shareId: `share-${n}`,
        atMs: DAY_START_MS + n,
        shareDifficulty: 1_000 + n,
        isBlock: n === 7,
        outcome: n % 10 === 0 ? 'rejected' : 'accepted',
        rejectKind: n % 20 === 0 ? 'staleJob' : n % 10 === 0 ? 'lowDifficulty' : null,
      }),
    );
    const young = shareEntry({ shareId: 'young', atMs: DAY_START_MS + 86_400_000, shareDifficulty: 1 });
    const db = databaseWith(batchOf({ shares: [...shares, young] }));
    onTestFinished(() => db.close());
    const nowMs = DAY_START_MS + 5_000 + SHARES_KEPT_MS;
    expect(retain(db, nowMs)).toBeGreaterThan(2);

    const kept = db
      .prepare('SELECT share_id FROM shares ORDER BY rowid')
      .all()
      .map((row) => row.share_id);
    expect(kept).toEqual(['share-7', ...shares.slice(-20).map((share) => share.shareId), 'young']);
    const rejects = db.prepare('SELECT reject_kind, count FROM rejects ORDER BY reject_kind').all();
    const inBest = (kind: string): number =>
      shares.slice(-20).filter((share) => share.rejectKind === kind).length;
    expect(rejects.map((row) => [row.reject_kind, row.count])).toEqual([
      ['lowDifficulty', 250 - inBest('lowDifficulty')],
      ['staleJob', 250 - inBest('staleJob')],
    ]);
  });
});

describe('retention of events', () => {
  it('forgets them after 400 days, in steps', () => {
    const events = Array.from({ length: 5_000 }, (_, n) =>
      eventEntry({ atMs: DAY_START_MS + n, subject: `stick:${n}` }),
    );
    const db = databaseWith(batchOf({ events }));
    onTestFinished(() => db.close());
    expect(retain(db, DAY_START_MS + EVENTS_KEPT_MS)).toBe(1);
    expect(retain(db, DAY_START_MS + EVENTS_KEPT_MS + 4_998)).toBeGreaterThan(2);
    const kept = db.prepare('SELECT subject FROM events ORDER BY at_ms').all();
    expect(kept.map((row) => row.subject)).toEqual(['stick:4998', 'stick:4999']);
  });
});
