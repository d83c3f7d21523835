/**
 * How far a model may be run: what no setting goes beyond without expert mode, and temperatures that hold in
 * any mode. Part of the catalogue, beside its rows; a model without a line here has its chips' own clocks and the
 * temperatures of all. Highest clocks are our choice, some way above what sticks are sold for: nobody publishes any.
 */
import { frequencyRangeMhz, isIcarus, type StickModel, stickModel } from './stick-catalog.ts';
import { STICK_ROWS } from './stick-rows.ts';

export interface TemperatureLimits {
  /** From here on the clock goes down step by step, C. */
  readonly stepDownC: number;
  /** From here on it gets no work. */
  readonly stopC: number;
  /** Below this for `dwellMs` it may go on. */
  readonly resumeC: number;
  readonly dwellMs: number;
}

export interface StickLimits {
  /** Null where no clock can be set. `start`: what it begins with, and is safe without a sensor. */
  readonly clockMhz: {
    readonly min: number;
    readonly max: number;
    readonly step: number;
    readonly start: number;
    readonly default: number;
  } | null;
  /** Core voltage of one chip, mV; null where none can be set, or the stick's own range is the limit. */
  readonly coreMv: { readonly min: number; readonly max: number } | null;
  readonly tempC: TemperatureLimits;
  /** It has a sensor by its build: then silence of it is a fault from the start. */
  readonly hasSensor: boolean;
}

/**
 * 75 C is where ESP-Miner throttles its boards; the reference driver of the Gekko sticks waits until 110 C and
 * then for 30 C (KG), which a warm room never gives. Stop, resume and dwell are our choice.
 */
const TEMPERATURES: TemperatureLimits = { stepDownC: 75, stopC: 90, resumeC: 65, dwellMs: 120_000 };

interface Guarded {
  readonly maxMhz?: number;
  readonly coreMv?: { readonly min: number; readonly max: number };
}

/** The reference driver sets 300 mV (A1) and 270 mV (A2) and takes up to 500 (KG); a narrow band round that is our choice. */
const A1: Guarded = { maxMhz: 500, coreMv: { min: 250, max: 350 } };
const A2: Guarded = { maxMhz: 500, coreMv: { min: 230, max: 320 } };

const GUARDED: Readonly<Record<string, Guarded>> = {
  'compac-f': { maxMhz: 600 },
  r909: { maxMhz: 600 },
  newpac: { maxMhz: 400 },
  r606: { maxMhz: 750 },
  compac: { maxMhz: 350 },
  '2pac': { maxMhz: 300 },
  terminus: { maxMhz: 300 },
  'compac-a1': A1,
  'terminus-a1': A1,
  'compac-a2': A2,
  'terminus-a2': A2,
};

/** The limits of a model; with `expertMode` its chips' own clocks, and no narrower voltage than the stick's. */
export function limitsOf(
  modelId: string,
  expertMode: boolean,
  rows: readonly StickModel[] = STICK_ROWS,
): StickLimits {
  const { coreMv } = GUARDED[modelId] ?? {};
  const drive = stickModel(modelId, rows)?.drive ?? null;
  return {
    clockMhz: clockOf(modelId, expertMode, rows),
    coreMv: expertMode ? null : (coreMv ?? null),
    tempC: TEMPERATURES,
    // Who feeds its chips also measures them.
    hasSensor: drive !== null && !isIcarus(drive) && drive.power != null,
  };
}

function clockOf(modelId: string, expertMode: boolean, rows: readonly StickModel[]): StickLimits['clockMhz'] {
  const range = frequencyRangeMhz(modelId, rows);
  const drive = stickModel(modelId, rows)?.drive ?? null;
  if (range === null || drive === null) return null;
  const guardedMhz = expertMode ? undefined : GUARDED[modelId]?.maxMhz;
  const max = Math.min(range.max, guardedMhz ?? range.max);
  const usual = isIcarus(drive) ? (drive.clock?.defaultMhz ?? range.min) : drive.defaultMhz;
  const start = isIcarus(drive) ? usual : drive.startMhz;
  return { ...range, max, start: Math.min(start, max), default: Math.min(usual, max) };
}
