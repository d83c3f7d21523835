/** A decimal number as people type it, with a comma or a point: one rule for the page and the command line. */
import { type DecimalText, PriceText } from './units.ts';

export type TypedDecimal =
  | { readonly ok: true; readonly value: DecimalText }
  | { readonly ok: false; readonly reason: 'notDecimal' | 'negative' };

/** Nobody types more digits than this for a price. */
const LONGEST = 40;

/**
 * `0,30`, ` .3 ` and `+2.` become `0.30`, `0.3` and `2`. A number with two signs or with blanks is refused. One sign is
 * always the decimal one: where a number goes into the thousands, ask `hasThousandsSign` before.
 */
export function parseTypedDecimal(typed: string): TypedDecimal {
  if (typed.length > LONGEST) return { ok: false, reason: 'notDecimal' };
  const text = typed.trim().replace(',', '.');
  const parts = /^([+-]?)(\d*)\.?(\d*)$/.exec(text);
  const [, sign, whole = '', fraction = ''] = parts ?? [];
  if (parts === null || whole + fraction === '') {
    return { ok: false, reason: 'notDecimal' };
  }
  if (sign === '-') return { ok: false, reason: 'negative' };
  const value = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return PriceText.safeParse(value).success ? { ok: true, value } : { ok: false, reason: 'notDecimal' };
}

/** `95,000` and `95.000`: ninety-five thousand to most who type it, ninety-five to a rule. `0,305` is no such case. */
export const hasThousandsSign = (typed: string): boolean => /^\s*\+?[1-9]\d{0,2}[.,]\d{3}\s*$/.test(typed);
