import { expect, test } from 'vitest';
import { Backoff } from '../../../electron/core/timing.ts';

const waits = (backoff: Backoff, count: number): readonly number[] =>
  Array.from({ length: count }, () => backoff.nextMs());

test('doubles from 1 s to 60 s', () => {
  const backoff = new Backoff({ random: () => 1 });
  expect(waits(backoff, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1000));
});

test('waits between half and the whole of a step', () => {
  expect(waits(new Backoff({ random: () => 0 }), 3)).toEqual([500, 1000, 2000]);
  expect(waits(new Backoff({ random: () => 0.5 }), 3)).toEqual([750, 1500, 3000]);
});

test('begins anew after a reset', () => {
  const backoff = new Backoff({ random: () => 1 });
  waits(backoff, 8);
  backoff.reset();
  expect(backoff.nextMs()).toBe(1000);
});

test('takes other limits', () => {
  const backoff = new Backoff({ random: () => 1, firstMs: 50, longestMs: 120 });
  expect(waits(backoff, 4)).toEqual([50, 100, 120, 120]);
});
