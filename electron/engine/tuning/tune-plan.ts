/** Which points a sweep looks at, in which order, and which need no look any more. Pure. */
import type { TuneMeasurement, TunePoint } from '../../contract/tuning.ts';

export interface PlanLimits {
  readonly clockMhz: {
    readonly min: number;
    readonly max: number;
    readonly step: number;
    readonly default: number;
  };
  /** Null where no voltage is set: then every point has the model's own. `usual` lies between. */
  readonly coreMv: {
    readonly min: number;
    readonly max: number;
    readonly step: number;
    readonly usual: number;
  } | null;
}

/** Clocks of a sweep at most, and voltages beside the usual one. Our choice: a sweep should end in a night. */
const MOST_CLOCKS = 12;
const VOLTAGE_NOTCHES = 2;
/** A sweep begins at this part of the model's own clock. */
const LOWEST_SHARE = 0.5;

/**
 * Clocks from low to the limit at the usual voltage, then the same at each lower voltage, nearest first, then at each
 * higher one. Never outside the limits.
 */
export function tunePlan({ clockMhz, coreMv }: PlanLimits): TunePoint[] {
  const clocks = clocksOf(clockMhz);
  return voltagesOf(coreMv).flatMap((mv) => clocks.map((frequencyMhz) => ({ frequencyMhz, coreMv: mv })));
}

/** The next point of the plan that is worth a look and is safe after what was measured; null when there is none. */
export function nextPoint(
  planned: readonly TunePoint[],
  measured: readonly TuneMeasurement[],
): TunePoint | null {
  return planned.find((point) => isOpen(point, planned, measured)) ?? null;
}

/** Points of the plan that are done with: measured, or ruled out. */
export function closedCount(planned: readonly TunePoint[], measured: readonly TuneMeasurement[]): number {
  return planned.filter((point) => !isOpen(point, planned, measured)).length;
}

function isOpen(
  point: TunePoint,
  planned: readonly TunePoint[],
  measured: readonly TuneMeasurement[],
): boolean {
  if (measured.some((one) => isSame(one, point))) return false;
  if (measured.some((bad) => bad.verdict !== 'good' && rulesOut(bad, point))) return false;
  return !isRaised(point, planned) || mayRaise(point, planned, measured);
}

/** A failure says the same of every point that is harder in the way that failed. */
function rulesOut(bad: TuneMeasurement, point: TunePoint): boolean {
  if (point.frequencyMhz < bad.frequencyMhz) return false;
  if (bad.coreMv === null || point.coreMv === null) return true;
  const isLoad = bad.verdict === 'tooHot' || bad.verdict === 'powerSags';
  // More voltage is more watts, and less voltage is more errors.
  return isLoad ? point.coreMv >= bad.coreMv : point.coreMv <= bad.coreMv;
}

/** Above the usual voltage, which is that of the plan's first point. */
function isRaised({ coreMv }: TunePoint, planned: readonly TunePoint[]): boolean {
  const usual = planned[0]?.coreMv ?? null;
  return coreMv !== null && usual !== null && coreMv > usual;
}

/** Up only where less voltage was too little, and only after the clock below was good. */
function mayRaise(
  { frequencyMhz, coreMv }: TunePoint,
  planned: readonly TunePoint[],
  measured: readonly TuneMeasurement[],
): boolean {
  const good = measured.filter((one) => one.verdict === 'good' && (one.coreMv ?? 0) <= (coreMv ?? 0));
  if (good.some((one) => one.frequencyMhz === frequencyMhz)) return false;
  const lower = planned.filter((point) => point.frequencyMhz < frequencyMhz);
  const below = Math.max(...lower.map((point) => point.frequencyMhz));
  return good.some((one) => one.frequencyMhz === below);
}

/** Whether a stick may have this point; a voltage of null is the one it has. */
export function isInside({ frequencyMhz, coreMv }: TunePoint, limits: PlanLimits): boolean {
  const { clockMhz } = limits;
  if (frequencyMhz < clockMhz.min || frequencyMhz > clockMhz.max) return false;
  if (coreMv === null) return true;
  return limits.coreMv !== null && coreMv >= limits.coreMv.min && coreMv <= limits.coreMv.max;
}

function clocksOf({ min, max, step, default: usual }: PlanLimits['clockMhz']): number[] {
  const low = Math.min(max, Math.max(min, Math.floor((usual * LOWEST_SHARE) / step) * step));
  const stride = Math.max(step, Math.ceil((max - low) / (MOST_CLOCKS - 1) / step) * step);
  const clocks: number[] = [];
  for (let mhz = low; mhz <= max; mhz += stride) clocks.push(mhz);
  return clocks;
}

function voltagesOf(range: PlanLimits['coreMv']): (number | null)[] {
  if (range === null) return [null];
  const { min, max, step, usual } = range;
  const notches = (limit: number): number[] => {
    const stride =
      Math.floor(Math.abs(limit - usual) / VOLTAGE_NOTCHES / step) * step * Math.sign(limit - usual);
    if (stride === 0) return [];
    return Array.from({ length: VOLTAGE_NOTCHES }, (_, notch) => usual + stride * (notch + 1));
  };
  return [usual, ...notches(min), ...notches(max)];
}

const isSame = (a: TunePoint, b: TunePoint): boolean =>
  a.frequencyMhz === b.frequencyMhz && a.coreMv === b.coreMv;
