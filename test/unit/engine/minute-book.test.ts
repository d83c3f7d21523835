import { describe, expect, test } from 'vitest';
import { MinuteBook, type Pricing } from '../../../electron/engine/minute-book.ts';
import type { MinuteEntry } from '../../../electron/ledger/entries.ts';

const START = Date.UTC(2026, 10, 24, 14, 20, 30);
const PRICING: Pricing = {
  pricePerKwh: '0.30',
  btcPrice: '60000',
  currency: 'EUR',
  networkDifficulty: 140e12,
  blockHeight: 925_000,
};

function bookAt(nowMs: number) {
  const rows: MinuteEntry[] = [];
  const prices = { now: PRICING };
  const book = new MinuteBook({ record: (entry) => rows.push(entry), pricing: () => prices.now }, nowMs);
  return { book, rows, prices };
}

describe('MinuteBook', () => {
  test('adds up what comes between two flushes, and hands it over once', () => {
    const { book, rows } = bookAt(START);
    book.add('a', { coveredMs: 1000, energyWh: 0.002, energyOrigin: 'modelled' });
    book.add('a', { nonces: 1, workDifficulty: 16 });
    book.add('a', { accepted: 1, acceptedDifficulty: 64 });
    book.flush(START + 1000);
    book.flush(START + 2000);
    expect(rows).toEqual([
      expect.objectContaining({
        stickId: 'a',
        startMs: START,
        coveredMs: 1000,
        energyWh: 0.002,
        energyOrigin: 'modelled',
        nonces: 1,
        workDifficulty: 16,
        accepted: 1,
        acceptedDifficulty: 64,
        ...PRICING,
      }),
    ]);
  });

  test('starts a new segment at the whole minute', () => {
    const { book, rows } = bookAt(START);
    book.add('a', { coveredMs: 1 });
    book.flush(START + 30_004);
    book.add('a', { coveredMs: 2 });
    book.flush(START + 31_000);
    expect(rows.map((row) => row.startMs)).toEqual([START, START + 30_000]);
  });

  test('starts a new segment at the instant a price changes; what was before keeps its price', () => {
    const { book, rows, prices } = bookAt(START);
    book.add('a', { energyWh: 1 });
    prices.now = { ...PRICING, pricePerKwh: '0.40' };
    book.flush(START + 5000);
    book.add('a', { energyWh: 2 });
    book.flush(START + 6000);
    expect(rows.map(({ startMs, pricePerKwh, energyWh }) => ({ startMs, pricePerKwh, energyWh }))).toEqual([
      { startMs: START, pricePerKwh: '0.30', energyWh: 1 },
      { startMs: START + 5000, pricePerKwh: '0.40', energyWh: 2 },
    ]);
  });

  test('unmetered time stays null, not zero', () => {
    const { book, rows } = bookAt(START);
    book.add('a', { coveredMs: 1000 });
    book.flush(START + 1000);
    expect(rows[0]?.energyWh).toBeNull();
  });
});
