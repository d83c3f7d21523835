import { expect, test } from 'vitest';
import { SeriesBuffer } from '../../../renderer/state/series-buffer.ts';
import { reading, SAMPLE_NOW_MS, sampleFrame } from '../../e2e/fixtures/sample-frame.ts';

test('takes a point in five seconds', () => {
  const buffer = new SeriesBuffer();
  const taken = [0, 1, 4.9, 5, 9, 10].map((seconds) =>
    buffer.append(sampleFrame(SAMPLE_NOW_MS + seconds * 1_000)),
  );
  expect(taken).toEqual([true, false, false, true, false, true]);
  expect(buffer.since(SAMPLE_NOW_MS + 5_000).map(({ atMs }) => atMs - SAMPLE_NOW_MS)).toEqual([
    5_000, 10_000,
  ]);
});

test('keeps unknown apart from zero, and a pause is a zero', () => {
  const buffer = new SeriesBuffer();
  const { fleet } = sampleFrame();
  buffer.append(
    sampleFrame(SAMPLE_NOW_MS, { fleet: { ...fleet, powerW: reading<number>(null, 'modelled', 0) } }),
  );
  buffer.append(
    sampleFrame(SAMPLE_NOW_MS + 5_000, {
      run: { state: 'paused', paused: true, pausedSinceMs: SAMPLE_NOW_MS - 60_000, pausedUntilMs: null },
    }),
  );
  expect(buffer.since(0)).toMatchObject([
    { powerW: null, hashrateHs: 952.2e9, isPaused: false },
    { hashrateHs: 0, lowHs: null, isPaused: true },
  ]);
});

test('forgets the oldest when it is full', () => {
  const buffer = new SeriesBuffer();
  for (let index = 0; index < 4_325; index += 1) buffer.append(sampleFrame(SAMPLE_NOW_MS + index * 5_000));
  const points = buffer.since(0);
  expect(points).toHaveLength(4_320);
  expect(points[0]?.atMs).toBe(SAMPLE_NOW_MS + 25_000);
});

test('a clock that was set back begins anew', () => {
  const buffer = new SeriesBuffer();
  buffer.append(sampleFrame(SAMPLE_NOW_MS));
  buffer.append(sampleFrame(SAMPLE_NOW_MS - 60_000));
  expect(buffer.since(0).map(({ atMs }) => atMs)).toEqual([SAMPLE_NOW_MS - 60_000]);
});
