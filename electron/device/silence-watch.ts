/**
 * When a stick that has work has said nothing for so long that its chips should be asked whether they hear. What
 * to do about silence is decided by whoever runs the stick. It counts its own ticks and not the clock, so that a
 * process that was held up for a minute does not blame the stick.
 */

/** A tick that comes later than this was held up. */
const MAX_TICK_MS = 1500;
/** Looked at this often (KG). */
const CHECK_MS = 5000;
/** Nothing is judged in the first seconds after a reset. */
const GRACE_MS = 10_000;
/** Chains that find many nonces a second: a gap cannot be told from the ticks it is counted in. */
const SHORTEST_LIMIT_MS = 2 * MAX_TICK_MS;

export class SilenceWatch {
  #silentMs = 0;
  #sinceCheckMs = 0;
  #graceMs = GRACE_MS;
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
    this.#graceMs = GRACE_MS;
  }

  /**
   * Ask once a second while the stick has work. True once for each silence longer than `limitMs`, which a healthy
   * stick never has.
   */
  tick(elapsedMs: number, limitMs: number): boolean {
    const passedMs = Math.min(elapsedMs, MAX_TICK_MS);
    const hasHeard = this.#hasHeard;
    this.#hasHeard = false;
    this.#graceMs -= passedMs;
    if (this.#graceMs > 0) return false;
    if (!hasHeard) this.#silentMs += passedMs;
    this.#sinceCheckMs += passedMs;
    if (this.#sinceCheckMs < CHECK_MS) return false;
    this.#sinceCheckMs = 0;
    if (this.#silentMs <= Math.max(limitMs, SHORTEST_LIMIT_MS) || this.#hasProbed) return false;
    this.#hasProbed = true;
    return true;
  }
}
