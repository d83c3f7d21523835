/**
 * What work is worth on average: expected sats, their value, break-even prices. Exact decimals until shown.
 * Work is in units of difficulty 1; where a hashrate becomes work, the constant used is an argument.
 */
import { HASHES_PER_DIFFICULTY_1 } from './hashrate.ts';
import { type Amount, type Decimal, decimal } from './money.ts';

export const SATS_PER_BTC = 100_000_000;
export const DAY_S = 86_400;

export interface WorkWorth {
  readonly workDifficulty: Amount;
  readonly networkDifficulty: Amount;
  /** Subsidy, and fees where they are known. */
  readonly rewardSats: Amount;
}

/** Mean sats for the work: its share of a block. No hashes appear: both difficulties are on one scale. */
export function expectedSats({ workDifficulty, networkDifficulty, rewardSats }: WorkWorth): Decimal {
  return decimal(workDifficulty).div(decimal(networkDifficulty)).mul(decimal(rewardSats));
}

/** Difficulty-1 units a hashrate does in a time; by the exact constant unless told to count as pools do. */
export const workOfHashrate = (
  hashrateHs: number,
  seconds: number,
  hashesPerDifficulty1 = HASHES_PER_DIFFICULTY_1,
): number => (hashrateHs * seconds) / hashesPerDifficulty1;

/** What is left of an amount after a pool's fee, a fraction such as 0.02. */
export const afterPoolFee = (amount: Decimal, poolFee: Amount): Decimal =>
  amount.mul(decimal(1).minus(decimal(poolFee)));

export interface RewardSplit {
  readonly minerSats: bigint;
  readonly poolSats: bigint;
}

/** How a pool that pays out of the coinbase splits a block: its fee is rounded down to whole sats. */
export function splitReward(rewardSats: bigint, poolFee: Amount): RewardSplit {
  const poolSats = BigInt(decimal(rewardSats).mul(decimal(poolFee)).floor().toFixed());
  return { minerSats: rewardSats - poolSats, poolSats };
}

/** Value of sats at a price per bitcoin. */
export const valueOfSats = (sats: Decimal, btcPrice: Amount): Decimal =>
  sats.div(SATS_PER_BTC).mul(decimal(btcPrice));

/** Price of a kWh at which revenue pays for the energy; null when there is no energy or no revenue to compare. */
export function breakEvenPricePerKwh(revenuePerDay: Decimal, powerW: number): Decimal | null {
  if (!(powerW > 0) || revenuePerDay.lte(0)) return null;
  return revenuePerDay.div(decimal(powerW).mul(24).div(1000));
}

/** Price of a bitcoin at which its revenue pays for the energy: what the energy of one costs; null without revenue. */
export function breakEvenBtcPrice(costPerDay: Decimal, satsPerDay: Decimal): Decimal | null {
  return satsPerDay.lte(0) ? null : costPerDay.div(satsPerDay.div(SATS_PER_BTC));
}

/** Network difficulty at which revenue, which falls with it, pays for the energy; null when a side is nothing. */
export function breakEvenDifficulty(
  networkDifficulty: Amount,
  revenuePerDay: Decimal,
  costPerDay: Decimal,
): Decimal | null {
  if (costPerDay.lte(0) || revenuePerDay.lte(0)) return null;
  return decimal(networkDifficulty).mul(revenuePerDay).div(costPerDay);
}
