import { expect, test } from 'vitest';
import type { History, HistoryRange } from '../../../electron/contract/history.ts';
import { firstRecordMs } from '../../../renderer/state/first-record.ts';

const MINUTE_MS = 60_000;

function history(bucketMinutes: number, ...startMinutes: readonly number[]): History {
  const points = startMinutes.map((minute) => ({
    startMs: minute * MINUTE_MS,
    coveredMs: MINUTE_MS,
    pausedMs: 0,
    hashrateHs: 1,
    lowHs: 1,
    highHs: 1,
    expectedHs: 1,
    powerW: 1,
    energyWh: 1,
    pricePerKwh: null,
  }));
  return { bucketMs: bucketMinutes * MINUTE_MS, points, events: [] };
}

async function found(coarse: History, minutes = history(1)) {
  const asked: HistoryRange[] = [];
  const atMs = await firstRecordMs(coarse, 0, async (range) => {
    asked.push(range);
    return minutes;
  });
  return { minute: atMs === null ? null : atMs / MINUTE_MS, asked };
}

test('the first bucket of a long range is looked into, minute by minute', async () => {
  expect(await found(history(120, 600, 720), history(1, 650, 651, 715))).toEqual({
    minute: 650,
    asked: [{ fromMs: 600 * MINUTE_MS, toMs: 720 * MINUTE_MS, maxPoints: 120 }],
  });
});

test('nothing more is asked for minutes, at the edge of the range, or where there is nothing', async () => {
  expect(await found(history(1, 20))).toEqual({ minute: 20, asked: [] });
  expect(await found(history(120, 60))).toEqual({ minute: 60, asked: [] });
  expect(await found(history(120))).toEqual({ minute: null, asked: [] });
});

test('minutes that were thinned out meanwhile leave the start of the bucket', async () => {
  expect((await found(history(120, 600))).minute).toBe(600);
});
