import { describe, expect, test } from 'vitest';
import type { History, HistoryPoint } from '../../../electron/contract/history.ts';
import { chartData, columnsOf } from '../../../renderer/parts/chart/chart-data.ts';
import type { LivePoint } from '../../../renderer/state/series-buffer.ts';

const MINUTE_MS = 60_000;

function point(minute: number, changes: Partial<HistoryPoint> = {}): HistoryPoint {
  return {
    startMs: minute * MINUTE_MS,
    coveredMs: MINUTE_MS,
    pausedMs: 0,
    hashrateHs: 100,
    lowHs: 90,
    highHs: 110,
    expectedHs: 105,
    powerW: 10,
    energyWh: 0.2,
    pricePerKwh: '0.30',
    ...changes,
  };
}

function live(atMs: number, changes: Partial<LivePoint> = {}): LivePoint {
  return {
    atMs,
    hashrateHs: 101,
    lowHs: 99,
    highHs: 103,
    expectedHs: 105,
    powerW: 10,
    isPaused: false,
    ...changes,
  };
}

function chart(points: readonly HistoryPoint[], livePoints: readonly LivePoint[] = [], toMinute = 10) {
  const history: History = { bucketMs: MINUTE_MS, points: [...points], events: [] };
  return chartData({
    history,
    historyUntilMs: 10 * MINUTE_MS,
    historyFirstMs: points[0]?.startMs ?? null,
    live: livePoints,
    fromMs: 0,
    toMs: toMinute * MINUTE_MS,
  });
}

test.each([
  ['a pause cuts', { pausedMs: 20_000, expectedHs: 60 }],
  ['has only begun', { coveredMs: 9_000, expectedHs: 20 }],
])('what was to be expected is not read off a bucket that %s', (_name, changes) => {
  expect(chart([point(8), point(9, changes)]).expectedHs).toBe(105);
});

describe('buckets', () => {
  test('stand at their middle and are joined', () => {
    const { rows, gaps } = chart([point(0), point(1), point(2)]);
    expect(rows.map(({ atMs }) => atMs / MINUTE_MS)).toEqual([0.5, 1.5, 2.5]);
    expect(gaps).toEqual([]);
  });

  test('that are missing are a gap: hatched, and the line is broken at both its edges', () => {
    const { rows, gaps } = chart([point(0), point(3)]);
    expect(gaps).toEqual([{ fromMs: MINUTE_MS, toMs: 3 * MINUTE_MS }]);
    expect(rows.map(({ hashrateHs }) => hashrateHs)).toEqual([100, null, null, 100]);
  });

  test('before the first one are not a gap: nothing was to be recorded', () => {
    const { gaps, firstMs } = chart([point(5)]);
    expect(gaps).toEqual([]);
    expect(firstMs).toBe(5 * MINUTE_MS);
  });

  test('that were paused are a known zero without an interval, and touching pauses are one', () => {
    const pause = { pausedMs: MINUTE_MS, hashrateHs: null, lowHs: null, highHs: null };
    const { rows, pauses } = chart([point(0), point(1, pause), point(2, pause), point(3)]);
    expect(rows.map(({ hashrateHs }) => hashrateHs)).toEqual([100, 0, 0, 100]);
    expect(rows[1]).toMatchObject({ lowHs: null, highHs: null, isPaused: true });
    expect(pauses).toEqual([{ fromMs: MINUTE_MS, toMs: 3 * MINUTE_MS }]);
  });

  test('without an estimate break the line but are no gap', () => {
    const { rows, gaps } = chart([point(0), point(1, { hashrateHs: null, powerW: null }), point(2)]);
    expect(rows.map(({ hashrateHs }) => hashrateHs)).toEqual([100, null, 100]);
    expect(gaps).toEqual([]);
  });

  test('outside of the range are left out', () => {
    const { rows } = chart([point(-5), point(0), point(20)]);
    expect(rows).toHaveLength(1);
  });
});

