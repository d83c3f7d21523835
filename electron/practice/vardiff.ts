/** Difficulty of one worker, steered so that it brings a share every two or three seconds. */

/** A demo should be lively: real pools aim at 3 to 20 s between shares of a worker. */
const TARGET_SHARE_GAP_MS = 2500;
/** A verdict needs this many shares, or this much time without them. */
const ENOUGH_SHARES = 16;
const ENOUGH_TIME_MS = 20_000;
/** Even a flood is watched this long: shares come in bursts. */
const MIN_WINDOW_MS = 1000;
/** Within this factor of the target nothing changes: 16 shares are only good to about 25 %. */
const DEAD_BAND = 1.6;
/** A stick that pauses is not a stick that got slow. */
const MAX_STEP_DOWN = 4;
const MIN_DIFFICULTY = 1;

export class Vardiff {
  #difficulty: number;
  #windowStartMs: number;
  /** Shares since then, each weighted by its difficulty relative to the current one. */
  #shares = 0;

  /** `nowMs` here and below: monotonic. */
  constructor(difficulty: number, nowMs: number) {
    this.#difficulty = clamped(difficulty);
    this.#windowStartMs = nowMs;
  }

  get difficulty(): number {
    return this.#difficulty;
  }

  /** Starts over at a difficulty the miner asked for. */
  restart(difficulty: number, nowMs: number): void {
    this.#difficulty = clamped(difficulty);
    this.#windowStartMs = nowMs;
    this.#shares = 0;
  }

  /** Counts a share that was accepted at `difficulty`. */
  count(difficulty: number): void {
    this.#shares += difficulty / this.#difficulty;
  }

  /** True when the difficulty changed. */
  retarget(nowMs: number): boolean {
    const elapsedMs = nowMs - this.#windowStartMs;
    if (elapsedMs < MIN_WINDOW_MS) return false;
    if (this.#shares < ENOUGH_SHARES && elapsedMs < ENOUGH_TIME_MS) return false;
    // Half a share stands for the unfinished gap, so that silence is slow and not infinitely slow.
    const wanted = (this.#difficulty * (this.#shares + 0.5) * TARGET_SHARE_GAP_MS) / elapsedMs;
    const ratio = Math.max(wanted / this.#difficulty, 1 / MAX_STEP_DOWN);
    const next = ratio > DEAD_BAND || ratio < 1 / DEAD_BAND ? this.#difficulty * ratio : this.#difficulty;
    const before = this.#difficulty;
    this.restart(Number(next.toPrecision(3)), nowMs);
    return this.#difficulty !== before;
  }
}

function clamped(difficulty: number): number {
  return Math.max(difficulty, MIN_DIFFICULTY);
}
