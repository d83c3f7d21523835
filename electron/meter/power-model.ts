/**
 * Watts of sticks that do not measure them, from clock, core voltage and chip count: what switches goes with the clock
 * and the square of the voltage, the rest stays. Always shown as `modelled`; a plug at the wall stays the better answer.
 */
import { POWER_ROWS, type PowerPoint } from './power-rows.ts';

export interface PowerQuestion {
  /** Id of the stick catalogue, such as `compac-f`. */
  readonly model: string;
  /** The clock that is set; 0 = chips idle. Null when unknown. */
  readonly frequencyMhz: number | null;
  /** Core voltage of one chip; null = what is usual at this clock. */
  readonly coreMv: number | null;
  /** Chips that answered; null = as many as the model has. */
  readonly chipCount: number | null;
}

/** Modelled watts at the stick's own plug, or null for a model or a frequency that is not known. */
export function modelledPowerW(question: PowerQuestion): number | null {
  const row = POWER_ROWS.find((candidate) => candidate.model === question.model);
  const { frequencyMhz, coreMv } = question;
  const chipCount = question.chipCount ?? row?.chipCount ?? null;
  if (row === undefined || frequencyMhz === null || chipCount === null) return null;
  const usual = pointAt(row.points, frequencyMhz);
  const voltage = coreMv === null || usual.coreMv === null ? 1 : (coreMv / usual.coreMv) ** 2;
  return row.idleW + usual.chipW * voltage * chipCount;
}

const NOTHING: PowerPoint = { mhz: 0, coreMv: null, chipW: 0 };

/** Between two points in proportion; beyond the first and last with the clock alone. */
function pointAt(points: readonly PowerPoint[], mhz: number): PowerPoint {
  const above = points.find((point) => point.mhz >= mhz);
  const below = points.findLast((point) => point.mhz <= mhz);
  const only = above ?? below ?? NOTHING;
  if (above === undefined || below === undefined) {
    return { ...only, mhz, chipW: only.mhz === 0 ? 0 : (only.chipW * mhz) / only.mhz };
  }
  if (above === below || above.coreMv === null || below.coreMv === null) return { ...above, mhz };
  const part = (mhz - below.mhz) / (above.mhz - below.mhz);
  const mixed = (from: number, to: number): number => from + (to - from) * part;
  return { mhz, coreMv: mixed(below.coreMv, above.coreMv), chipW: mixed(below.chipW, above.chipW) };
}