describe('buckets that say nothing yet', () => {
  const young = { coveredMs: 4_000, hashrateHs: 170, lowHs: 80, highHs: 310 };

  test('are left out, and live points stand in for the newest one', () => {
    const { rows, gaps } = chart([point(8), point(9, young)], [live(9.2 * MINUTE_MS), live(9.6 * MINUTE_MS)]);
    expect(rows.map(({ hashrateHs }) => hashrateHs)).toEqual([100, 101, 101]);
    expect(gaps).toEqual([]);
  });

  test.each([
    ['an interval that is narrow', { ...young, lowHs: 150, highHs: 190 }],
    ['half a minute of time', { ...young, coveredMs: 30_000 }],
    ['a pause', { ...young, pausedMs: 4_000, hashrateHs: 0, lowHs: null, highHs: null }],
  ])('are drawn with %s', (_, changes) => {
    expect(chart([point(8), point(9, changes)]).rows).toHaveLength(2);
  });

  test('no nonce in the first seconds is one of them', () => {
    expect(chart([point(9, { coveredMs: 4_000, hashrateHs: 0, lowHs: 0, highHs: null })]).rows).toEqual([]);
  });
});

describe('the newest minute', () => {
  const filling = { coveredMs: 40_000, hashrateHs: 130, lowHs: 110, highHs: 150 };
  const at = (untilMs: number, livePoints: readonly LivePoint[], points = [point(8), point(9, filling)]) =>
    chartData({
      history: { bucketMs: MINUTE_MS, points, events: [] },
      historyUntilMs: untilMs,
      historyFirstMs: 8 * MINUTE_MS,
      live: livePoints,
      fromMs: 0,
      toMs: 11 * MINUTE_MS,
    });

  test('is drawn once it is full: until then its mean moves with each look', () => {
    const points = [live(9.2 * MINUTE_MS), live(9.6 * MINUTE_MS)];
    expect(at(9.7 * MINUTE_MS, points).rows.map(({ hashrateHs }) => hashrateHs)).toEqual([100, 101, 101]);
    expect(at(10 * MINUTE_MS, points).rows.map(({ hashrateHs }) => hashrateHs)).toEqual([100, 130]);
  });

  test('is no gap for a page that was opened in the middle of it', () => {
    const { rows, gaps } = at(9.8 * MINUTE_MS, [live(9.8 * MINUTE_MS)]);
    expect(rows.map(({ hashrateHs }) => hashrateHs)).toEqual([100, 101]);
    expect(gaps).toEqual([]);
  });

  test('after a gap begins where it was recorded, and time never runs back', () => {
    const early = live(9.3 * MINUTE_MS, { hashrateHs: null, powerW: null });
    const { rows } = at(10.8 * MINUTE_MS, [early, live(10.2 * MINUTE_MS)], [point(8), point(10, filling)]);
    const times = rows.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(rows.at(-1)).toMatchObject({ atMs: 10.2 * MINUTE_MS, hashrateHs: 101 });
  });

  test('in which a pause began is paused from there on, not from its start', () => {
    const paused = { hashrateHs: 0, isPaused: true };
    const { pauses } = at(9.7 * MINUTE_MS, [
      live(9.2 * MINUTE_MS),
      live(9.3 * MINUTE_MS, paused),
      live(9.4 * MINUTE_MS, paused),
    ]);
    expect(pauses).toEqual([{ fromMs: 9.3 * MINUTE_MS, toMs: 9.4 * MINUTE_MS }]);
  });
});

