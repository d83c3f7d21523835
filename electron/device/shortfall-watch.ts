/** Whether a stick does much less than its clock promises, judged from nonces (KG). */

/** Enough data for a verdict: this long, or this many nonces. */
const WINDOW_MS = 5 * 60_000;
const ENOUGH_NONCES = 400;
const CHECK_MS = 2 * 60_000;
/** Share of the theory below which the clock is too high; cgminer's default. */
const REQUIRED_SHARE = 0.65;

export class ShortfallWatch {
  #sinceMs = 0;
  #checkedMs = 0;
  #work = 0;
  #nonces = 0;

  /** Begins a new measurement: the clock changed, or the chips rested. */
  restart(monoMs: number): void {
    this.#sinceMs = monoMs;
    this.#checkedMs = monoMs;
    this.#work = 0;
    this.#nonces = 0;
  }

  noteNonce(ticketDifficulty: number): void {
    this.#work += ticketDifficulty;
    this.#nonces += 1;
  }

  /** True at most every two minutes. `workPerMinute` is the theory in difficulty-1 results a minute. */
  isShort(monoMs: number, workPerMinute: number): boolean {
    const elapsedMs = monoMs - this.#sinceMs;
    const isEnough = elapsedMs >= WINDOW_MS || this.#nonces > ENOUGH_NONCES;
    if (!isEnough || monoMs - this.#checkedMs < CHECK_MS) return false;
    this.#checkedMs = monoMs;
    return this.#work / (elapsedMs / 60_000) < REQUIRED_SHARE * workPerMinute;
  }
}
