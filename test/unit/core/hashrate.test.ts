import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logGamma } from '../../../electron/core/gamma.ts';
import {
  effectiveCount,
  HASHES_PER_DIFFICULTY_1,
  poissonInterval95,
  rejectRatio,
} from '../../../electron/core/hashrate.ts';

// Halves of chi-square quantiles by SciPy 1.x (chi2.ppf).
test.each([
  [0, 0, 3.6888794541139354],
  [0.5, 0.0004910345585876278, 4.674201802248074],
  [1, 0.025317807984289876, 5.571643390938898],
  [2, 0.24220927854396496, 7.22468766772396],
  [3, 0.6186721228956014, 8.767273069742323],
  [10, 4.7953886961324335, 18.39035604201778],
  [124.6, 103.68401085775, 148.49688170465413],
  [1000, 938.9730184076952, 1063.952136016302],
  [1e5, 99381.15266374472, 100621.74473974388],
  [1e6, 998040.9833402939, 1001961.9119454322],
  [9.99e6, 9983806.096634587, 9996196.797981333],
  [1.01e7, 10093772.084221793, 10106230.810392434],
])('after %d events the mean is between %d and %d', (count, low, high) => {
  const interval = poissonInterval95(count);
  expect(Math.abs(interval.low - low)).toBeLessThanOrEqual(low * 1e-9);
  expect(Math.abs(interval.high - high)).toBeLessThanOrEqual(high * 1e-9);
});

test('the interval holds the count, grows with it, and is finite for any count', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 1e9, noNaN: true }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (count, more) => {
        const { low, high } = poissonInterval95(count);
        expect(low).toBeLessThanOrEqual(count);
        expect(high).toBeGreaterThan(count);
        const next = poissonInterval95(count + more);
        expect(next.low).toBeGreaterThanOrEqual(low * (1 - 1e-10));
        expect(next.high).toBeGreaterThanOrEqual(high * (1 - 1e-10));
      },
    ),
  );
});

test('unequal weights count for less than their number', () => {
  expect(effectiveCount(10, 10)).toBe(10);
  expect(effectiveCount(0, 0)).toBe(0);
  // 100 of weight 256 and 40 of weight 512.
  expect(effectiveCount(46_080, 100 * 256 ** 2 + 40 * 512 ** 2)).toBeCloseTo(124.615384615, 8);
});

test('difficulty 1 stands for 2^48 / 65535 hashes', () => {
  expect(HASHES_PER_DIFFICULTY_1).toBe(4_295_032_833.000015);
});

test('the part refused is unknown while nothing was sent', () => {
  expect(rejectRatio(0, 0)).toBeNull();
  expect(rejectRatio(75, 25)).toBe(0.25);
});

test('logGamma is the logarithm of the factorial', () => {
  let logFactorial = 0;
  for (let n = 1; n <= 170; n += 1) {
    logFactorial += Math.log(n);
    expect(logGamma(n + 1)).toBeCloseTo(logFactorial, 9);
  }
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
});
