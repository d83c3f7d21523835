import { expect, test } from 'vitest';
import { parseTypedDecimal } from '../../../electron/contract/typed-decimal.ts';
import { PriceText } from '../../../electron/contract/units.ts';

test.each([
  ['0.30', '0.30'],
  ['0,30', '0.30'],
  [' ,5 ', '0.5'],
  ['+60000', '60000'],
  ['2.', '2'],
])('%j is %s', (typed, value) => {
  expect(parseTypedDecimal(typed)).toEqual({ ok: true, value });
  expect(PriceText.parse(value)).toBe(value);
});

test.each([
  ['', 'notDecimal'],
  ['.', 'notDecimal'],
  ['1.000,30', 'notDecimal'],
  ['1e3', 'notDecimal'],
  ['1 000', 'notDecimal'],
  ['9'.repeat(41), 'notDecimal'],
  ['-0.1', 'negative'],
])('%j is refused: %s', (typed, reason) => {
  expect(parseTypedDecimal(typed)).toEqual({ ok: false, reason });
});
