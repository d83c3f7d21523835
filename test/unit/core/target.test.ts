import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexToBytes, leBytesToBigInt, reverseBytes } from '../../../electron/core/bytes.ts';
import type { Chain } from '../../../electron/core/chain.ts';
import { difficulty1Target } from '../../../electron/core/chain.ts';
import {
  decodeCompact,
  difficultyOfHash,
  difficultyOfTarget,
  meetsTarget,
  nbitsToTarget,
  targetOfDifficulty,
  targetToNbits,
} from '../../../electron/core/target.ts';

const MAINNET: Chain = { kind: 'mainnet' };
const practice = (bits: number): Chain => ({ kind: 'practice', bits });

test('difficulty 1 of practice is 2^bits easier', () => {
  expect(difficulty1Target(MAINNET)).toBe(0xffffn << 208n);
  expect(difficulty1Target(practice(31))).toBe(0xffffn << 239n);
  expect(difficultyOfTarget(0xffffn << 208n, practice(20))).toBe(2 ** 20);
});

// Bitcoin Core, arith_uint256_tests.cpp, bignum_SetCompact.
test.each([
  [0x00000000, 0n, false, false],
  [0x00123456, 0n, false, false],
  [0x01003456, 0n, false, false],
  [0x02000056, 0n, false, false],
  [0x03000000, 0n, false, false],
  [0x04000000, 0n, false, false],
  [0x00923456, 0n, false, false],
  [0x01803456, 0n, false, false],
  [0x02800056, 0n, false, false],
  [0x03800000, 0n, false, false],
  [0x01123456, 0x12n, false, false],
  [0x01fedcba, 0x7en, true, false],
  [0x02123456, 0x1234n, false, false],
  [0x03123456, 0x123456n, false, false],
  [0x04123456, 0x12345600n, false, false],
  [0x04923456, 0x12345600n, true, false],
  [0x05009234, 0x92340000n, false, false],
  [0x20123456, 0x123456n << 232n, false, false],
  [0xff123456, null, false, true],
  [0x21010000, null, false, true],
  [0x22000100, null, false, true],
  [0x23000001, null, false, true],
  [0x21000000, 0n, false, false],
  [0x2100ffff, 0xffffn << 240n, false, false],
  [0x220000ff, 0xffn << 248n, false, false],
])('decodes %i', (nbits, target, negative, overflow) => {
  const compact = decodeCompact(nbits);
  expect(compact).toMatchObject({ negative, overflow });
  if (target !== null) expect(compact.target).toBe(target);
});

test.each([0, 0x01003456, 0x04923456, 0xff123456, 0x23000001, 0x1d800000])(
  'nBits %i are no target',
  (nbits) => {
    expect(() => nbitsToTarget(nbits)).toThrow(RangeError);
  },
);

test('a target survives nBits to the three bytes that fit, never upwards', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: (1n << 256n) - 1n }), fc.nat({ max: 255 }), (value, shift) => {
      const target = value >> BigInt(shift) || 1n;
      const back = nbitsToTarget(targetToNbits(target));
      expect(back <= target).toBe(true);
      expect((target - back) * 0x8000n <= target).toBe(true);
      expect(targetToNbits(back)).toBe(targetToNbits(target));
    }),
  );
  expect(targetToNbits(0n)).toBe(0);
  expect(targetToNbits(0x80n)).toBe(0x02008000);
});

test('the target of a difficulty is the floor of the exact quotient', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-60, max: 1e60, noNaN: true }),
      fc.constantFrom(MAINNET, practice(1), practice(22)),
      (difficulty, chain) => {
        const target = targetOfDifficulty(difficulty, chain);
        // The double as an exact fraction, by another road: its 53-bit mantissa and its exponent.
        const exponent = Math.floor(Math.log2(difficulty)) - 60;
        const mantissa = BigInt(difficulty / 2 ** exponent);
        const scaled = (difficulty1Target(chain) << 400n) / 1n;
        const exact =
          exponent >= 0 ? scaled / (mantissa << BigInt(exponent)) : (scaled << BigInt(-exponent)) / mantissa;
        const floor = exact >> 400n;
        const limit = (1n << 256n) - 1n;
        expect(target).toBe(floor > limit ? limit : floor);
      },
    ),
  );
});

test.each([0, -1, -0.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is no difficulty', (difficulty) => {
  expect(() => targetOfDifficulty(difficulty, MAINNET)).toThrow(RangeError);
});

test('a target below 1 has no difficulty', () => {
  expect(() => difficultyOfTarget(0n, MAINNET)).toThrow(RangeError);
});

test('the smallest and the largest doubles have targets', () => {
  expect(targetOfDifficulty(Number.MIN_VALUE, MAINNET)).toBe((1n << 256n) - 1n);
  expect(targetOfDifficulty(Number.MAX_VALUE, MAINNET)).toBe(0n);
});

const hashOf = (value: bigint): Uint8Array => reverseBytes(hexToBytes(value.toString(16).padStart(64, '0')));
const value256 = fc
  .tuple(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), fc.nat({ max: 255 }))
  .map(([value, shift]) => value >> BigInt(shift));

test('a hash meets a target exactly where it is not above it', () => {
  fc.assert(
    fc.property(value256, value256, (value, target) => {
      const hash = hashOf(value);
      expect(leBytesToBigInt(hash)).toBe(value);
      expect(meetsTarget(hash, target)).toBe(value <= target);
    }),
  );
});

test('to the last bit, at any size', () => {
  fc.assert(
    fc.property(value256, (target) => {
      expect(meetsTarget(hashOf(target), target)).toBe(true);
      if (target > 0n) expect(meetsTarget(hashOf(target - 1n), target)).toBe(true);
      if (target < (1n << 256n) - 1n) expect(meetsTarget(hashOf(target + 1n), target)).toBe(false);
    }),
  );
});

test('the difficulty of a hash is that of the target it just meets', () => {
  fc.assert(
    fc.property(value256, (value) => {
      const difficulty = difficultyOfHash(hashOf(value), MAINNET);
      const exact = difficultyOfTarget(value > 0n ? value : 1n, MAINNET);
      expect(Math.abs(difficulty / exact - 1)).toBeLessThan(1e-14);
      expect(Number.isFinite(difficulty)).toBe(true);
    }),
  );
});
