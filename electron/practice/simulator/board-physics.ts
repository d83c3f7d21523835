/** What a simulated board's chips get, draw and how warm they are: everything its sensors show follows from this. */
import type { Clock } from '../../contract/ports.ts';

export interface BoardPhysicsDeps {
  readonly clock: Clock;
  readonly inputV: number;
  /** Of all chips at the clock and rail below, W. */
  readonly nominalW: number;
  readonly nominalMhz: number;
  readonly nominalRailV: number;
  /** MHz the chips have now; 0 in reset. */
  readonly frequencyMhz: () => number;
}

/** Of chips that have voltage and no clock, part of the nominal watts. Our choice. */
const IDLE_SHARE = 0.03;
/** Share of the power that the regulator itself turns to heat. Our choice. */
const EFFICIENCY = 0.9;
/** A fan at full speed holds chips at nominal watts this much above the room; a slower one less well. Our choice. */
const ROOM_C = 24;
const RISE_C = 28;
const SLOWEST_COOLING = 0.35;
const WARMING_MS = 15_000;
const FULL_RPM = 5200;
/** Sensors go no further. */
const HOTTEST_C = 120;

export class BoardPhysics {
  readonly #deps: BoardPhysicsDeps;
  /** What the regulator was told. */
  railV = 0;
  isRailOn = false;
  fanShare = 0;
  /** The rail does not follow: what it is at instead, V. */
  railStuckAtV: number | null = null;
  /** Heat from elsewhere, K. */
  addedC = 0;
  /** Part of its volts that a weak supply falls short of. */
  sagShare = 0;
  #chipC = ROOM_C;
  #warmedAtMs: number;

  constructor(deps: BoardPhysicsDeps) {
    this.#deps = deps;
    this.#warmedAtMs = deps.clock.monotonicMs();
  }

  /** At the chips, V. */
  get outputV(): number {
    if (!this.isRailOn) return 0;
    return this.railStuckAtV ?? this.railV;
  }

  /** Whether chips can work with it. */
  get feedsChips(): boolean {
    return Math.abs(this.outputV / this.#deps.nominalRailV - 1) < 0.25;
  }

  /** What the chips take. */
  get outputW(): number {
    const { nominalW, nominalMhz, nominalRailV, frequencyMhz } = this.#deps;
    const clock = IDLE_SHARE + (1 - IDLE_SHARE) * (frequencyMhz() / nominalMhz);
    return nominalW * clock * (this.outputV / nominalRailV) ** 2;
  }

  get outputA(): number {
    return this.outputV === 0 ? 0 : this.outputW / this.outputV;
  }

  get inputW(): number {
    return this.outputW / EFFICIENCY;
  }

  /** Sags a little under load, as a cable does. */
  get inputV(): number {
    return this.#deps.inputV * (1 - this.sagShare) - 0.02 * (this.inputW / this.#deps.inputV);
  }

  get inputA(): number {
    return this.inputW / this.inputV;
  }

  get chipC(): number {
    const nowMs = this.#deps.clock.monotonicMs();
    const cooling = SLOWEST_COOLING + (1 - SLOWEST_COOLING) * this.fanShare;
    const goalC = ROOM_C + (RISE_C * (this.outputW / this.#deps.nominalW)) / cooling;
    const share = 1 - Math.exp((this.#warmedAtMs - nowMs) / WARMING_MS);
    this.#warmedAtMs = nowMs;
    this.#chipC += (goalC - this.#chipC) * share;
    return Math.min(HOTTEST_C, this.#chipC + this.addedC);
  }

  get regulatorC(): number {
    return this.chipC + 6;
  }

  get fanRpm(): number {
    return Math.round(FULL_RPM * this.fanShare);
  }
}
