/** Points, runs and curves of tuning as a page shows them. Pure. */
import type { TuneMeasurement, TunePoint, TuneRun } from '../../electron/contract/tuning.ts';
import type { Format } from './format.ts';
import type { Text } from './use-text.tsx';

export function pointText({ frequencyMhz, coreMv }: TunePoint, text: Text, format: Format): string {
  const frequency = format.exact(frequencyMhz);
  return coreMv === null
    ? text('sweep.point', { frequency })
    : text('sweep.pointCore', { frequency, core: format.exact(coreMv) });
}

export function newestRun<T extends { readonly startedAtMs: number }>(runs: readonly T[]): T | null {
  return runs.reduce<T | null>(
    (newest, run) => (newest === null || run.startedAtMs > newest.startedAtMs ? run : newest),
    null,
  );
}

/** The best point with what was measured at it. */
export function bestOf({ best, measured }: TuneRun): TuneMeasurement | null {
  if (best === null) return null;
  return measured.findLast((one) => isSamePoint(one, best)) ?? null;
}

export interface CurvePoint {
  readonly atMs: number;
  readonly frequencyMhz: number;
  /** J/TH or GH/s. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly isGood: boolean;
  readonly isBest: boolean;
}

/**
 * By clock. J/TH where any point has watts: the interval is that of the hashrate, turned over, for watts have none
 * of their own. A silent point has no J/TH and is left out there.
 */
export function curveOf(run: TuneRun): {
  readonly isEfficiency: boolean;
  readonly points: readonly CurvePoint[];
} {
  const isEfficiency = run.measured.some(({ efficiencyJth }) => efficiencyJth !== null);
  const best = bestOf(run);
  const points = run.measured.flatMap((one): readonly CurvePoint[] => {
    const { atMs, frequencyMhz, hashrateHs, lowHs, highHs, efficiencyJth, verdict } = one;
    const marks = { atMs, frequencyMhz, isGood: verdict === 'good', isBest: one === best };
    if (!isEfficiency) return [{ ...marks, value: hashrateHs / 1e9, low: lowHs / 1e9, high: highHs / 1e9 }];
    if (efficiencyJth === null || lowHs <= 0) return [];
    const at = (hs: number): number => (efficiencyJth * hashrateHs) / hs;
    return [{ ...marks, value: efficiencyJth, low: at(highHs), high: at(lowHs) }];
  });
  return { isEfficiency, points: points.toSorted((a, b) => a.frequencyMhz - b.frequencyMhz) };
}

function isSamePoint(a: TunePoint, b: TunePoint): boolean {
  return a.frequencyMhz === b.frequencyMhz && a.coreMv === b.coreMv;
}
