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

/** Exact: rounding is for whoever shows it. */
export const moneyOf = (amount: Decimal, currency: string): Money => ({
  amount: decimalText(amount),
  currency,
});

/** Exact decimal text, as money and sats cross the wire. */
export const textOf = (amount: Decimal): DecimalText => decimalText(amount);
