import { expect, test } from 'vitest';
import {
  blockProof,
  chainSpan,
  difficultyChangePercent,
  hashesPerBlock,
  networkHashrateHs,
  nextNbits,
} from '../../../electron/core/network.ts';

const MAINNET = { kind: 'mainnet' } as const;
const DAYS_14_S = 1_209_600;

test('a retarget moves at most four times either way', () => {
  expect(nextNbits(0x170240c3, 0, DAYS_14_S, MAINNET)).toBe(0x170240c3);
  expect(nextNbits(0x170240c3, 0, 1, MAINNET)).toBe(nextNbits(0x170240c3, 0, 302_400, MAINNET));
  expect(nextNbits(0x170240c3, 0, 10 * DAYS_14_S, MAINNET)).toBe(
    nextNbits(0x170240c3, 0, 4 * DAYS_14_S, MAINNET),
  );
  expect(nextNbits(0x170240c3, 500, 100, MAINNET)).toBe(nextNbits(0x170240c3, 0, 302_400, MAINNET));
});

test('never easier than the chain allows', () => {
  expect(nextNbits(0x1d00ffff, 0, 4 * DAYS_14_S, MAINNET)).toBe(0x1d00ffff);
  expect(nextNbits(0x1f00ffff, 0, 4 * DAYS_14_S, { kind: 'practice', bits: 16 })).toBe(0x1f00ffff);
});

test('changes of difficulty', () => {
  expect(difficultyChangePercent(0x1d000200, 0x1d000100)).toBe(100);
  expect(difficultyChangePercent(0x1d000100, 0x1d000800)).toBe(-75);
  expect(difficultyChangePercent(0x1d000800, 0x1d000100)).toBe(300);
  expect(() => difficultyChangePercent(0x1d000001, 0x1a000800)).toThrow('neighbouring');
  expect(() => difficultyChangePercent(0, 0x1a000800)).toThrow('Not nBits of an epoch: 0');
  expect(() => difficultyChangePercent(0x1d800001, 0x1d000001)).toThrow(RangeError);
  expect(() => difficultyChangePercent(0x21000001, 0x20000001)).toThrow(RangeError);
});

test('the work of a block', () => {
  const target = 0xffffn << 208n;
  expect(blockProof(target)).toBe(4_295_032_833n);
  expect(hashesPerBlock(target)).toBeCloseTo(4_295_032_833.000015, 5);
  expect(networkHashrateHs(600, 2)).toBe(2);
});

test('a span takes the time between the outermost stamps, whatever their order', () => {
  const nbits = 0x1d00ffff;
  const blocks = [100, 90, 300, 250].map((timeS) => ({ timeS, nbits }));
  expect(chainSpan(blocks)).toEqual({ work: 3n * 4_295_032_833n, seconds: 210 });
  expect(chainSpan([])).toEqual({ work: 0n, seconds: 0 });
});
