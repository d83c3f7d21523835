/** The ladder of what to do about a stick that mines too little or not at all (KG). */
import { ShortfallWatch } from './shortfall-watch.ts';
import { SilenceWatch } from './silence-watch.ts';

export interface HealthInput {
  readonly monoMs: number;
  readonly elapsedMs: number;
  readonly nonceLimitMs: number;
  readonly workPerMinute: number;
  readonly isRampTime: boolean;
}

export type HealthVerdict =
  | { readonly kind: 'fine' }
  /** Ask the chips something; they may still come round. */
  | { readonly kind: 'probe' }
  | { readonly kind: 'reset'; readonly why: 'silence' | 'shortfall'; readonly stepsDown: number };

/** Nothing is judged in the first seconds after a reset. */
const GRACE_MS = 10_000;
/** From this plateau on the clock is taken to be too high. */
const PLATEAUS_BEFORE_LOWER = 3;
/** A run of this long clears the plateaus: the clock was right. */
const LONG_RUN_MS = 30 * 60_000;
const SHORTFALL_STEPS = 2;

export class StickHealthWatch {
  readonly #silence = new SilenceWatch();
  readonly #shortfall = new ShortfallWatch();
  #restartedAtMs = 0;
  #plateaus = 0;

  /** The chips were reset or woken. */
  restart(monoMs: number): void {
    this.#restartedAtMs = monoMs;
    this.#silence.restart();
    this.#shortfall.restart(monoMs);
  }

  clockChanged(monoMs: number): void {
    this.#shortfall.restart(monoMs);
  }

  noteNonce(ticketDifficulty: number): void {
    this.#silence.noteNonce();
    this.#shortfall.noteNonce(ticketDifficulty);
  }

  /** Ask once a second while the stick has work. */
  judge(input: HealthInput): HealthVerdict {
    const ranMs = input.monoMs - this.#restartedAtMs;
    if (ranMs < GRACE_MS) return { kind: 'fine' };
    const finding = this.#silence.tick(input.elapsedMs, input.nonceLimitMs);
    if (finding === 'probe') return { kind: 'probe' };
    if (finding === 'reset') return { kind: 'reset', why: 'silence', stepsDown: this.#plateau(ranMs) };
    const isShort = !input.isRampTime && this.#shortfall.isShort(input.monoMs, input.workPerMinute);
    return isShort ? { kind: 'reset', why: 'shortfall', stepsDown: SHORTFALL_STEPS } : { kind: 'fine' };
  }

  #plateau(ranMs: number): number {
    this.#plateaus = ranMs > LONG_RUN_MS ? 1 : this.#plateaus + 1;
    return this.#plateaus >= PLATEAUS_BEFORE_LOWER ? 1 : 0;
  }
}
