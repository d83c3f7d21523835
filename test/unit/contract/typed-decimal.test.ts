import { expect, test } from 'vitest';
import { hasThousandsSign, parseTypedDecimal } from '../../../electron/contract/typed-decimal.ts';
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
  ['9'.repeat(20), 'notDecimal'],
  ['-0.1', 'negative'],
])('%j is refused: %s', (typed, reason) => {
  expect(parseTypedDecimal(typed)).toEqual({ ok: false, reason });
});

test.each([
  ['95,000', true],
  ['95.000', true],
  [' 1.250 ', true],
  ['0,305', false],
  ['95000', false],
  ['95000.125', false],
  ['95,00', false],
])('%j has a sign for thousands: %s', (typed, has) => {
  expect(hasThousandsSign(typed)).toBe(has);
});
