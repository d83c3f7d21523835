/**
 * Compares what our code says with what a vector says. Only what the vector names is compared. A number of
 * ours (number or Decimal) may differ within the tolerance; texts and bigints must be equal.
 */
import { Decimal } from '../../electron/core/money.ts';
import { PASS, type Verdict } from './adapter.ts';

/** Words for people, not claims. */
const NOT_COMPARED: ReadonlySet<string> = new Set([
  'why',
  'must_not',
  'after_last',
  'then',
  'note',
  'tolerance',
  'source',
]);

/** `exact`, or `{ rel }` or `{ abs }`; other keys of the object override it for the field of that name. */
export type Tolerance = unknown;

/** Whole numbers exactly, others within 1e-6 of the value. */
const DEFAULT_REL = 1e-6;

/** Pass, or the first difference. */
export function compare(got: unknown, want: unknown, tolerance: Tolerance = undefined): Verdict {
  const difference = differenceOf(got, want, tolerance, '');
  return difference === null ? PASS : { kind: 'fail', ...difference };
}

interface Difference {
  readonly at: string;
  readonly got: unknown;
  readonly want: unknown;
}

function differenceOf(got: unknown, want: unknown, tolerance: Tolerance, at: string): Difference | null {
  if (isNumeric(got) && isNumberOrText(want)) {
    return isClose(new Decimal(got), want, tolerance) ? null : { at, got: got.toString(), want };
  }
  if (typeof got === 'bigint') {
    return isNumberOrText(want) && got.toString() === String(want) ? null : { at, got: got.toString(), want };
  }
  if (Array.isArray(want)) {
    if (!Array.isArray(got) || got.length !== want.length) return { at, got, want };
    return first(want.map((item, i) => () => differenceOf(got[i], item, tolerance, `${at}[${i}]`)));
  }
  if (isObject(want)) {
    if (!isObject(got)) return { at, got, want };
    const names = Object.keys(want).filter((name) => !NOT_COMPARED.has(name));
    return first(
      names.map((name) => () => {
        const inner = at === '' ? name : `${at}.${name}`;
        return differenceOf(got[name], want[name], toleranceOf(tolerance, name), inner);
      }),
    );
  }
  return got === want ? null : { at, got, want };
}

function first(tries: readonly (() => Difference | null)[]): Difference | null {
  for (const attempt of tries) {
    const difference = attempt();
    if (difference !== null) return difference;
  }
  return null;
}

function isClose(got: Decimal, wantText: number | string, tolerance: Tolerance): boolean {
  const want = decimalOrNull(wantText);
  if (want === null || !got.isFinite()) return false;
  const { rel, abs } = limitsOf(want, tolerance);
  return got
    .minus(want)
    .abs()
    .lte(Decimal.max(abs, want.abs().mul(rel)));
}

function limitsOf(want: Decimal, tolerance: Tolerance): { readonly rel: Decimal; readonly abs: Decimal } {
  const none = new Decimal(0);
  if (tolerance === 'exact') return { rel: none, abs: none };
  if (!isObject(tolerance) || (tolerance.rel === undefined && tolerance.abs === undefined)) {
    return { rel: want.isInteger() ? none : new Decimal(DEFAULT_REL), abs: none };
  }
  if (tolerance.ints === 'exact' && want.isInteger()) return { rel: none, abs: none };
  return { rel: decimalOrNull(tolerance.rel) ?? none, abs: decimalOrNull(tolerance.abs) ?? none };
}

function toleranceOf(tolerance: Tolerance, field: string): Tolerance {
  return isObject(tolerance) && tolerance[field] !== undefined ? tolerance[field] : tolerance;
}

function decimalOrNull(value: unknown): Decimal | null {
  if (!isNumberOrText(value)) return null;
  try {
    return new Decimal(value);
  } catch {
    return null;
  }
}

const isNumeric = (value: unknown): value is number | Decimal =>
  typeof value === 'number' || value instanceof Decimal;

const isNumberOrText = (value: unknown): value is number | string =>
  typeof value === 'number' || typeof value === 'string';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
