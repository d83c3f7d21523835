/** When the recording of a range began. Pure but for the one question it may ask. */
import type { History, HistoryRange } from '../../electron/contract/history.ts';

const MINUTE_MS = 60_000;

/**
 * To the minute, or null where nothing is recorded. Long ranges come in buckets of up to two hours: the first of them is
 * asked for again minute by minute. Rejects as `ask` does.
 */
export async function firstRecordMs(
  { points, bucketMs }: History,
  rangeFromMs: number,
  ask: (range: HistoryRange) => Promise<History>,
): Promise<number | null> {
  const [first] = points;
  if (first === undefined) return null;
  // A bucket at the range's edge says nothing of a beginning.
  if (bucketMs <= MINUTE_MS || first.startMs - rangeFromMs < bucketMs) return first.startMs;
  const minutes = await ask({
    fromMs: first.startMs,
    toMs: first.startMs + bucketMs,
    maxPoints: bucketMs / MINUTE_MS,
  });
  return minutes.points[0]?.startMs ?? first.startMs;
}
