/** New coins by height, on mainnet's schedule. Heights are whole and not negative; sats are exact. */

const HALVING_BLOCKS = 210_000;
const FIRST_SUBSIDY_SATS = 5_000_000_000n;

/** Which halving period a height is in; the first is 0. */
export const halvingPeriod = (height: number): number => Math.floor(height / HALVING_BLOCKS);

/** Subsidy of the block at a height; 0 from the 33rd halving on. */
export const subsidySats = (height: number): bigint => subsidyOfPeriod(halvingPeriod(height));

/** Subsidy of any block of a halving period. */
export const subsidyOfPeriod = (period: number): bigint => FIRST_SUBSIDY_SATS >> BigInt(period);

/** First height above `height` at which the subsidy halves; that block already has the smaller one. */
export const nextHalvingHeight = (height: number): number => (halvingPeriod(height) + 1) * HALVING_BLOCKS;

/** All coins of the blocks 0 to `height`. */
export function issuedSats(height: number): bigint {
  let issued = 0n;
  for (let start = 0; start <= height && subsidySats(start) > 0n; start += HALVING_BLOCKS) {
    issued += subsidySats(start) * BigInt(Math.min(HALVING_BLOCKS, height + 1 - start));
  }
  return issued;
}

/** When the next halving comes, in the time unit of the arguments, if blocks keep the interval. */
export const nextHalvingTime = (height: number, tipTime: number, blockInterval: number): number =>
  tipTime + (nextHalvingHeight(height) - height) * blockInterval;
