/**
 * Two settings of one stick by turns, as a state machine. Turns go a b b a, so that a slow drift of heat or network does
 * not help a side; each slot leaves its transition out. Pure.
 */
import type { Comparison, TunePoint, TuneProgress } from '../../contract/tuning.ts';
import { compareSlots } from './comparison-verdict.ts';
import { type Observation, PointWatch, SWEEP_RULES } from './point-watch.ts';

/** Then it ends without a winner: what so many slots do not show is not worth a change. */
const MOST_SLOTS = 400;
const TURNS = ['a', 'b', 'b', 'a'] as const;

export class ComparisonRun {
  #comparison: Comparison;
  #watch: PointWatch | null;

  /** `comparison`: a new one, or one that was kept and goes on with the slot it was in. */
  constructor(comparison: Comparison) {
    this.#comparison = comparison;
    this.#watch = comparison.endedAtMs === null ? this.#watchNext() : null;
  }

  get record(): Comparison {
    return this.#comparison;
  }

  get isOver(): boolean {
    return this.#comparison.endedAtMs !== null;
  }

  get point(): TunePoint | null {
    return this.#watch?.point ?? null;
  }

  progress(nowMs: number): TuneProgress | null {
    if (this.#watch === null) return null;
    const { id, slots } = this.#comparison;
    const { point, step, remainingMs } = this.#watch;
    const endsAtMs = step === 'waiting' ? null : nowMs + remainingMs;
    return { runId: id, point, done: slots.length, planned: MOST_SLOTS, endsAtMs };
  }

  noteNonce(ticketDifficulty: number): void {
    this.#watch?.noteNonce(ticketDifficulty);
  }

  noteError(): void {
    this.#watch?.noteError();
  }

  /** Call once a second. True when the record changed and is to be kept. */
  tick(seen: Observation, nowMs: number): boolean {
    if (this.#watch === null || this.#watch.tick(seen) !== 'done') return false;
    const slot = { ...this.#watch.measurement(nowMs), side: this.#side() };
    const slots = [...this.#comparison.slots, slot];
    this.#comparison = { ...this.#comparison, slots, ...this.#verdictOf(slots) };
    const { verdict } = this.#comparison;
    if (verdict !== 'notEnoughData' || slots.length >= MOST_SLOTS) this.stop(nowMs);
    else this.#watch = this.#watchNext();
    return true;
  }

  /** Ends it; the verdict is that of what was counted. */
  stop(nowMs: number): void {
    if (this.isOver) return;
    this.#watch = null;
    this.#comparison = { ...this.#comparison, endedAtMs: nowMs };
  }

  /** A point at which the stick fails has lost, whatever was counted. */
  #verdictOf(slots: Comparison['slots']): Pick<Comparison, 'by' | 'verdict'> {
    const counted = compareSlots(slots);
    const failed = slots.find(({ verdict }) => verdict !== 'good');
    return failed === undefined ? counted : { ...counted, verdict: failed.side === 'a' ? 'b' : 'a' };
  }

  #side(): 'a' | 'b' {
    return TURNS[this.#comparison.slots.length % TURNS.length] ?? 'a';
  }

  #watchNext(): PointWatch {
    const { slotMs } = this.#comparison;
    const { settleMs } = SWEEP_RULES;
    return new PointWatch(this.#comparison[this.#side()], { settleMs, halfWidth: 0, longestMs: slotMs });
  }
}
