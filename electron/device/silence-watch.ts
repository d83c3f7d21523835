/**
 * How long a stick that has work has said nothing. It counts its own ticks and not the clock, so that a
 * process that was held up for a minute does not blame the stick.
 */
export type SilenceFinding = 'fine' | 'probe' | 'reset';

/** A tick that comes later than this was held up. */
const MAX_TICK_MS = 1500;
/** Looked at this often (KG). */
const CHECK_MS = 5000;
/** Chains that find many nonces a second: a gap cannot be told from the ticks it is counted in. */
const SHORTEST_LIMIT_MS = 2 * MAX_TICK_MS;

export class SilenceWatch {
  #silentMs = 0;
  #sinceCheckMs = 0;
  #hasProbed = false;
  /** Since the last tick: with many nonces a second a whole tick of silence is longer than the limit. */
  #hasHeard = false;

  noteNonce(): void {
    this.#hasHeard = true;
    this.#silentMs = 0;
    this.#hasProbed = false;
  }

  /** After a reset or a rest everything begins anew. */
  restart(): void {
    this.noteNonce();
    this.#hasHeard = false;
    this.#sinceCheckMs = 0;
  }

  /**
   * `limitMs` is the silence that a healthy stick never has. Past it the chips are asked something, past
   * twice as much they need a reset.
   */
  tick(elapsedMs: number, limitMs: number): SilenceFinding {
    const passedMs = Math.min(elapsedMs, MAX_TICK_MS);
    if (!this.#hasHeard) this.#silentMs += passedMs;
    this.#hasHeard = false;
    this.#sinceCheckMs += passedMs;
    if (this.#sinceCheckMs < CHECK_MS) return 'fine';
    this.#sinceCheckMs = 0;
    const shownLimitMs = Math.max(limitMs, SHORTEST_LIMIT_MS);
    if (this.#silentMs > 2 * shownLimitMs) return 'reset';
    if (this.#silentMs <= shownLimitMs || this.#hasProbed) return 'fine';
    this.#hasProbed = true;
    return 'probe';
  }
}
