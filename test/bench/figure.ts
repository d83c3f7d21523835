/** What the bench measures: rows of its table, and how samples become one. */

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** One row of the bench's table. The figures are judged by eye, never by a test. */
export interface Figure extends Percentiles {
  readonly name: string;
  /** Such as `ms`, or `x` for a ratio. */
  readonly unit: string;
  /** The most each may be; empty where the row is only told. */
  readonly goal: Partial<Percentiles>;
  /** The least the median should be, where more is better. */
  readonly least?: number;
  /** Our median over that of the bare loop beside it, where there is one. */
  readonly ratio: number | null;
  readonly note: string;
}

/** Nearest rank. Throws a RangeError without samples. */
export function percentiles(samples: readonly number[]): Percentiles {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (p: number): number => {
    const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
    if (value === undefined) throw new RangeError('No samples to rank');
    return value;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** A row for something that was measured once. */
export const single = (value: number): Percentiles => ({ p50: value, p95: value, p99: value });

/** Null for a row without a goal. */
export function isMet({ goal, least, ...figure }: Figure): boolean | null {
  const limits = Object.entries(goal);
  if (limits.length === 0 && least === undefined) return null;
  const isFastEnough = least === undefined || figure.p50 >= least;
  return isFastEnough && limits.every(([name, limit]) => figure[name as keyof Percentiles] <= limit);
}
