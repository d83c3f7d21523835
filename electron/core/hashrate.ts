/** Hashes from difficulty, and how sure a count of nonces or shares is. */

import { gammaQuantile } from './gamma.ts';

/**
 * Mean hashes for difficulty 1, exactly: 2^48 / 65535, since difficulty 1 is 0xffff x 2^208. Everything we
 * measure uses it. On practice too, so that a simulated stick shows the rate its clock stands for.
 */
export const HASHES_PER_DIFFICULTY_1 = 2 ** 48 / 65_535;

/** What pools and block explorers count with, 15 ppm less: only for figures that are set beside theirs. */
export const POOL_HASHES_PER_DIFFICULTY_1 = 2 ** 32;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Standard normal quantile of 0.975. */
const NORMAL_975 = 1.959963984540054;

/**
 * Exact 95 % interval of a Poisson mean after `count` events (Garwood): chi-square quantiles halved.
 * `count` may be fractional, see `effectiveCount`. 0 events give 0 to 3.69.
 */
export function poissonInterval95(count: number): Interval {
  return {
    low: count <= 0 ? 0 : gammaQuantile(count, 0.025, -NORMAL_975),
    high: gammaQuantile(Math.max(0, count) + 1, 0.975, NORMAL_975),
  };
}

/**
 * How many equal events are as sure as these unequal ones: (sum of weights)^2 / sum of squared weights. Its
 * inverse square root is the relative standard deviation. 0 for none.
 */
export const effectiveCount = (weight: number, weightSquared: number): number =>
  weightSquared > 0 ? weight ** 2 / weightSquared : 0;

/** Part of the work sent that the pool did not take, by difficulty and not by count; null when none was sent. */
export function rejectRatio(accepted: number, refused: number): number | null {
  const sent = accepted + refused;
  return sent > 0 ? refused / sent : null;
}
