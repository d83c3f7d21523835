/**
 * The ladder for a device that gives no valid nonce: new work, then the port anew, then the user. It counts its
 * own ticks and not the clock, so that a process that was held up does not blame the device.
 */
export type DeadFinding = 'fine' | 'newWork' | 'reopen' | 'giveUp';

/** A tick that comes later than this was held up. */
const MAX_TICK_MS = 1500;
/** Fast devices need no more for 30 ranges, but a busy computer may. */
const LEAST_STEP_MS = 5000;
/** After the port was opened anew (KI). */
const LAST_CHANCE_MS = 60_000;

export class DeadWatch {
  #silentMs = 0;
  #stepsTaken = 0;

  noteNonce(): void {
    this.#silentMs = 0;
    this.#stepsTaken = 0;
  }

  /** Call once a second while it has work; each step comes once. `failTimeS`: see `IcarusTiming`. */
  tick(elapsedMs: number, failTimeS: number): DeadFinding {
    this.#silentMs += Math.min(elapsedMs, MAX_TICK_MS);
    const newWorkMs = Math.max(failTimeS * 1000, LEAST_STEP_MS);
    // Another third is ten more full ranges.
    const reopenMs = newWorkMs + Math.max(newWorkMs / 3, LEAST_STEP_MS);
    const giveUpMs = reopenMs + Math.max(newWorkMs / 3, LAST_CHANCE_MS);
    const steps = [newWorkMs, reopenMs, giveUpMs] as const;
    const dueMs = steps[this.#stepsTaken];
    if (dueMs === undefined || this.#silentMs < dueMs) return 'fine';
    this.#stepsTaken += 1;
    return (['newWork', 'reopen', 'giveUp'] as const)[this.#stepsTaken - 1] ?? 'fine';
  }
}
