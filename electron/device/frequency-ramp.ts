/**
 * Which clock a stick should have next: it climbs in small steps while nonces prove each one, and comes down
 * at once (KG). Only decides; the stick writes the PLL.
 */
import { type ChipKind, limitMhz, roundUpToStep } from './bm13xx/chips.ts';

export interface FrequencyRampDeps {
  readonly chip: ChipKind;
  readonly startMhz: number;
  /** How long after a reset, or a new wish, the clock may climb, ms. */
  readonly rampMs: number;
  readonly targetMhz: number;
}

/** More nonces than this at a clock prove it. */
const NONCES_TO_PROVE = 8;
/** On the way back to a clock proven before, steps a second at once. */
const STEPS_OF_RETURN = 5;

export class FrequencyRamp {
  readonly #deps: FrequencyRampDeps;
  #targetMhz: number;
  #provenMhz = 0;
  #setMhz = 0;
  #nonces = 0;
  #windowEndsMs = 0;

  constructor(deps: FrequencyRampDeps) {
    this.#deps = deps;
    this.#targetMhz = limitMhz(deps.targetMhz, deps.chip);
  }

  /** What the user asked for, inside the chip's limits. */
  get targetMhz(): number {
    return this.#targetMhz;
  }

  /** The clock the chips were last told; 0 when switched off. */
  get setMhz(): number {
    return this.#setMhz;
  }

  /** The clock to begin with after a reset or a rest. */
  get startMhz(): number {
    return Math.min(this.#deps.startMhz, this.#targetMhz);
  }

  isClimbing(monoMs: number): boolean {
    return this.#setMhz < this.#targetMhz && monoMs < this.#windowEndsMs;
  }

  /** True while the time to climb in lasts, whether or not it is used. */
  isRampTime(monoMs: number): boolean {
    return monoMs < this.#windowEndsMs;
  }

  /** The chips were reset or woken and have this clock; the wish may have changed meanwhile. */
  restarted(monoMs: number, setMhz: number): void {
    this.#set(setMhz);
    this.#windowEndsMs = monoMs + this.#deps.rampMs;
  }

  switchedOff(): void {
    this.#set(0);
  }

  setTarget(frequencyMhz: number, monoMs: number): void {
    this.#targetMhz = limitMhz(frequencyMhz, this.#deps.chip);
    this.#provenMhz = Math.min(this.#provenMhz, this.#targetMhz);
    this.#windowEndsMs = monoMs + this.#deps.rampMs;
  }

  noteNonce(): void {
    this.#nonces += 1;
    if (this.#nonces > NONCES_TO_PROVE) this.#provenMhz = Math.max(this.#provenMhz, this.#setMhz);
  }

  /** Ask once a second. The clock to set now, or null to leave it. */
  next(monoMs: number): number | null {
    const goalMhz = this.#targetMhz;
    if (this.#setMhz === 0 || this.#setMhz === goalMhz) return null;
    if (this.#setMhz > goalMhz) return this.#set(goalMhz);
    if (!this.isRampTime(monoMs)) return null;
    const { chip } = this.#deps;
    if (this.#setMhz < this.#provenMhz) {
      const back = Math.min(this.#provenMhz, this.#setMhz + STEPS_OF_RETURN * chip.stepMhz);
      return this.#set(Math.min(goalMhz, back));
    }
    if (this.#nonces <= NONCES_TO_PROVE) return null;
    return this.#set(Math.min(goalMhz, roundUpToStep(this.#setMhz + 1, chip)));
  }

  #set(frequencyMhz: number): number {
    this.#setMhz = frequencyMhz;
    this.#nonces = 0;
    return frequencyMhz;
  }
}
