/**
 * Keeps a stick inside its temperature: slower, then off, and back after it has stayed cool. A sensor that is
 * silent or lies counts as heat nobody sees, so that the stick runs at its start clock at most. Pure.
 */
import type { TemperatureLimits } from '../device/stick-limits.ts';

export interface GuardInput {
  readonly monoMs: number;
  /** As it can be believed; null when it cannot, or there is none. */
  readonly tempC: number | null;
  /** The stick has a sensor: then no answer is a fault. */
  readonly expectsTemperature: boolean;
  readonly limits: TemperatureLimits;
  /** The clock it is asked to have now, and the range it may move in; MHz. */
  readonly clockMhz: number;
  readonly startMhz: number;
  readonly minMhz: number;
  readonly stepMhz: number;
}

export interface GuardState {
  /** Highest clock that is safe now; null = any. */
  readonly capMhz: number | null;
  /** No work at all. */
  readonly isStopped: boolean;
  /** Slowed or stopped because of heat. */
  readonly isHot: boolean;
  readonly isSensorLost: boolean;
}

/** A sensor may miss a few answers. */
const LOST_MS = 5000;
/** Answers for so long before a lost sensor is trusted again. */
const TRUST_MS = 10_000;
/** Heat follows the clock slowly: wait for what a step brought before the next. */
const STEP_WAIT_MS = 10_000;
/** One step down, of the clock it has. */
const STEP_SHARE = 0.05;

export class SafetyGuard {
  #heatCapMhz: number | null = null;
  #lostCapMhz: number | null = null;
  #isStopped = false;
  #lostSinceMs: number | null = null;
  #heardSinceMs: number | null = null;
  #coolSinceMs: number | null = null;
  #steppedAtMs = Number.NEGATIVE_INFINITY;

  get state(): GuardState {
    const caps = [this.#heatCapMhz, this.#lostCapMhz].filter((cap) => cap !== null);
    return {
      capMhz: caps.length === 0 ? null : Math.min(...caps),
      isStopped: this.#isStopped,
      isHot: this.#isStopped || this.#heatCapMhz !== null,
      isSensorLost: this.#lostCapMhz !== null,
    };
  }

  /** Ask once a second while the stick is there. */
  tick(input: GuardInput): GuardState {
    if (input.tempC === null) this.#unseen(input);
    else this.#seen(input, input.tempC);
    return this.state;
  }

  #unseen({ monoMs, expectsTemperature, startMhz }: GuardInput): void {
    this.#coolSinceMs = null;
    this.#heardSinceMs = null;
    if (!expectsTemperature) return;
    this.#lostSinceMs ??= monoMs;
    if (monoMs - this.#lostSinceMs >= LOST_MS) this.#lostCapMhz = startMhz;
  }

  #seen(input: GuardInput, tempC: number): void {
    const { monoMs, limits } = input;
    this.#lostSinceMs = null;
    this.#heardSinceMs ??= monoMs;
    if (monoMs - this.#heardSinceMs >= TRUST_MS) this.#lostCapMhz = null;
    if (tempC >= limits.stopC) this.#stop(input);
    else if (tempC >= limits.stepDownC) this.#slower(input);
    if (tempC >= limits.resumeC) this.#coolSinceMs = null;
    else this.#cool(input);
  }

  #stop(input: GuardInput): void {
    if (!this.#isStopped) this.#heatCapMhz = lower(this.#heatCapMhz ?? input.clockMhz, input);
    this.#isStopped = true;
  }

  #slower(input: GuardInput): void {
    if (this.#isStopped || input.monoMs - this.#steppedAtMs < STEP_WAIT_MS) return;
    this.#steppedAtMs = input.monoMs;
    this.#heatCapMhz = lower(Math.min(this.#heatCapMhz ?? input.clockMhz, input.clockMhz), input);
  }

  /** After each dwell one step back: on, then faster, then free. */
  #cool(input: GuardInput): void {
    const { monoMs, limits, clockMhz } = input;
    this.#coolSinceMs ??= monoMs;
    if (monoMs - this.#coolSinceMs < limits.dwellMs) return;
    this.#coolSinceMs = monoMs;
    if (this.#isStopped) {
      this.#isStopped = false;
      return;
    }
    if (this.#heatCapMhz === null) return;
    // The wish, or another cap, is below: this one holds nothing back any more.
    const isIdle = clockMhz < this.#heatCapMhz;
    this.#heatCapMhz = isIdle ? null : this.#heatCapMhz + stepOf(this.#heatCapMhz, input);
  }
}

const stepOf = (mhz: number, { stepMhz }: GuardInput): number =>
  Math.ceil((mhz * STEP_SHARE) / stepMhz) * stepMhz;

const lower = (mhz: number, input: GuardInput): number => Math.max(input.minMhz, mhz - stepOf(mhz, input));
