import { describe, expect, test } from 'vitest';
import type { History } from '../../../electron/contract/history.ts';
import { chartData } from '../../../renderer/parts/chart/chart-data.ts';
import { sceneryOf } from '../../../renderer/parts/chart/scenery.ts';
import { RANGE_SIZE, type Range } from '../../../renderer/state/ranges.ts';
import { createFormat } from '../../../renderer/text/format.ts';
import { SAMPLE_NOW_MS, sampleHistory } from '../../e2e/fixtures/sample-frame.ts';
import { english } from './english.ts';

const HOUR_MS = 3_600_000;
const format = createFormat('en-GB');

function scenery(range: Range, history: (whole: History) => History = (whole) => whole) {
  const { lengthMs, maxPoints } = RANGE_SIZE[range];
  const fromMs = SAMPLE_NOW_MS - lengthMs;
  const recorded = history(sampleHistory({ fromMs, toMs: SAMPLE_NOW_MS, maxPoints }));
  const data = chartData({
    history: recorded,
    historyUntilMs: SAMPLE_NOW_MS,
    historyFirstMs: recorded.points[0]?.startMs ?? null,
    live: [],
    fromMs,
    toMs: SAMPLE_NOW_MS,
  });
  return sceneryOf({ data, unit: { unit: 'GH/s', factor: 1e9 }, widthPx: 800, format, text: english() });
}

describe('days are told apart', () => {
  test.each([
    ['24h', /^[A-Z][a-z]{2} \d+$/, true],
    ['7d', /^[A-Z][a-z]{2} \d+$/, false],
    ['30d', /^\d+ [A-Z][a-z]{2}$/, false],
  ] as const)('in %s', (range, wanted, isStrong) => {
    const days = scenery(range).times.filter(({ isMidnight }) => isMidnight);
    expect(days.length).toBeGreaterThan(0);
    expect(days.every(({ text }) => wanted.test(text))).toBe(true);
    expect(new Set(days.map(({ text }) => text)).size).toBe(days.length);
    expect(days.every((day) => day.isStrong === isStrong)).toBe(true);
  });
});

test('a gap says why there is nothing', () => {
  const { gaps, gapTexts } = scenery('24h');
  expect(gaps).toHaveLength(1);
  expect(gapTexts[0]).toContain('computer asleep');
  expect(gapTexts.at(-1)).toBe('no data');
});

test('the first record is named by its day once a weekday would be ambiguous', () => {
  const since = (hours: number) => (whole: History) => ({
    ...whole,
    points: whole.points.filter(({ startMs }) => startMs >= SAMPLE_NOW_MS - hours * HOUR_MS),
  });
  expect(scenery('30d', since(20 * 24)).before?.text).toContain('4 Nov');
  expect(scenery('7d', since(2)).before?.text).toMatch(/before \d\d:\d\d$/);
});
