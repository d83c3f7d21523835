/** What the USB port gives while the clock climbs, and when that is too little. Pure. */
import type { RampPoint } from '../contract/frame.ts';

/** Below this a 5 V stick browns out soon; USB allows 4.75 V at a hub's port, less the cable's loss (USB 2.0, 7.2.2). */
export const SAG_V = 4.6;
/** A stick that never saw as much is fed by 5 V; others have a supply of their own. */
const FIVE_VOLT_BELOW_V = 6;
/** Answers in a row; one alone may be a bit that fell over. */
const ANSWERS_TO_ACT = 2;
/** Clocks finer than this are one point. */
const SAME_MHZ = 0.5;
const MOST_POINTS = 200;

export interface SagVerdict {
  /** Highest input voltage of this climb, and what it fell to. */
  readonly fromV: number;
  readonly toV: number;
  readonly atMhz: number;
  /** Highest clock below at which the port held; null when it held at none. */
  readonly lastGoodMhz: number | null;
}

export class RampLog {
  #points: RampPoint[] = [];
  #newestAtMs = 0;
  #highestV = 0;
  #sagging = 0;

  /** Of the newest climb, oldest first. */
  get points(): readonly RampPoint[] {
    return this.#points;
  }

  /** A climb begins. */
  restart(): void {
    this.#points = [];
    this.#highestV = 0;
    this.#sagging = 0;
  }

  /**
   * The voltage at a clock, with the time of the answer; each answer counts once. Gives a verdict when the port
   * does not hold.
   */
  note(frequencyMhz: number, inputV: number, atMs: number): SagVerdict | null {
    if (atMs === this.#newestAtMs) return null;
    this.#newestAtMs = atMs;
    this.#keep({ frequencyMhz, inputV, atMs });
    this.#highestV = Math.max(this.#highestV, inputV);
    const fromV = this.#highestV;
    this.#sagging = inputV < SAG_V && fromV < FIVE_VOLT_BELOW_V ? this.#sagging + 1 : 0;
    if (this.#sagging < ANSWERS_TO_ACT) return null;
    this.#sagging = 0;
    const good = this.#points.filter(
      (point) => point.inputV >= SAG_V && point.frequencyMhz < frequencyMhz - SAME_MHZ,
    );
    const lastGoodMhz = good.length === 0 ? null : Math.max(...good.map((point) => point.frequencyMhz));
    return { fromV, toV: inputV, atMhz: frequencyMhz, lastGoodMhz };
  }

  /** One point a clock, with the lowest voltage that was seen there. */
  #keep(point: RampPoint): void {
    const same = this.#points.findIndex(
      ({ frequencyMhz }) => Math.abs(frequencyMhz - point.frequencyMhz) < SAME_MHZ,
    );
    const before = this.#points[same];
    if (before === undefined) {
      this.#points.push(point);
      if (this.#points.length > MOST_POINTS) this.#points.shift();
    } else if (point.inputV < before.inputV) {
      this.#points[same] = point;
    }
  }
}

/** What the sentences of a sag are made of: volts to hundredths, whole MHz. */
export function sagParams({ fromV, toV, atMhz, lastGoodMhz }: SagVerdict): Record<string, string | number> {
  return {
    fromV: fromV.toFixed(2),
    toV: toV.toFixed(2),
    mhz: Math.round(atMhz),
    lastGoodMhz: Math.round(lastGoodMhz ?? 0),
  };
}
