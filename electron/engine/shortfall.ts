/** Whether a stick does much less than its clock promises: then the clock is too high (KG). */
import type { Clock } from '../contract/ports.ts';
import type { StickSlot } from './stick-slot.ts';
import { rateOf } from './work-window.ts';

/** Enough data for a verdict. */
const WINDOW_MS = 5 * 60_000;
/** Share of the theory below which the clock is too high; cgminer's default. */
const REQUIRED_SHARE = 0.65;

/** True when even the top of the 95 % interval, of five minutes at one clock, is below what it must be. */
export function isShort({ stick, record }: StickSlot, clock: Clock): boolean {
  const expectedHs = stick?.status.expectedHs ?? null;
  const sums = stick?.status.phase === 'mining' ? record.window.sums(clock.monotonicMs()) : null;
  if (expectedHs === null || sums === null || sums.windowMs < WINDOW_MS) return false;
  // Its clock has just changed, and what was counted is of the one before.
  if (record.expectedHs !== expectedHs) return false;
  const rate = rateOf([sums]);
  return rate !== null && rate.highHs < REQUIRED_SHARE * expectedHs;
}
