/** Chances: of blocks and of best shares. Work is in units of difficulty 1; nothing here is ever "due". */
import { logGamma } from './gamma.ts';

/** Probability of at least one block while doing the work. Digits survive however small it is. */
export const blockChance = (workDifficulty: number, networkDifficulty: number): number =>
  atLeastOne(workDifficulty / networkDifficulty);

/** Probability of exactly `count` blocks where `expectedBlocks` are expected. */
export function chanceOfBlocks(count: number, expectedBlocks: number): number {
  if (expectedBlocks === 0) return count === 0 ? 1 : 0;
  return Math.exp(count * Math.log(expectedBlocks) - expectedBlocks - logGamma(count + 1));
}

/** Mean seconds to a block; half of all waits are shorter than ln 2 of it. Null while nothing is hashed. */
export const meanSecondsToBlock = (workPerSecond: number, networkDifficulty: number): number | null =>
  workPerSecond > 0 ? networkDifficulty / workPerSecond : null;

/** Median of what `meanSecondsToBlock` is the mean of. */
export function medianSecondsToBlock(workPerSecond: number, networkDifficulty: number): number | null {
  const mean = meanSecondsToBlock(workPerSecond, networkDifficulty);
  return mean === null ? null : mean * Math.LN2;
}

/** Probability that the best share of the work reaches a difficulty. */
export const bestShareChance = (workDifficulty: number, shareDifficulty: number): number =>
  atLeastOne(workDifficulty / shareDifficulty);

/** Difficulty that the best share of the work stays below with probability p; its mean is infinite. */
export const bestShareQuantile = (workDifficulty: number, p: number): number => workDifficulty / -Math.log(p);

const atLeastOne = (expected: number): number => -Math.expm1(-expected);
