/**
 * Exact decimals for money and sats: 40 digits, half-even while reckoning (what is shown is rounded once, by
 * who shows it). decimal.js divides at 20 digits by default, too few for sats over network difficulty.
 */
import { Decimal as DecimalBase } from 'decimal.js';
import type { DecimalText } from '../contract/units.ts';

export const Decimal = DecimalBase.clone({ precision: 40, rounding: DecimalBase.ROUND_HALF_EVEN });
export type Decimal = DecimalBase;

/** Prices come as text; a number is for measured values only, and is read as its shortest text. */
export type Amount = string | number | bigint | Decimal;

/** Throws when the text is not a number. */
export const decimal = (value: Amount): Decimal =>
  new Decimal(typeof value === 'bigint' ? value.toString() : value);

/** Plain notation without exponent, at most 30 decimals. Throws a RangeError for what is not finite. */
export function decimalText(value: Decimal): DecimalText {
  if (!value.isFinite()) throw new RangeError(`Not a finite amount: ${value}`);
  // Adding zero makes -0 plain.
  return value.toDecimalPlaces(30).plus(0).toFixed();
}
