/** A decimal number as people type it, with a comma or a point: one rule for the page and the command line. */
import type { DecimalText } from './units.ts';

export type TypedDecimal =
  | { readonly ok: true; readonly value: DecimalText }
  | { readonly ok: false; readonly reason: 'notDecimal' | 'negative' };

/** Nobody types more digits than this for a price. */
const LONGEST = 40;

/** `0,30`, ` .3 ` and `+2.` become `0.30`, `0.3` and `2`. Signs for thousands are refused: they differ by country. */
export function parseTypedDecimal(typed: string): TypedDecimal {
  const text = typed.trim().replace(',', '.');
  const parts = /^([+-]?)(\d*)\.?(\d*)$/.exec(text);
  const [, sign, whole = '', fraction = ''] = parts ?? [];
  if (parts === null || text.length > LONGEST || whole + fraction === '') {
    return { ok: false, reason: 'notDecimal' };
  }
  if (sign === '-') return { ok: false, reason: 'negative' };
  return { ok: true, value: `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}` };
}
