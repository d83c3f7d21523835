/** The `history` call: the smallest whole-minute bucket that fits, then rows and events of that time. */
import type { z } from 'zod';
import type { History, HistoryRange } from '../contract/history.ts';
import type { Ledger } from '../ledger/entries.ts';

const MINUTE_MS = 60_000;
const MAX_EVENTS = 500;

/**
 * Points of `bucketMs` each from `fromMs` to `toMs`, at most `maxPoints`, and the events of that time, at most 500;
 * of one stick, or of all.
 * Rejects with a LedgerError when the ledger does not answer.
 */
export async function historyOf(
  ledger: Pick<Ledger, 'points' | 'events'>,
  range: z.infer<typeof HistoryRange>,
  stickId?: string,
): Promise<History> {
  const { fromMs, toMs, maxPoints } = range;
  const bucketMs = Math.max(1, Math.ceil((toMs - fromMs) / maxPoints / MINUTE_MS)) * MINUTE_MS;
  const [points, events] = await Promise.all([
    ledger.points(fromMs, toMs, bucketMs, stickId),
    ledger.events(fromMs, toMs, MAX_EVENTS, stickId === undefined ? undefined : `stick:${stickId}`),
  ]);
  return { bucketMs, points: [...points], events: [...events] };
}
