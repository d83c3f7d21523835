/** Operations on earnings, odds, shares and local days. */
import { z } from 'zod';
import {
  afterPoolFee,
  breakEvenBtcPrice,
  breakEvenDifficulty,
  breakEvenPricePerKwh,
  DAY_S,
  expectedSats,
  SATS_PER_BTC,
  splitReward,
  valueOfSats,
  workOfHashrate,
} from '../../../electron/core/earnings.ts';
import {
  effectiveCount,
  HASHES_PER_DIFFICULTY_1,
  POOL_HASHES_PER_DIFFICULTY_1,
  poissonInterval95,
  rejectRatio,
} from '../../../electron/core/hashrate.ts';
import { decimal } from '../../../electron/core/money.ts';
import {
  bestShareChance,
  bestShareQuantile,
  blockChance,
  chanceOfBlocks,
  meanSecondsToBlock,
  medianSecondsToBlock,
} from '../../../electron/core/odds.ts';
import { costOf, startOfLocalDayMs, startOfNextLocalDayMs } from '../../../electron/core/tariff.ts';
import type { Operation } from './earnings.ts';
import { Numeric } from './earnings-chain.ts';

const Exact = z.union([z.string(), z.number()]).transform(String);

/** The files write the constant as a formula. */
const Constant = z
  .string()
  .transform((text) => (text === '2^32' ? POOL_HASHES_PER_DIFFICULTY_1 : HASHES_PER_DIFFICULTY_1));

export const MONEY_OPERATIONS: readonly (readonly [string, Operation])[] = [
  ['earnings.expected', expected],
  ['hashprice.perPHday', hashprice],
  ['pool.solo', solo],
  ['shares.hashrate', sharesHashrate],
  ['shares.rejectRate', rejectRate],
  ['solo.probability', soloProbability],
  ['solo.poisson', poisson],
  ['bestshare.probability', bestShare],
  ['bestshare.median', bestShareMedian],
  ['breakeven.all', breakEven],
  ['time.localDay', localDay],
];

const Reward = z.object({ difficulty: Exact, subsidy_sat: Exact, avg_fees_sat: Exact });

function expected(raw: unknown): unknown {
  const input = Reward.extend({
    hashrate_hs: Numeric,
    seconds: z.number(),
    hashes_per_diff1: Constant,
    pool_fee: Exact,
  }).parse(raw);
  const work = workOfHashrate(input.hashrate_hs, input.seconds, input.hashes_per_diff1);
  const sats = afterPoolFee(satsOf(input, work), input.pool_fee);
  return { sat: sats, btc: sats.div(SATS_PER_BTC) };
}

function hashprice(raw: unknown): unknown {
  const input = Reward.extend({ btc_price: Exact }).parse(raw);
  const sats = satsOf(input, workOfHashrate(1e15, DAY_S, POOL_HASHES_PER_DIFFICULTY_1));
  const price = valueOfSats(sats, input.btc_price);
  return { sat_per_PH_day: sats, price_per_PH_day: price, price_per_TH_day: price.div(1000) };
}

const satsOf = (input: z.infer<typeof Reward>, workDifficulty: number) =>
  expectedSats({
    workDifficulty,
    networkDifficulty: input.difficulty,
    rewardSats: decimal(input.subsidy_sat).plus(decimal(input.avg_fees_sat)),
  });

function solo(raw: unknown): unknown {
  const input = z.object({ block_reward_sat: Exact, pool_fee: Exact }).parse(raw);
  const { minerSats, poolSats } = splitReward(BigInt(input.block_reward_sat), input.pool_fee);
  return { miner_sat: minerSats, pool_sat: poolSats };
}

function sharesHashrate(raw: unknown): unknown {
  const { accepted, seconds } = z
    .object({
      accepted: z.array(z.object({ difficulty: Numeric, count: z.int() })),
      seconds: z.number(),
    })
    .parse(raw);
  const sum = (term: (row: (typeof accepted)[number]) => number): number =>
    accepted.reduce((total, row) => total + term(row), 0);
  const work = sum(({ difficulty, count }) => difficulty * count);
  const workSquared = sum(({ difficulty, count }) => difficulty ** 2 * count);
  const count = effectiveCount(work, workSquared);
  // Without a share, one of the difficulty that was asked for is the unit of the bound.
  const unitWork = count > 0 ? work / count : (accepted[0]?.difficulty ?? 1);
  const unitHs = (unitWork * POOL_HASHES_PER_DIFFICULTY_1) / seconds;
  const { low, high } = poissonInterval95(count);
  return {
    work_diff1: work,
    shares: sum((row) => row.count),
    'hashrate_2^32': (work * POOL_HASHES_PER_DIFFICULTY_1) / seconds,
    hashrate_exact: (HASHES_PER_DIFFICULTY_1 * work) / seconds,
    rel_sigma: count > 0 ? 1 / Math.sqrt(count) : null,
    effective_shares: count,
    ci95_low_hs: low * unitHs,
    ci95_high_hs: high * unitHs,
  };
}

