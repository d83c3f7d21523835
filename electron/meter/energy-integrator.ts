/** Watts over time to watt-hours. What no sample covers stays a gap: it is reported, never filled in. */

export interface PowerSample {
  /** Monotonic time. */
  readonly monoMs: number;
  /** Null: unknown at this moment. */
  readonly powerW: number | null;
}

/** What came since the sample before. */
export interface EnergyStep {
  /** Null when none of the time is covered. */
  readonly energyWh: number | null;
  readonly coveredMs: number;
  readonly uncoveredMs: number;
}

/** Samples further apart say nothing about the time between them (a suspended computer, a stuck plug). */
const LONGEST_STEP_MS = 10_000;
const MS_PER_HOUR = 3_600_000;

export class EnergyIntegrator {
  #last: PowerSample | null = null;

  /**
   * Takes the next sample and returns the energy since the one before, by the mean of the two. Time with an
   * unknown end, or of more than 10 s, is uncovered; a sample that is not later covers nothing.
   */
  add(sample: PowerSample): EnergyStep {
    const last = this.#last;
    this.#last = sample;
    const spanMs = last === null ? 0 : Math.max(0, sample.monoMs - last.monoMs);
    if (last === null || spanMs === 0) return { energyWh: null, coveredMs: 0, uncoveredMs: 0 };
    if (last.powerW === null || sample.powerW === null || spanMs > LONGEST_STEP_MS) {
      return { energyWh: null, coveredMs: 0, uncoveredMs: spanMs };
    }
    const meanW = (last.powerW + sample.powerW) / 2;
    return { energyWh: (meanW * spanMs) / MS_PER_HOUR, coveredMs: spanMs, uncoveredMs: 0 };
  }
}
