/**
 * What a stick says of itself, without what cannot be: a sensor that lies is one that is lost, never a cool one.
 * Values go through or become null; nothing is smoothed.
 */
import type { StickTelemetry } from '../device/stick.ts';

/** Sensors of these sticks are asked once a second; after this without a new answer they are silent. */
const STALE_MS = 5000;
/** Chips stop long before, and a byte that is all ones reads 255. */
const HOTTEST_C = 125;
/** No chip heats or cools so much in a second. */
const JUMP_C_PER_S = 60;
/** Answers in a row that agree with each other make a jump believable: the sensor was read wrongly before. */
const ANSWERS_TO_BELIEVE = 3;

export class SaneTelemetry {
  #newest: StickTelemetry | null = null;
  #heardMonoMs = 0;
  #lastC: { readonly value: number; readonly monoMs: number } | null = null;
  #agreeing = ANSWERS_TO_BELIEVE;
  #hasTemperature = false;

  /** Whether it has ever told a temperature that could be. */
  get hasTemperature(): boolean {
    return this.#hasTemperature;
  }

  /** Another stick object begins to speak. */
  restart(): void {
    this.#newest = null;
    this.#lastC = null;
    this.#agreeing = ANSWERS_TO_BELIEVE;
  }

  /** Ask once a second with the newest answer; null when there is none, or none of late. */
  take(raw: StickTelemetry | null, monoMs: number): StickTelemetry | null {
    if (raw === null) return null;
    if (raw.atMs !== this.#newest?.atMs) {
      this.#heardMonoMs = monoMs;
      this.#newest = { ...withoutNonsense(raw), tempC: this.#believed(raw.tempC, monoMs) };
    }
    return monoMs - this.#heardMonoMs > STALE_MS ? null : this.#newest;
  }

  #believed(tempC: number | null, monoMs: number): number | null {
    if (tempC === null || !(tempC > 0 && tempC < HOTTEST_C)) {
      this.#agreeing = 0;
      return null;
    }
    const last = this.#lastC;
    this.#lastC = { value: tempC, monoMs };
    if (last !== null) {
      const most = JUMP_C_PER_S * Math.max(1, (monoMs - last.monoMs) / 1000);
      this.#agreeing = Math.abs(tempC - last.value) >= most ? 1 : this.#agreeing + 1;
    } else {
      this.#agreeing += 1;
    }
    if (this.#agreeing < ANSWERS_TO_BELIEVE) return null;
    this.#hasTemperature = true;
    return tempC;
  }
}

/** USB gives 5 V and the largest board here takes 12 V; 0 and all ones are no voltages. */
function withoutNonsense(raw: StickTelemetry): StickTelemetry {
  return {
    ...raw,
    inputV: inside(raw.inputV, 2, 30),
    inputA: inside(raw.inputA, 0, 50),
    powerW: inside(raw.powerW, 0, 500),
    coreMv: inside(raw.coreMv, 0, 3000),
    fanRpm: inside(raw.fanRpm, 0, 30_000),
  };
}

/** NaN is inside of nothing. */
const inside = (value: number | null, low: number, high: number): number | null =>
  value !== null && value >= low && value <= high ? value : null;
