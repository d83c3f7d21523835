/** One row of the bench's table. */
export interface Figure {
  readonly name: string;
  /** Such as `ms`, or `x` for a ratio. */
  readonly unit: string;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** What is asked of the figures, null where it is only told. The figures are judged by eye, never by a test. */
  readonly goal: string | null;
  readonly note: string;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
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
