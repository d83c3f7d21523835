/**
 * Shares that wait for the pool's word. Each leaves exactly once: answered, overdue, or dropped with the
 * connection. Ids of overdue ones are remembered for a while, so that a late answer can be told apart.
 */
import type { Clock } from '../contract/ports.ts';
import type { WireId } from './stratum-messages.ts';

/** No answer in this time means lost: pools answer within a round trip, or never. */
const ANSWER_LIMIT_MS = 30_000;

/** Enough for a minute of a fast miner; beyond it a late answer counts as unknown, which changes nothing either. */
const REMEMBERED_OVERDUE = 1_000;

export interface SentSubmit {
  /** Request id; grows from one to the next. */
  readonly id: number;
  readonly sentMonoMs: number;
}

export class PendingSubmits<T extends SentSubmit> {
  readonly #clock: Clock;
  readonly #onOverdue: (pending: T) => void;
  readonly #waiting = new Map<number, T>();
  readonly #overdue = new Set<number>();
  #cancelTimer: (() => void) | null = null;

  constructor(clock: Clock, onOverdue: (pending: T) => void) {
    this.#clock = clock;
    this.#onOverdue = onOverdue;
  }

  add(pending: T): void {
    this.#waiting.set(pending.id, pending);
    if (this.#cancelTimer === null) this.#arm();
  }

  /** The share an answer belongs to; `late` when it was given up before; null when the id is unknown. */
  take(id: WireId): T | 'late' | null {
    const key = typeof id === 'number' ? id : Number(id ?? Number.NaN);
    const pending = this.#waiting.get(key);
    if (pending === undefined) return this.#overdue.delete(key) ? 'late' : null;
    this.#waiting.delete(key);
    return pending;
  }

  /** Takes everything that still waits; ids of this connection mean nothing afterwards. */
  drain(): readonly T[] {
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#overdue.clear();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    return left;
  }

  /** Ids grow with time, so the first in the map is the oldest: one timer serves all. */
  #arm(): void {
    const [oldest] = this.#waiting.values();
    if (oldest === undefined) return;
    const dueMs = oldest.sentMonoMs + ANSWER_LIMIT_MS - this.#clock.monotonicMs();
    this.#cancelTimer = this.#clock.after(Math.max(0, dueMs), () => this.#expire());
  }

  #expire(): void {
    this.#cancelTimer = null;
    const limitMs = this.#clock.monotonicMs() - ANSWER_LIMIT_MS;
    for (const pending of this.#waiting.values()) {
      if (pending.sentMonoMs > limitMs) break;
      this.#waiting.delete(pending.id);
      this.#remember(pending.id);
      this.#onOverdue(pending);
    }
    if (this.#cancelTimer === null) this.#arm();
  }

  #remember(id: number): void {
    this.#overdue.add(id);
    if (this.#overdue.size <= REMEMBERED_OVERDUE) return;
    for (const oldest of this.#overdue) {
      this.#overdue.delete(oldest);
      return;
    }
  }
}
