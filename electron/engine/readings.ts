/** Small builders for readings: what a number is, where it comes from, how old it is. */
import type { DecimalText, Money, Origin, Reading } from '../contract/units.ts';
import { type Decimal, decimalText } from '../core/money.ts';

export const known = <T>(value: T, origin: Origin, atMs: number): Reading<T> => ({ value, origin, atMs });

/** Unknown, with the code of the sentence that says why. */
export const unknown = (reason: string, origin: Origin, atMs: number): Reading<never> => ({
  value: null,
  origin,
  atMs,
  reason,
});

/** From least to most sure; a result is as sure as its least sure part. */
const SURENESS: readonly Origin[] = ['modelled', 'partModelled', 'typed', 'reported', 'measured'];

/** Origin of something computed from all of these, for products and ratios. */
export function leastSure(...origins: readonly Origin[]): Origin {
  return SURENESS.find((origin) => origins.includes(origin)) ?? 'modelled';
}

/** Origin of a sum: measured and modelled parts together are part modelled. */
export function originOfSum(origins: readonly Origin[]): Origin {
  const kinds = new Set(origins);
  if (kinds.size <= 1) return origins[0] ?? 'modelled';
  return kinds.has('modelled') || kinds.has('partModelled') ? 'partModelled' : leastSure(...origins);
}

/** Null as soon as one part is unknown: a sum with a hole is not a sum. */
export function sumReadings(
  parts: readonly Reading<number>[],
  reasonWhenEmpty: string,
  nowMs: number,
): Reading<number> {
  if (parts.length === 0) return unknown(reasonWhenEmpty, 'modelled', nowMs);
  const origin = originOfSum(parts.map((part) => part.origin));
  const hole = parts.find((part) => part.value === null);
  if (hole !== undefined) return unknown(hole.reason ?? 'partUnknown', origin, nowMs);
  return known(
    parts.reduce((sum, part) => sum + (part.value ?? 0), 0),
    origin,
    Math.min(...parts.map((part) => part.atMs)),
  );
}

/** Exact: rounding is for whoever shows it. */
export const moneyOf = (amount: Decimal, currency: string): Money => ({
  amount: decimalText(amount),
  currency,
});

/** Exact decimal text, as money and sats cross the wire. */
export const textOf = (amount: Decimal): DecimalText => decimalText(amount);
