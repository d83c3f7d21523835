/**
 * What to do about a stick that has work and gives no nonce, step by step. It decides and counts; whoever owns
 * the stick acts. It is the only ladder: a stick itself asks its chips whether they hear, and does no more.
 */
import type { RecoveryStep } from '../contract/frame.ts';
import { HASHES_PER_DIFFICULTY_1 } from '../core/hashrate.ts';
import type { StickStatus } from '../device/stick.ts';

export interface LadderInput {
  readonly elapsedMs: number;
  /** It has work and its chips are up: only then is silence held against it. */
  readonly isWorking: boolean;
  /** See `silenceLimitMs`; null while nothing is known of its speed. */
  readonly limitMs: number | null;
  /** Whether its clock can go lower. */
  readonly canLower: boolean;
}

/** A tick that comes later than this was held up, and the stick is not to blame. */
const MAX_TICK_MS = 1500;
/** Silence of this many mean gaps: one gap in 485 million is as long (e^-20), as in the reference driver (KG). */
const SILENT_GAPS = 20;
/** Where nonces come many a second: what a busy computer or hub may take. */
const SHORTEST_LIMIT_MS = 10_000;
/** A stick that ran this long has recovered for good: the next silence begins at the bottom again (KG). */
const LONG_RUN_MS = 30 * 60_000;
/** How often the clock is lowered before the user is asked. */
const MOST_LOWERINGS = 2;

/** Silence that a healthy stick practically never has, by its speed now; null for one that does not hash. */
export function silenceLimitMs({
  expectedHs,
  ticketDifficulty,
  silenceLimitMs: ownMs,
}: Pick<StickStatus, 'expectedHs' | 'ticketDifficulty' | 'silenceLimitMs'>): number | null {
  if (expectedHs === null || !(expectedHs > 0)) return null;
  const gapMs = ((ticketDifficulty ?? 1) * HASHES_PER_DIFFICULTY_1 * 1000) / expectedHs;
  return Math.max(SHORTEST_LIMIT_MS, ownMs ?? SILENT_GAPS * gapMs);
}

export class RecoveryLadder {
  #silentMs = 0;
  #ranMs = 0;
  #step: RecoveryStep | null = null;
  #lowerings = 0;
  #isSilent = false;

  /** The step under way; null when nonces come. */
  get step(): RecoveryStep | null {
    return this.#isSilent ? this.#step : null;
  }

  /** Silence since the last nonce or step, of time in which it could have spoken. */
  get silentMs(): number {
    return this.#silentMs;
  }

  /** A good nonce. Gives the step that it ends, if any. */
  noteNonce(): RecoveryStep | null {
    const ended = this.step;
    this.#silentMs = 0;
    this.#isSilent = false;
    if (ended !== null) this.#ranMs = 0;
    return ended;
  }

  /** Begins anew: the user stepped in. */
  reset(): void {
    this.#silentMs = 0;
    this.#ranMs = 0;
    this.#step = null;
    this.#lowerings = 0;
    this.#isSilent = false;
  }

  /** Ask once a second. The step to take now, each with a whole limit of its own to work; null: nothing. */
  tick({ elapsedMs, isWorking, limitMs, canLower }: LadderInput): RecoveryStep | null {
    if (!isWorking) return null;
    const passedMs = Math.min(elapsedMs, MAX_TICK_MS);
    this.#silentMs += passedMs;
    if (!this.#isSilent) this.#ran(passedMs);
    if (limitMs === null || this.#silentMs < limitMs) return null;
    this.#silentMs = 0;
    this.#isSilent = true;
    this.#step = this.#next(canLower);
    if (this.#step === 'lowerClock') this.#lowerings += 1;
    return this.#step;
  }

  #ran(passedMs: number): void {
    this.#ranMs += passedMs;
    if (this.#ranMs < LONG_RUN_MS) return;
    this.#step = null;
    this.#lowerings = 0;
  }

  /** A stick that falls silent again soon goes on where it was: what helped for minutes did not help. */
  #next(canLower: boolean): RecoveryStep {
    switch (this.#step) {
      case null:
        return 'newWork';
      case 'newWork':
        return 'chipReset';
      case 'chipReset':
        return 'reopen';
      default: {
        const mayLower = canLower && this.#lowerings < MOST_LOWERINGS && this.#step !== 'needsHelp';
        return mayLower ? 'lowerClock' : 'needsHelp';
      }
    }
  }
}
