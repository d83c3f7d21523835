import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EntryQueue } from '../../../electron/ledger/entry-queue.ts';
import type { Batch } from '../../../electron/ledger/messages.ts';
import { DAY_START_MS, eventEntry, MINUTE_MS, minuteEntry, shareEntry } from './ledger-entries.ts';

const LIMITS = { rowsPerKind: 40 };

function takeAll(queue: EntryQueue): Batch[] {
  const batches: Batch[] = [];
  for (let batch = queue.take(); batch !== null; batch = queue.take()) batches.push(batch);
  return batches;
}

describe('EntryQueue', () => {
  it('adds increments of one minute up and keeps prices apart', () => {
    const queue = new EntryQueue(LIMITS);
    const second = { coveredMs: 1_000, energyWh: 0.004 };
    for (let n = 0; n < 60; n += 1) queue.add(minuteEntry(second));
    queue.add(minuteEntry({ ...second, energyWh: null, energyOrigin: null }));
    queue.add(minuteEntry({ ...second, energyOrigin: 'measured' }));
    queue.add(minuteEntry({ ...second, pricePerKwh: '0.31' }));
    expect(queue.size).toBe(2);
    const [first, other] = queue.take()?.minutes ?? [];
    expect(first).toMatchObject({
      coveredMs: 62_000,
      meteredMs: 61_000,
      energyOrigin: 'partModelled',
      nonces: 992,
    });
    expect(first?.energyWh).toBeCloseTo(0.244, 12);
    expect(other).toMatchObject({ pricePerKwh: '0.31', coveredMs: 1_000 });
    expect(queue.take()).toBeNull();
  });

  it('hands out all that waits at once, oldest first: sums of a minute are of shares early and late', () => {
    const queue = new EntryQueue();
    for (let n = 0; n < 6_000; n += 1) {
      queue.add(shareEntry({ shareId: `share-${n}` }));
      queue.add(minuteEntry({ accepted: 1 }));
    }
    const [batch, ...more] = takeAll(queue);
    expect(more).toEqual([]);
    expect(batch?.minutes).toMatchObject([{ accepted: 6_000 }]);
    expect(batch?.shares.map((share) => share.shareId)).toEqual(
      Array.from({ length: 6_000 }, (_, n) => `share-${n}`),
    );
  });

  it('drops the oldest shares and events at its limit, never more', () => {
    const queue = new EntryQueue(LIMITS);
    const lost = [];
    for (let n = 0; n < 42; n += 1) lost.push(queue.add(shareEntry({ shareId: `share-${n}` })));
    for (let n = 0; n < 41; n += 1) lost.push(queue.add(eventEntry({ atMs: n })));
    expect(lost.filter((rows) => rows > 0)).toEqual([1, 1, 1]);
    const batches = takeAll(queue);
    expect(batches[0]?.shares[0]?.shareId).toBe('share-2');
    expect(batches[0]?.events[0]?.atMs).toBe(1);
  });

  it('makes quarter hours of too many minutes without losing a sum', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8 * 60), { minLength: 1, maxLength: 400 }), (minutes) => {
        const queue = new EntryQueue(LIMITS);
        for (const minute of minutes) {
          expect(queue.add(minuteEntry({ startMs: DAY_START_MS + minute * MINUTE_MS, nonces: 1 }))).toBe(0);
          expect(queue.size).toBeLessThanOrEqual(LIMITS.rowsPerKind);
        }
        const rows = takeAll(queue).flatMap((batch) => batch.minutes);
        const sum = (value: (row: (typeof rows)[number]) => number): number =>
          rows.reduce((total, row) => total + value(row), 0);
        expect(sum((row) => row.nonces)).toBe(minutes.length);
        expect(sum((row) => row.coveredMs)).toBe(minutes.length * MINUTE_MS);
      }),
      { numRuns: 50 },
    );
  });
});
