import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecimalText } from '../../../electron/contract/units.ts';
import { decimal, decimalText } from '../../../electron/core/money.ts';

test.each([
  ['0', '0'],
  ['-0', '0'],
  ['0.30', '0.3'],
  ['1e-8', '0.00000001'],
  ['1e21', '1000000000000000000000'],
  ['-12.5', '-12.5'],
  ['1e-31', '0'],
  ['-1e-31', '0'],
])('%s is written %s', (value, text) => {
  expect(decimalText(decimal(value))).toBe(text);
});

test('numbers and bigints are taken as they are written', () => {
  expect(decimalText(decimal(0.1).plus(decimal(0.2)))).toBe('0.3');
  expect(decimalText(decimal(2n ** 70n))).toBe((2n ** 70n).toString());
});

test('40 digits survive a division', () => {
  expect(decimal(1).div(3).toFixed()).toBe(`0.${'3'.repeat(40)}`);
});

test('what is not finite or no number is refused', () => {
  expect(() => decimalText(decimal(Number.NaN))).toThrow(RangeError);
  expect(() => decimalText(decimal(1).div(0))).toThrow(RangeError);
  expect(() => decimal('1,5')).toThrow();
});

test('every amount of money or sats is a text the contract takes', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e20, max: 1e20, noNaN: true }),
      fc.double({ min: 1e-9, max: 1e20, noNaN: true }),
      (a, b) => {
        expect(DecimalText.safeParse(decimalText(decimal(a).div(decimal(b)))).success).toBe(true);
      },
    ),
  );
});
