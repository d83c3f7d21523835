/** The whole network: its work, its hashrate and how its difficulty moves. */
import { type Chain, difficulty1Target } from './chain.ts';
import { decodeCompact, nbitsToTarget, targetToNbits } from './target.ts';

/** Consensus: 2016 blocks of 600 s, and a step of at most four times either way. */
export const BLOCK_INTERVAL_S = 600;
const EPOCH_S = 1_209_600;
const SHORTEST_EPOCH_S = EPOCH_S / 4;
const LONGEST_EPOCH_S = EPOCH_S * 4;

/** Mean hashes for a block of this target: 2^256 / (target + 1), as a double. */
export const hashesPerBlock = (target: bigint): number => 2 ** 256 / Number(target + 1n);

/** The work a block adds to the chain, as consensus counts it: floor(2^256 / (target + 1)). */
export const blockProof = (target: bigint): bigint => (1n << 256n) / (target + 1n);

/** Network hashrate that a difficulty implies at one block every 600 s. */
export const networkHashrateHs = (networkDifficulty: number, hashesPerDifficulty1: number): number =>
  (networkDifficulty * hashesPerDifficulty1) / BLOCK_INTERVAL_S;

export interface ChainSpan {
  readonly work: bigint;
  readonly seconds: number;
}

/**
 * Work and time of the blocks after the first one given. Time is newest minus oldest stamp, not last minus
 * first: stamps are not in order.
 */
export function chainSpan(blocks: readonly { readonly timeS: number; readonly nbits: number }[]): ChainSpan {
  const times = blocks.map((block) => block.timeS);
  return {
    work: blocks.slice(1).reduce((sum, block) => sum + blockProof(nbitsToTarget(block.nbits)), 0n),
    seconds: blocks.length === 0 ? 0 : Math.max(...times) - Math.min(...times),
  };
}

/** The seconds an epoch counts for in the retarget. */
export const clampedEpochS = (seconds: number): number =>
  Math.min(Math.max(seconds, SHORTEST_EPOCH_S), LONGEST_EPOCH_S);

/**
 * nBits of the next epoch by the consensus rule. The stamps are of the first and the last block of the epoch
 * that ends: 2015 intervals, by a quirk that is now consensus.
 */
export function nextNbits(nbits: number, firstTimeS: number, lastTimeS: number, chain: Chain): number {
  const seconds = BigInt(clampedEpochS(lastTimeS - firstTimeS));
  const target = (nbitsToTarget(nbits) * seconds) / BigInt(EPOCH_S);
  // The easiest target of a chain is everything below the power of two above difficulty 1.
  const limit = (difficulty1Target(chain) >> 208n) + 1n;
  const easiest = (limit << 208n) - 1n;
  return targetToNbits(target < easiest ? target : easiest);
}

/** nBits no chain has: no mantissa, a sign, or an exponent above 32. */
const MAX_NBITS = 0x207f_ffff;

/**
 * Change of difficulty in percent between neighbouring epochs, -75 to 300. Throws a RangeError for nBits that
 * are none, or whose sizes are more than a step apart.
 */
export function difficultyChangePercent(oldNbits: number, newNbits: number): number {
  const oldTarget = targetOfEpoch(oldNbits);
  const newTarget = targetOfEpoch(newNbits);
  if (Math.abs((oldNbits >>> 24) - (newNbits >>> 24)) > 1) {
    throw new RangeError('These nBits cannot be of neighbouring epochs');
  }
  const percent = (Number(oldTarget) / Number(newTarget) - 1) * 100;
  return Math.min(Math.max(percent, -75), 300);
}

function targetOfEpoch(nbits: number): bigint {
  const { target, negative } = decodeCompact(nbits);
  if (target === 0n || negative || nbits > MAX_NBITS) {
    throw new RangeError(`Not nBits of an epoch: ${nbits.toString(16)}`);
  }
  return target;
}
