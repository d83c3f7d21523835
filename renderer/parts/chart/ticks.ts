/** Where a chart has its lines and labels. Pure; times are local, because a midnight is. */

/** Round steps from 0 past `max`: two or three of them, such as 0, 500, 1,000. */
export function valueTicks(max: number): readonly number[] {
  if (!(max > 0)) return [0];
  const magnitude = 10 ** Math.floor(Math.log10(max));
  const step = [5, 2.5, 2, 1, 0.5, 0.25, 0.2].find((factor) => max / (factor * magnitude) >= 1.9) ?? 0.2;
  const ticks: number[] = [];
  for (let index = 0; index * step * magnitude <= max * 1.0001; index += 1)
    ticks.push(index * step * magnitude);
  return ticks;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps between labels, each dividing the next larger unit of the clock. */
const STEPS_MS = [5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * MINUTE_MS);

export interface TimeTick {
  readonly atMs: number;
  readonly isMidnight: boolean;
}

/** At most `most` labels at round local times. */
export function timeTicks(fromMs: number, toMs: number, most: number): readonly TimeTick[] {
  const stepMs = STEPS_MS.find((candidate) => (toMs - fromMs) / candidate <= most);
  return stepMs === undefined ? dayTicks(fromMs, toMs, most) : clockTicks(fromMs, toMs, stepMs);
}

/** Counts from each local midnight, so that labels stay round on days of 23 and 25 hours. */
function clockTicks(fromMs: number, toMs: number, stepMs: number): readonly TimeTick[] {
  const ticks: TimeTick[] = [];
  for (let midnightMs = midnightBefore(fromMs); midnightMs <= toMs; midnightMs = midnightAfter(midnightMs)) {
    const nextMs = midnightAfter(midnightMs);
    for (let minutes = 0; minutes < DAY_MS / MINUTE_MS; minutes += stepMs / MINUTE_MS) {
      const atMs = new Date(midnightMs).setHours(0, minutes, 0, 0);
      const isNew = atMs > (ticks.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY);
      if (isNew && atMs < nextMs && atMs >= fromMs && atMs <= toMs)
        ticks.push({ atMs, isMidnight: minutes === 0 });
    }
  }
  return ticks;
}

function dayTicks(fromMs: number, toMs: number, most: number): readonly TimeTick[] {
  const every = Math.max(1, Math.ceil((toMs - fromMs) / DAY_MS / most));
  const ticks: TimeTick[] = [];
  let day = 0;
  for (let atMs = midnightAfter(fromMs); atMs <= toMs; atMs = midnightAfter(atMs)) {
    if (day % every === 0) ticks.push({ atMs, isMidnight: true });
    day += 1;
  }
  return ticks;
}

function midnightBefore(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}

function midnightAfter(atMs: number): number {
  return new Date(atMs).setHours(24, 0, 0, 0);
}
