/** Scales and ticks for small charts that are no time series. Pure. */

export interface Linear {
  (value: number): number;
  readonly domain: readonly [number, number];
}

/** A domain without width stands in the middle of the range. */
export function linear(domain: readonly [number, number], range: readonly [number, number]): Linear {
  const [from, to] = domain;
  const [start, end] = range;
  const place = (value: number): number =>
    to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);
  return Object.assign((value: number) => Math.round(place(value) * 10) / 10, { domain });
}

/** At most `most` round values inside the domain, a step of 1, 2 or 5 times a power of ten apart. */
export function niceTicks([from, to]: readonly [number, number], most: number): readonly number[] {
  if (!(to > from)) return [from];
  const rough = (to - from) / most;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const ticks: number[] = [];
  for (let index = Math.ceil(from / step); index * step <= to; index += 1)
    ticks.push(Number((index * step).toPrecision(12)));
  return ticks;
}
