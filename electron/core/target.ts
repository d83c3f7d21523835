/**
 * Targets, nBits and difficulty. Targets are exact 256-bit integers; a difficulty is a ratio on the scale of
 * a chain, and as a number it is taken for the exact rational that its IEEE double stands for.
 */
import { leBytesToBigInt, readU32LE } from './bytes.ts';
import { type Chain, difficulty1Target } from './chain.ts';

const MAX_TARGET = (1n << 256n) - 1n;

/** What 32 bits of nBits say, by Bitcoin Core's rules (arith_uint256 SetCompact). */
export interface Compact {
  /** The magnitude, cut to 256 bits when it overflows. */
  readonly target: bigint;
  /** The sign bit 0x00800000 is set on a mantissa that is not zero. */
  readonly negative: boolean;
  readonly overflow: boolean;
}

/**
 * What the 32 bits of nBits say, as Bitcoin's `arith_uint256::SetCompact` reads them. Never throws: a value that no
 * block may have comes back marked, and cut to 256 bits.
 */
export function decodeCompact(nbits: number): Compact {
  const size = nbits >>> 24;
  const mantissa = nbits & 0x007f_ffff;
  // With three bytes or fewer the mantissa loses its low bytes, and so may become zero.
  const word = size <= 3 ? mantissa >>> (8 * (3 - size)) : mantissa;
  const target = size <= 3 ? BigInt(word) : BigInt(word) << BigInt(8 * (size - 3));
  return {
    target: target & MAX_TARGET,
    negative: word !== 0 && (nbits & 0x0080_0000) !== 0,
    overflow: target > MAX_TARGET,
  };
}

/** Target of a header's nBits. Throws a RangeError when it is negative, zero or over 256 bits: no hash can meet it. */
export function nbitsToTarget(nbits: number): bigint {
  const { target, negative, overflow } = decodeCompact(nbits);
  if (negative || overflow || target === 0n) {
    throw new RangeError(`nBits ${(nbits >>> 0).toString(16).padStart(8, '0')} is not a target`);
  }
  return target;
}

/** Canonical nBits of a target, rounded down to the three bytes that fit. */
export function targetToNbits(target: bigint): number {
  let size = Math.ceil(bitLength(target) / 8);
  let mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)));
  if ((mantissa & 0x0080_0000) !== 0) {
    // The top bit would read as a sign.
    mantissa >>>= 8;
    size += 1;
  }
  return ((size << 24) | mantissa) >>> 0;
}

/** Difficulty as a double, to 15 digits. Throws a RangeError for a target below 1. */
export function difficultyOfTarget(target: bigint, chain: Chain): number {
  if (target <= 0n) throw new RangeError('A target below 1 has no difficulty');
  return Number(difficulty1Target(chain)) / Number(target);
}

/**
 * floor(difficulty-1 target / difficulty), exact, at most 2^256 - 1. A number is taken as the double it is, a
 * text as the decimal it says. Throws a RangeError unless the difficulty is finite and above 0.
 */
export function targetOfDifficulty(difficulty: number | string, chain: Chain): bigint {
  const size = Number(difficulty);
  if (!(size > 0 && size < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`Not a difficulty: ${difficulty}`);
  }
  const { numerator, denominator } =
    typeof difficulty === 'number' ? rationalOfDouble(difficulty) : rationalOfText(difficulty);
  const target = (difficulty1Target(chain) * denominator) / numerator;
  return target > MAX_TARGET ? MAX_TARGET : target;
}

/** Difficulty that a hash (internal byte order) achieved, to 15 digits. */
export function difficultyOfHash(hash: Uint8Array, chain: Chain): number {
  // A hash of zero counts as one, so that the difficulty stays finite.
  return Number(difficulty1Target(chain)) / Math.max(1, approximateHash(hash));
}

/** Whether hash <= target, exactly. The hash is in internal byte order. */
export function meetsTarget(hash: Uint8Array, target: bigint): boolean {
  // Doubles decide unless both sides agree to 50 bits: a big integer per hash costs more than the hash.
  const ratio = approximateHash(hash) / Number(target);
  if (ratio < 1 - TIE) return true;
  if (ratio > 1 + TIE) return false;
  return leBytesToBigInt(hash) <= target;
}

/** Wider than the rounding of both doubles and their quotient. */
const TIE = 2 ** -49;

/** The hash as a double; seven roundings at most, each of half a unit in the last place. */
function approximateHash(hash: Uint8Array): number {
  let value = 0;
  for (let offset = 28; offset >= 0; offset -= 4) value = value * 2 ** 32 + readU32LE(hash, offset);
  return value;
}

/** A finite positive double as an exact fraction. */
interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** `12.5`, `1e-7`: what `Number` takes, digit by digit. */
function rationalOfText(text: string): Rational {
  const parts = /^\+?(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?$/i.exec(text.trim());
  if (parts === null) throw new RangeError(`Not a difficulty: ${text}`);
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = BigInt(`${whole}${fraction}`);
  const places = fraction.length - Number(exponent);
  return places >= 0
    ? { numerator: digits, denominator: 10n ** BigInt(places) }
    : { numerator: digits * 10n ** BigInt(-places), denominator: 1n };
}

function rationalOfDouble(value: number): Rational {
  let scaled = value;
  let denominator = 1n;
  // Doubling is exact; a double has at most 1074 binary places.
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator <<= 1n;
  }
  return { numerator: BigInt(scaled), denominator };
}

const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);
