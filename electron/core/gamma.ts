/** The gamma distribution, as far as Poisson counts need it. Good to about 12 digits. */

/** From here on the Wilson-Hilferty approximation is as exact as the iteration. */
const LARGE_SHAPE = 1e7;

/**
 * x with P(shape, x) = p: half the chi-square quantile of 2 x shape degrees of freedom. `normal` is the standard
 * normal quantile of p. Newton from the Wilson-Hilferty start, kept inside a shrinking bracket.
 */
export function gammaQuantile(shape: number, p: number, normal: number): number {
  const start = wilsonHilferty(shape, normal);
  if (shape >= LARGE_SHAPE) return start;
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let x = Math.max(start, shape * 1e-3);
  for (let turn = 0; turn < 100; turn += 1) {
    const error = lowerGamma(shape, x) - p;
    if (error < 0) low = x;
    else high = x;
    const slope = Math.exp((shape - 1) * Math.log(x) - x - logGamma(shape));
    let next = x - error / slope;
    if (!(next > low && next < high)) next = high === Number.POSITIVE_INFINITY ? 2 * x : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-14 * x) return next;
    x = next;
  }
  return x;
}

/** Cube of a normal variable (Wilson and Hilferty, 1931). */
function wilsonHilferty(shape: number, normal: number): number {
  const ninth = 1 / (9 * shape);
  return shape * Math.max(0, 1 - ninth + normal * Math.sqrt(ninth)) ** 3;
}

/** Regularised lower incomplete gamma function P(a, x): series below a + 1, continued fraction (Lentz) above. */
function lowerGamma(a: number, x: number): number {
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * scale;
  }
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1, step = 0; Math.abs(step - 1) > 1e-16; n += 1) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    step = d * c;
    fraction *= step;
  }
  return 1 - scale * fraction;
}

/** Lanczos coefficients for g = 7 (Godfrey): 15 digits for positive arguments. */
const LANCZOS_FIRST = 0.99999999999980993;
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln of the gamma function, for x > 0. */
export function logGamma(x: number): number {
  const t = x + 6.5;
  const sum = LANCZOS.reduce((total, term, i) => total + term / (x + i), LANCZOS_FIRST);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
