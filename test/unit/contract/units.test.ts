/** What the contract lets in from a client that holds the token and sends what it likes. */
import { expect, test } from 'vitest';
import { HistoryRange } from '../../../electron/contract/history.ts';
import { PriceText, WallMs } from '../../../electron/contract/units.ts';

test.each([
  ['0', true],
  ['0.000000000000000000000000000000000001', true],
  ['1000000000000000', true],
  ['9'.repeat(20), false],
  [`0.${'1'.repeat(60)}`, false],
  ['-0.3', false],
])('the price %s is taken: %s', (text, isTaken) => {
  expect(PriceText.safeParse(text).success).toBe(isTaken);
});

test.each([
  [0, true],
  [8.64e15, true],
  [8.65e15, false],
  [1e308, false],
  [-1, false],
])('the time %d is taken: %s', (ms, isTaken) => {
  expect(WallMs.safeParse(ms).success).toBe(isTaken);
});

test.each([
  [0, 10 * 365 * 86_400_000, true],
  [0, 8.64e15, false],
  [5, 5, false],
])('history from %d to %d is looked up: %s', (fromMs, toMs, isTaken) => {
  expect(HistoryRange.safeParse({ fromMs, toMs, maxPoints: 100 }).success).toBe(isTaken);
});
