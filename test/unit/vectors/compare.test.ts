import { expect, test } from 'vitest';
import { decimal } from '../../../electron/core/money.ts';
import { compare } from '../../vectors/compare.ts';

const passes = (got: unknown, want: unknown, tolerance?: unknown): boolean =>
  compare(got, want, tolerance).kind === 'pass';

test('texts are compared as texts, also where they look like numbers', () => {
  expect(passes('12345678', '12345678')).toBe(true);
  expect(passes('12345678', '12345679')).toBe(false);
  expect(passes('1e345678', '1e345679')).toBe(false);
  expect(passes('10', 10)).toBe(false);
});

test('whole numbers exactly, others within 1e-6', () => {
  expect(passes(1_000_000_000, 1_000_000_001)).toBe(false);
  expect(passes(1.5, 1.5000001)).toBe(true);
  expect(passes(1.5, 1.50001)).toBe(false);
  expect(passes(decimal('0.3333333'), '0.33333333')).toBe(true);
  expect(passes(Number.NaN, 1)).toBe(false);
  expect(passes(1, 'x')).toBe(false);
});

test('a tolerance of the vector comes first, and a field’s own before that', () => {
  expect(passes(1.5000001, '1.5', 'exact')).toBe(false);
  expect(passes(101, 100, { rel: '0.02' })).toBe(true);
  expect(passes(101, 100, { abs: 0.5 })).toBe(false);
  expect(passes(101, 100, { rel: '0.02', ints: 'exact' })).toBe(false);
  expect(passes({ a: 101, b: 101 }, { a: 100, b: 100 }, { rel: '0.02', b: 'exact' })).toBe(false);
  expect(passes({ a: 1.1, b: 5 }, { a: 1, b: 5 }, { a: { rel: 0.2 } })).toBe(true);
});

test('bigints are compared digit by digit', () => {
  expect(passes(2n ** 70n, (2n ** 70n).toString(), { rel: '0.1' })).toBe(true);
  expect(passes(5n, 5)).toBe(true);
  expect(passes(5n, '6', { rel: '0.5' })).toBe(false);
});

test('only what the vector names is compared, and all of that', () => {
  expect(passes({ a: 1, extra: 2 }, { a: 1 })).toBe(true);
  expect(passes({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(passes({ a: 1 }, { a: 1, why: 'because', note: 'x', after_last: [] })).toBe(true);
  expect(passes([1, 2, 3], [1, 2])).toBe(false);
  expect(passes({ a: [{ b: null }] }, { a: [{ b: null }] })).toBe(true);
  expect(passes({ a: 0 }, { a: null })).toBe(false);
  expect(passes(undefined, { a: 1 })).toBe(false);
});

test('a difference says where it is', () => {
  expect(compare({ a: [{ b: 1 }] }, { a: [{ b: 2 }] })).toEqual({
    kind: 'fail',
    at: 'a[0].b',
    got: '1',
    want: 2,
  });
});
