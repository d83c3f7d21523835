import { describe, expect, test } from 'vitest';
import { hashrateRange, lanesOf, powerRange } from '../../../renderer/parts/chart/lanes.ts';
import { timeTicks, valueTicks } from '../../../renderer/parts/chart/ticks.ts';
import { RANGE_SIZE, RANGES, rangeThatFits, savedRange, saveRange } from '../../../renderer/state/ranges.ts';

const HOUR_MS = 3_600_000;

describe('values', () => {
  test.each([
    [1_036, [0, 500, 1_000]],
    [2.46, [0, 1, 2]],
    [0, [0]],
    [Number.NaN, [0]],
  ])('up to %d has %j', (max, ticks) => expect(valueTicks(max)).toEqual(ticks));

  test('there are two to five, from zero, never above the top', () => {
    for (let max = 0.013; max < 1e6; max *= 1.37) {
      const ticks = valueTicks(max);
      expect(ticks[0]).toBe(0);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(Math.max(...ticks)).toBeLessThanOrEqual(max * 1.001);
    }
  });
});

describe('times', () => {
  test.each(RANGES)('%s has at most as many labels as there is room for, in order', (range) => {
    const toMs = Date.UTC(2026, 10, 24, 13, 20);
    const ticks = timeTicks(toMs - RANGE_SIZE[range].lengthMs, toMs, 8);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(9);
    const times = ticks.map(({ atMs }) => atMs);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  test('a midnight is marked', () => {
    const midnight = new Date(2026, 10, 24).getTime();
    expect(timeTicks(midnight - 3 * HOUR_MS, midnight + 3 * HOUR_MS, 8)).toContainEqual({
      atMs: midnight,
      isMidnight: true,
    });
  });

  test('labels stay on full hours on every day of the year, clock changes included', () => {
    for (let day = 0; day < 366; day += 1) {
      const fromMs = new Date(2026, 0, 1 + day).getTime();
      for (const { atMs } of timeTicks(fromMs, fromMs + 24 * HOUR_MS, 10)) {
        expect(new Date(atMs).getMinutes()).toBe(0);
      }
    }
  });
});

test('the first range shown fits what there is', () => {
  const nowMs = 1e12;
  expect(rangeThatFits(null, nowMs)).toBe('1h');
  expect(rangeThatFits(nowMs - HOUR_MS / 2, nowMs)).toBe('1h');
  expect(rangeThatFits(nowMs - 3 * HOUR_MS, nowMs)).toBe('6h');
  expect(rangeThatFits(nowMs - 9 * HOUR_MS, nowMs)).toBe('24h');
});

test('the range picked last is remembered, and what is no range is not', () => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
  expect(savedRange(storage)).toBeNull();
  saveRange(storage, '7d');
  expect(savedRange(storage)).toBe('7d');
  for (const key of stored.keys()) stored.set(key, '2 weeks');
  expect(savedRange(storage)).toBeNull();
});

test('zero of each lane stands where the lane begins', () => {
  const plotPx = 300;
  const { powerPx, baselinePx } = lanesOf(plotPx);
  const [low, high] = hashrateRange(1_000, plotPx);
  expect((-low / (high - low)) * plotPx).toBeCloseTo(baselinePx);
  const [, top] = powerRange(30, plotPx);
  expect((30 / top) * plotPx).toBeCloseTo(powerPx);
});
