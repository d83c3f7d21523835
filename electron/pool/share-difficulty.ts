/** The share difficulty a pool asks for, and which jobs it counts for. */

/** Protocol default when a pool never says. */
const DEFAULT_DIFFICULTY = 1;

export class ShareDifficulty {
  #stated: number | null = null;
  #countsAtOnce = false;

  /** For the next job. */
  get next(): number {
    return this.#stated ?? DEFAULT_DIFFICULTY;
  }

  /** What the pool has said so far; null when nothing. */
  get stated(): number | null {
    return this.#stated;
  }

  /**
   * At public-pool difficulty belongs to the connection and counts at once, also for jobs already out
   * (captures, observation 13). Everywhere else a job keeps the difficulty of its birth.
   */
  countAtOnce(): void {
    this.#countsAtOnce = true;
  }

  state(difficulty: number): void {
    this.#stated = difficulty;
  }

  /** For a job announced when the pool had said `statedAtBirth`. */
  ofJob(statedAtBirth: number | null): number {
    if (!this.#countsAtOnce) return statedAtBirth ?? DEFAULT_DIFFICULTY;
    // After a decrease the lower is right; after an increase the new job comes at once anyway.
    return statedAtBirth === null ? this.next : Math.min(statedAtBirth, this.next);
  }
}
