/**
 * Which of two points is better, or that more must be counted. The test may be asked after every slot: its interval
 * holds at all of them at once, where one of a single look would call a winner by chance sooner or later. Pure.
 */
import type { Comparison, TuneMeasurement } from '../../contract/tuning.ts';

type Slot = Comparison['slots'][number];
export type ComparisonVerdict = Pick<Comparison, 'by' | 'verdict'>;

/** Chance of a wrong winner over all looks together. */
const ALPHA = 0.05;
/** Differences worth finding: the interval is narrowest for those of about this size. */
const TYPICAL_DIFFERENCE = 0.03;
/** Two settings closer than this are the same. */
const SAME_WITHIN = 0.02;
/** Before each side has as many, nothing is said: the approximation by a normal variable is too rough. */
const FEWEST_SLOTS = 2;
const FEWEST_NONCES = 100;
/** For a spread of watts more are needed. */
const FEWEST_METERED_SLOTS = 4;

/** By J/TH when every slot has measured watts, else by hashrate. A silent slot counts with what it found: nothing. */
export function compareSlots(slots: readonly Slot[]): ComparisonVerdict {
  const a = slots.filter(({ side }) => side === 'a');
  const b = slots.filter(({ side }) => side === 'b');
  const by =
    slots.length > 0 && slots.every(({ isPowerMeasured }) => isPowerMeasured) ? 'efficiency' : 'hashrate';
  const fewest = by === 'efficiency' ? FEWEST_METERED_SLOTS : FEWEST_SLOTS;
  const sides = [a, b].map(sumOf);
  const [sumA, sumB] = sides;
  const isEarly = Math.min(a.length, b.length) < fewest || sides.some(({ nonces }) => nonces < FEWEST_NONCES);
  if (sumA === undefined || sumB === undefined || isEarly) return { by, verdict: 'notEnoughData' };
  const rates = Math.log(sumA.rateHs / sumB.rateHs);
  const watts = by === 'efficiency' ? Math.log(sumA.powerW / sumB.powerW) : 0;
  // The better side's way is up: more hashes, or fewer joules for each.
  const ratio = rates - watts;
  const variance = rateVariance(sumA) + rateVariance(sumB) + (by === 'efficiency' ? wattVariance(a, b) : 0);
  const half = halfWidth(variance);
  if (ratio - half > 0) return { by, verdict: 'a' };
  if (ratio + half < 0) return { by, verdict: 'b' };
  const isSame = Math.abs(ratio) + half < Math.log1p(SAME_WITHIN);
  return { by, verdict: isSame ? 'noDifference' : 'notEnoughData' };
}

/**
 * Half the 95 % confidence sequence of a normal mean with this variance: the mixture of Robbins (1970), with a normal
 * prior of `TYPICAL_DIFFERENCE` round zero.
 */
export function halfWidth(variance: number): number {
  const prior = TYPICAL_DIFFERENCE ** 2;
  const both = variance + prior;
  return Math.sqrt(((variance * both) / prior) * (2 * Math.log(1 / ALPHA) + Math.log(both / variance)));
}

interface Sum {
  readonly nonces: number;
  readonly rateHs: number;
  readonly powerW: number;
}

function sumOf(slots: readonly TuneMeasurement[]): Sum {
  const total = (of: (slot: TuneMeasurement) => number): number =>
    slots.reduce((sum, slot) => sum + of(slot), 0);
  const ms = total(({ durationMs }) => durationMs);
  const mean = (of: (slot: TuneMeasurement) => number): number =>
    ms === 0 ? 0 : total((slot) => of(slot) * slot.durationMs) / ms;
  return {
    nonces: total(({ nonces }) => nonces),
    rateHs: mean(({ hashrateHs }) => hashrateHs),
    powerW: mean(({ powerW }) => powerW ?? 0),
  };
}

/** Of the logarithm of a Poisson rate (delta method). */
const rateVariance = ({ nonces }: Sum): number => 1 / nonces;

/** Of the logarithm of the ratio of mean watts, by how far the slots of one side lie apart. */
function wattVariance(a: readonly TuneMeasurement[], b: readonly TuneMeasurement[]): number {
  return [a, b].reduce((sum, side) => {
    const watts = side.map(({ powerW }) => powerW ?? 0);
    const mean = watts.reduce((total, one) => total + one, 0) / watts.length;
    const squares = watts.reduce((total, one) => total + (one / mean - 1) ** 2, 0);
    return sum + squares / (watts.length - 1) / watts.length;
  }, 0);
}
