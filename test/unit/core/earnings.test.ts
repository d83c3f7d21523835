import { expect, test } from 'vitest';
import {
  afterPoolFee,
  breakEvenBtcPrice,
  breakEvenDifficulty,
  breakEvenPricePerKwh,
  DAY_S,
  expectedSats,
  splitReward,
  valueOfSats,
  workOfHashrate,
} from '../../../electron/core/earnings.ts';
import { HASHES_PER_DIFFICULTY_1, POOL_HASHES_PER_DIFFICULTY_1 } from '../../../electron/core/hashrate.ts';
import { decimal } from '../../../electron/core/money.ts';
import {
  bestShareChance,
  bestShareQuantile,
  blockChance,
  chanceOfBlocks,
  meanSecondsToBlock,
  medianSecondsToBlock,
} from '../../../electron/core/odds.ts';
import {
  issuedSats,
  nextHalvingHeight,
  nextHalvingTime,
  subsidySats,
} from '../../../electron/core/subsidy.ts';

test('work earns its share of a block, exactly', () => {
  const sats = expectedSats({ workDifficulty: 1, networkDifficulty: '3', rewardSats: 312_500_000n });
  expect(sats.toFixed(20)).toBe('104166666.66666666666666666667');
});

test('the day of Foundry’s example', () => {
  const work = workOfHashrate(1e15, DAY_S, POOL_HASHES_PER_DIFFICULTY_1);
  const sats = expectedSats({
    workDifficulty: work,
    networkDifficulty: '21448277761059',
    rewardSats: 625_000_000n,
  });
  expect(sats.toFixed(0)).toBe('586194');
});

test('counting as pools do overstates by 1/65535', () => {
  expect(workOfHashrate(1, 1, POOL_HASHES_PER_DIFFICULTY_1) / workOfHashrate(1, 1) - 1).toBeCloseTo(
    1 / 65_535,
    12,
  );
  expect(workOfHashrate(HASHES_PER_DIFFICULTY_1, 2)).toBe(2);
});

test('value, fee and break-even', () => {
  expect(valueOfSats(decimal(150), '60000').toFixed()).toBe('0.09');
  expect(afterPoolFee(decimal(100), '0.02').toFixed()).toBe('98');
  expect(breakEvenPricePerKwh(decimal('0.18'), 7.5)?.toFixed()).toBe('1');
  expect(breakEvenBtcPrice(decimal('0.06'), decimal(100))?.toFixed()).toBe('60000');
  expect(breakEvenDifficulty(100, decimal(2), decimal(4))?.toFixed()).toBe('50');
});

test('there is no break-even where a side is nothing', () => {
  expect(breakEvenPricePerKwh(decimal(1), 0)).toBeNull();
  expect(breakEvenPricePerKwh(decimal(0), 7.5)).toBeNull();
  expect(breakEvenPricePerKwh(decimal(1), Number.NaN)).toBeNull();
  expect(breakEvenBtcPrice(decimal(1), decimal(0))).toBeNull();
  expect(breakEvenDifficulty(1, decimal(1), decimal(0))).toBeNull();
  expect(breakEvenDifficulty(1, decimal(0), decimal(1))).toBeNull();
});

test('a pool’s fee is rounded down to whole sats', () => {
  expect(splitReward(312_500_001n, '0.01')).toEqual({ minerSats: 309_375_001n, poolSats: 3_125_000n });
  expect(splitReward(10n, '0')).toEqual({ minerSats: 10n, poolSats: 0n });
});

test.each([
  [0, 5_000_000_000n],
  [209_999, 5_000_000_000n],
  [210_000, 2_500_000_000n],
  [840_000, 312_500_000n],
  [6_929_999, 1n],
  [6_930_000, 0n],
  [13_440_000, 0n],
  [2 ** 40, 0n],
])('the subsidy at %i is %i', (height, sats) => {
  expect(subsidySats(height)).toBe(sats);
});

test('all coins there will be', () => {
  expect(issuedSats(13_999_999)).toBe(2_099_999_997_690_000n);
  expect(issuedSats(0)).toBe(5_000_000_000n);
  expect(issuedSats(-1)).toBe(0n);
});

test('the next halving is above the height', () => {
  expect(nextHalvingHeight(839_999)).toBe(840_000);
  expect(nextHalvingHeight(840_000)).toBe(1_050_000);
  expect(nextHalvingTime(839_990, 1000, 600)).toBe(7000);
});

test('tiny chances keep their digits', () => {
  expect(blockChance(1, 1e15) / 1e-15).toBeCloseTo(1, 14);
  expect(blockChance(0, 1)).toBe(0);
  expect(blockChance(1, 1)).toBeCloseTo(0.6321205588, 9);
  expect(blockChance(1e9, 1)).toBe(1);
});

test('counts of blocks sum to certainty', () => {
  const sum = Array.from({ length: 60 }, (_, count) => chanceOfBlocks(count, 3.5)).reduce((a, b) => a + b);
  expect(sum).toBeCloseTo(1, 12);
  expect(chanceOfBlocks(0, 0)).toBe(1);
  expect(chanceOfBlocks(1, 0)).toBe(0);
});

test('waits for a block', () => {
  expect(meanSecondsToBlock(2, 10)).toBe(5);
  expect(medianSecondsToBlock(2, 10)).toBeCloseTo(5 * Math.LN2, 12);
  expect(meanSecondsToBlock(0, 10)).toBeNull();
  expect(medianSecondsToBlock(0, 10)).toBeNull();
});

test('the median best share is reached half of the time', () => {
  const median = bestShareQuantile(1000, 0.5);
  expect(bestShareChance(1000, median)).toBeCloseTo(0.5, 12);
});