describe('a range of coarse buckets', () => {
  const coarse = (points: readonly HistoryPoint[], livePoints: readonly LivePoint[]) =>
    chartData({
      history: { bucketMs: 30 * MINUTE_MS, points: [...points], events: [] },
      historyUntilMs: 10 * MINUTE_MS,
      historyFirstMs: points[0]?.startMs ?? null,
      live: livePoints,
      fromMs: -10_000 * MINUTE_MS,
      toMs: 11 * MINUTE_MS,
    });

  test('has no live points crowded into one pixel', () => {
    const { rows } = coarse([point(-30), point(0)], [live(10.1 * MINUTE_MS), live(10.4 * MINUTE_MS)]);
    expect(rows.map(({ bucketMs }) => bucketMs)).toEqual([30 * MINUTE_MS]);
  });

  test('has the newest one once it is half full, or where it is all there is, with the length it has', () => {
    const ending = (coveredMinutes: number, ...before: readonly HistoryPoint[]) =>
      coarse([...before, point(10 - coveredMinutes, { coveredMs: coveredMinutes * MINUTE_MS })], []).rows.map(
        ({ bucketMs }) => (bucketMs ?? 0) / MINUTE_MS,
      );
    expect(ending(14, point(-34))).toEqual([30]);
    expect(ending(16, point(-36))).toEqual([30, 16]);
    expect(ending(2)).toEqual([2]);
  });

  test('begins when its first bucket does, or later: where the first record is', () => {
    const data = chartData({
      history: { bucketMs: 30 * MINUTE_MS, points: [point(-60)], events: [] },
      historyUntilMs: 10 * MINUTE_MS,
      historyFirstMs: -41 * MINUTE_MS,
      live: [],
      fromMs: -10_000 * MINUTE_MS,
      toMs: 11 * MINUTE_MS,
    });
    expect(data.firstMs).toBe(-41 * MINUTE_MS);
  });

  test('takes the first measured live point where nothing is recorded yet', () => {
    const { rows } = coarse(
      [],
      [live(9 * MINUTE_MS, { hashrateHs: null }), live(9.1 * MINUTE_MS), live(9.2 * MINUTE_MS)],
    );
    expect(rows.map(({ atMs }) => atMs / MINUTE_MS)).toEqual([9.1]);
  });
});

test('runs are what gaps part, with the means of what is known in them', () => {
  const { runs } = chart([point(0), point(1, { hashrateHs: 120, powerW: null }), point(5, { powerW: null })]);
  expect(runs).toEqual([
    { fromMs: MINUTE_MS / 2, toMs: 1.5 * MINUTE_MS, hashrateHs: 110, powerW: 10 },
    { fromMs: 5.5 * MINUTE_MS, toMs: 5.5 * MINUTE_MS, hashrateHs: 100, powerW: null },
  ]);
});

describe('live points', () => {
  test('go on where the history ends, and those it covers are left out', () => {
    const { rows } = chart([point(8), point(9)], [live(9.5 * MINUTE_MS), live(10.1 * MINUTE_MS)], 11);
    expect(rows.map(({ bucketMs }) => bucketMs)).toEqual([MINUTE_MS, MINUTE_MS, null]);
  });

  test('far apart are not joined', () => {
    const { rows } = chart([], [live(MINUTE_MS), live(5 * MINUTE_MS)]);
    expect(rows.map(({ hashrateHs }) => hashrateHs)).toEqual([101, null, 101]);
  });

  test('carry a pause on', () => {
    const paused = { hashrateHs: 0, isPaused: true };
    const { pauses } = chart([], [live(MINUTE_MS, paused), live(MINUTE_MS + 5_000, paused)]);
    expect(pauses).toEqual([{ fromMs: MINUTE_MS, toMs: MINUTE_MS + 5_000 }]);
  });
});

test('nothing at all is an empty chart', () => {
  const data = chartData({
    history: null,
    historyUntilMs: 0,
    historyFirstMs: null,
    live: [],
    fromMs: 0,
    toMs: 1,
  });
  expect(data).toMatchObject({ rows: [], gaps: [], firstMs: null, expectedHs: null });
  expect(columnsOf(data)).toEqual([[], [], [], [], []]);
});

test('time never runs back in the columns', () => {
  const [times] = columnsOf(
    chart([point(0), point(3), point(9)], [live(10.1 * MINUTE_MS), live(12 * MINUTE_MS)], 13),
  );
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
