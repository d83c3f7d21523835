/** Answers about the past, from the ledger. Buckets without a row are gaps, not zeros. */
import { z } from 'zod';
import { Code, DecimalText, WallMs } from './units.ts';

/** The ledger is asked month by month. */
const LONGEST_RANGE_MS = 10 * 366 * 86_400_000;

export const HistoryRange = z
  .strictObject({
    fromMs: WallMs,
    toMs: WallMs,
    /** At most this many buckets come back; the host picks the smallest whole-minute bucket that fits. */
    maxPoints: z.int().min(1).max(3000),
  })
  .refine((range) => range.toMs > range.fromMs, 'toMs must be after fromMs')
  .refine((range) => range.toMs - range.fromMs <= LONGEST_RANGE_MS, 'at most ten years at a time');
export type HistoryRange = z.infer<typeof HistoryRange>;

export const HistoryPoint = z.strictObject({
  startMs: WallMs,
  /** Milliseconds of this bucket that rows cover; the rest is a gap. */
  coveredMs: z.number().nonnegative(),
  pausedMs: z.number().nonnegative(),
  hashrateHs: z.number().nonnegative().nullable(),
  lowHs: z.number().nonnegative().nullable(),
  highHs: z.number().nonnegative().nullable(),
  expectedHs: z.number().nonnegative().nullable(),
  powerW: z.number().nonnegative().nullable(),
  energyWh: z.number().nonnegative(),
  pricePerKwh: DecimalText.nullable(),
});
export type HistoryPoint = z.infer<typeof HistoryPoint>;

export const HistoryEvent = z.strictObject({
  id: z.int(),
  atMs: WallMs,
  code: Code,
  subject: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type HistoryEvent = z.infer<typeof HistoryEvent>;

export const History = z.strictObject({
  bucketMs: z.number().positive(),
  points: z.array(HistoryPoint),
  events: z.array(HistoryEvent),
});
export type History = z.infer<typeof History>;