function rejectRate(raw: unknown): unknown {
  const input = z.object({ accepted_work: Numeric, rejected_work: Numeric, stale_work: Numeric }).parse(raw);
  const ratio = rejectRatio(input.accepted_work, input.rejected_work + input.stale_work);
  return { reject_ratio: ratio, efficiency: ratio === null ? null : 1 - ratio };
}

function soloProbability(raw: unknown): unknown {
  const input = z.object({ hashrate_hs: Numeric, difficulty: Numeric, seconds: z.number() }).parse(raw);
  const workPerSecond = workOfHashrate(input.hashrate_hs, 1, POOL_HASHES_PER_DIFFICULTY_1);
  const work = workPerSecond * input.seconds;
  const chance = blockChance(work, input.difficulty);
  return {
    lambda: work / input.difficulty,
    prob_at_least_one: chance,
    one_in: chance > 0 ? 1 / chance : null,
    mean_seconds_to_block: meanSecondsToBlock(workPerSecond, input.difficulty),
    median_seconds_to_block: medianSecondsToBlock(workPerSecond, input.difficulty),
  };
}

function poisson(raw: unknown): unknown {
  const { lambda, k } = z.object({ lambda: Numeric, k: z.int() }).parse(raw);
  return { prob_exactly_k: chanceOfBlocks(k, lambda) };
}

function bestShare(raw: unknown): unknown {
  const input = z.object({ work_diff1: Numeric, threshold_difficulty: Numeric }).parse(raw);
  return { prob_best_at_least: bestShareChance(input.work_diff1, input.threshold_difficulty) };
}

function bestShareMedian(raw: unknown): unknown {
  const { work_diff1 } = z.object({ work_diff1: Numeric }).parse(raw);
  return {
    median_best_difficulty: bestShareQuantile(work_diff1, 0.5),
    p90_best_difficulty: bestShareQuantile(work_diff1, 0.9),
  };
}

function breakEven(raw: unknown): unknown {
  const input = Reward.extend({
    hashrate_hs: Numeric,
    watts: Numeric,
    pool_fee: Exact,
    btc_price: Exact,
    electricity_rate: Exact,
    seconds: z.number(),
  }).parse(raw);
  const work = workOfHashrate(input.hashrate_hs, input.seconds, POOL_HASHES_PER_DIFFICULTY_1);
  const sats = afterPoolFee(satsOf(input, work), input.pool_fee);
  const revenue = valueOfSats(sats, input.btc_price);
  const energyWh = (input.watts * input.seconds) / 3600;
  const cost = costOf(energyWh, input.electricity_rate);
  const btcPrice = breakEvenBtcPrice(cost, sats);
  return {
    revenue_per_day: revenue,
    kwh_per_day: energyWh / 1000,
    cost_per_day: cost,
    profit_per_day: revenue.minus(cost),
    breakeven_rate_per_kwh: breakEvenPricePerKwh(revenue.mul(DAY_S).div(input.seconds), input.watts),
    breakeven_btc_price: btcPrice,
    breakeven_difficulty: breakEvenDifficulty(input.difficulty, revenue, cost),
    joules_per_TH: input.hashrate_hs > 0 ? input.watts / (input.hashrate_hs / 1e12) : null,
    electricity_cost_per_btc: btcPrice,
  };
}

function localDay(raw: unknown): unknown {
  const { zone, date } = z.object({ zone: z.string(), date: z.iso.date() }).parse(raw);
  const startMs = startOfDate(zone, date);
  const endMs = startOfNextLocalDayMs(startMs, zone);
  return {
    start_utc: utcText(startMs),
    end_utc: utcText(endMs),
    hours: (endMs - startMs) / 3_600_000,
    quarter_hours: (endMs - startMs) / 900_000,
  };
}

/** The day that is going on there at noon UTC is this date, the one before it or the one after it. */
function startOfDate(zone: string, date: string): number {
  const noonMs = Date.parse(`${date}T12:00:00Z`);
  const isDate = (ms: number): boolean =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(ms) === date;
  const found = [noonMs, noonMs - DAY_S * 1000, noonMs + DAY_S * 1000]
    .map((ms) => startOfLocalDayMs(ms, zone))
    .find(isDate);
  if (found === undefined) throw new RangeError(`${zone} has no day ${date}`);
  return found;
}

const utcText = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
