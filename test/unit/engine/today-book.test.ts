import { describe, expect, test } from 'vitest';
import { TodayBook } from '../../../electron/engine/today-book.ts';
import type { MinuteEntry, TotalsGroup } from '../../../electron/ledger/entries.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';

const HOUR_MS = 3_600_000;
/** 23:30 of the day before in Berlin. */
const START_MS = Date.UTC(2026, 10, 24, 22, 30);
const MIDNIGHT_MS = Date.UTC(2026, 10, 24, 23);
const MIDNIGHT_BEFORE_MS = MIDNIGHT_MS - 24 * HOUR_MS;

const PRICING = {
  networkDifficulty: 140e12,
  blockHeight: 925_000,
  pricePerKwh: '0.30',
  btcPrice: '60000',
  currency: 'EUR',
  energyOrigin: 'modelled',
} as const;
const COUNTS = {
  workDifficulty: 5,
  acceptedDifficulty: 4,
  coveredMs: 60_000,
  accepted: 1,
  rejected: 0,
  stale: 0,
  lost: 0,
};
const minuteAt = (startMs: number, energyWh: number): MinuteEntry => ({
  ...PRICING,
  ...COUNTS,
  kind: 'minute',
  startMs,
  stickId: 'serial:a' as MinuteEntry['stickId'],
  nonces: 1,
  hardwareErrors: 0,
  energyWh,
  hashedMs: 0,
  pausedMs: 0,
  expectedHashes: 0,
});
const stored = (energyWh: number): TotalsGroup => ({ ...PRICING, ...COUNTS, energyWh });

function bookOn(totals: (fromMs: number) => Promise<readonly TotalsGroup[]>) {
  const clock = new ManualClock();
  clock.setWall(START_MS);
  const asked: number[] = [];
  const book = new TodayBook({
    clock,
    log: silentLogger(),
    timeZone: 'Europe/Berlin',
    ledger: {
      totals: (fromMs) => {
        asked.push(fromMs);
        return totals(fromMs);
      },
    },
  });
  const energyWh = () => book.groups().reduce((sum, group) => sum + group.energyWh, 0);
  return { clock, book, asked, energyWh };
}

describe('TodayBook', () => {
  test('begins with what the ledger holds, and begins the next day at zero without asking', async () => {
    const { clock, book, asked, energyWh } = bookOn(async () => [stored(7)]);
    await book.follow();
    book.add(minuteAt(START_MS, 1));
    expect(energyWh()).toBe(8);
    await clock.advance(HOUR_MS);
    await book.follow();
    expect(book.startMs).toBe(MIDNIGHT_MS);
    expect(energyWh()).toBe(0);
    expect(asked).toEqual([MIDNIGHT_BEFORE_MS]);
  });

  test('a clock set back over midnight takes up the day before where the ledger has it', async () => {
    const { clock, book, asked, energyWh } = bookOn(async () => [stored(7)]);
    clock.setWall(MIDNIGHT_MS + HOUR_MS);
    await book.follow();
    clock.setWall(START_MS);
    await book.follow();
    expect(book.startMs).toBe(MIDNIGHT_BEFORE_MS);
    expect(asked).toEqual([MIDNIGHT_MS, MIDNIGHT_BEFORE_MS]);
    expect(energyWh()).toBe(7);
  });

  test('a clock set back over midnight and then right again loses nothing of the day', async () => {
    const { clock, book, asked, energyWh } = bookOn(async () => [stored(7)]);
    clock.setWall(MIDNIGHT_MS + HOUR_MS);
    await book.follow();
    clock.setWall(START_MS);
    await book.follow();
    await clock.advance(1000);
    clock.setWall(MIDNIGHT_MS + HOUR_MS + 1000);
    await book.follow();
    expect(asked).toEqual([MIDNIGHT_MS, MIDNIGHT_BEFORE_MS, MIDNIGHT_MS]);
    expect(energyWh()).toBe(7);
  });

  test('keeps what comes while the ledger is asked, and asks once', async () => {
    const answer = Promise.withResolvers<readonly TotalsGroup[]>();
    const { book, asked, energyWh } = bookOn(() => answer.promise);
    const following = book.follow();
    await book.follow();
    book.add(minuteAt(START_MS, 2));
    answer.resolve([stored(7)]);
    await following;
    expect(asked).toHaveLength(1);
    expect(energyWh()).toBe(9);
  });

  test('begins at zero, and goes on, when the ledger does not answer', async () => {
    const { book, energyWh } = bookOn(async () => {
      throw new Error('the ledger did not answer in time');
    });
    await book.follow();
    expect(book.startMs).toBe(MIDNIGHT_BEFORE_MS);
    book.add(minuteAt(START_MS, 2));
    expect(energyWh()).toBe(2);
  });
});
