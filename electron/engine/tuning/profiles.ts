/** What quiet, eco, normal and max mean for one stick, as a clock and core voltage. Pure. */
import type { StickProfile } from '../../contract/settings.ts';
import type { ProfilePoint, TuneMeasurement, TunePoint, TuneRun } from '../../contract/tuning.ts';

export interface ProfileLimits {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
}

/** Of the model's own clock. Our choice: a chip's watts fall faster than its clock as far as its voltage follows. */
const ECO_SHARE = 0.75;
const QUIET_SHARE = 0.5;

/**
 * The point of a profile inside the limits. `measuredBest` is the point of least J/TH of an earlier sweep with measured
 * watts, or null. A voltage of null is the model's own.
 */
export function profilePoint(
  profile: StickProfile,
  limits: ProfileLimits,
  measuredBest: TunePoint | null,
): ProfilePoint {
  const at = (mhz: number): TunePoint => ({ frequencyMhz: roundedMhz(mhz, limits), coreMv: null });
  switch (profile) {
    case 'normal':
      return { profile, ...at(limits.default), found: 'default' };
    case 'max':
      return { profile, ...at(limits.max), found: 'limit' };
    case 'quiet':
      return { profile, ...at(limits.default * QUIET_SHARE), found: 'share' };
    case 'eco':
      if (measuredBest === null || !isInside(measuredBest.frequencyMhz, limits))
        return { profile, ...at(limits.default * ECO_SHARE), found: 'share' };
      return { profile, ...measuredBest, found: 'measured' };
  }
}

/** Least J/TH of the newest finished sweep whose watts were measured; null when there is none. */
export function measuredEco(runs: readonly TuneRun[]): TunePoint | null {
  const newest = runs
    .filter(({ state, isDryRun }) => state === 'done' && !isDryRun)
    .toSorted((a, b) => b.startedAtMs - a.startedAtMs);
  for (const { measured } of newest) {
    const best = leastJth(measured);
    if (best !== null) return { frequencyMhz: best.frequencyMhz, coreMv: best.coreMv };
  }
  return null;
}

/** Of the good points with measured watts; null when there is none. */
export function leastJth(measured: readonly TuneMeasurement[]): TuneMeasurement | null {
  return measured.reduce<TuneMeasurement | null>((best, one) => {
    if (one.verdict !== 'good' || !one.isPowerMeasured || one.efficiencyJth === null) return best;
    return best?.efficiencyJth == null || one.efficiencyJth < best.efficiencyJth ? one : best;
  }, null);
}

/** Whole steps from zero, inside the limits; the limits themselves may lie between steps. */
function roundedMhz(mhz: number, { min, max, step }: ProfileLimits): number {
  if (mhz >= max) return max;
  return Math.max(min, Math.min(max, Math.round(mhz / step) * step));
}

const isInside = (mhz: number, { min, max }: ProfileLimits): boolean => mhz >= min && mhz <= max;
