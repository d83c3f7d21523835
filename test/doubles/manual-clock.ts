/** A clock that moves only when told to: every timer in the product runs on it in tests. */
import type { MachineClock } from '../../electron/contract/ports.ts';

interface Timer {
  dueMs: number;
  readonly everyMs: number | null;
  readonly callback: () => void;
}

export class ManualClock implements MachineClock {
  #wallMs: number;
  #monotonicMs = 0;
  #uptimeMs = 0;
  readonly #timers = new Set<Timer>();

  constructor(startWallMs = Date.UTC(2026, 10, 24, 14, 20)) {
    this.#wallMs = startWallMs;
  }

  nowMs(): number {
    return Math.floor(this.#wallMs);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  uptimeMs(): number {
    return this.#uptimeMs;
  }

  after(ms: number, callback: () => void): () => void {
    return this.#add({ dueMs: this.#monotonicMs + Math.max(0, ms), everyMs: null, callback });
  }

  every(ms: number, callback: () => void): () => void {
    return this.#add({ dueMs: this.#monotonicMs + ms, everyMs: ms, callback });
  }

  /** Number of timers still armed: a thing that was stopped leaves none. */
  get armed(): number {
    return this.#timers.size;
  }

  /** Moves time forward, firing timers in order, and lets promise callbacks run between them. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    await settle();
    for (let timer = this.#nextDue(endMs); timer !== null; timer = this.#nextDue(endMs)) {
      this.#moveTo(timer.dueMs);
      if (timer.everyMs === null) this.#timers.delete(timer);
      else timer.dueMs += timer.everyMs;
      timer.callback();
      await settle();
    }
    this.#moveTo(endMs);
    await settle();
  }

  /**
   * The computer sleeps: no timer fires. Overdue ones fire at the next `advance`, once, where the monotonic clock went on
   * meanwhile (Windows); elsewhere it stands still (Linux).
   */
  sleep(ms: number, monotonic: 'goesOn' | 'standsStill' = 'standsStill'): void {
    if (monotonic === 'standsStill') {
      this.#wallMs += ms;
      this.#uptimeMs += ms;
      return;
    }
    this.#moveTo(this.#monotonicMs + ms);
    for (const timer of this.#timers) timer.dueMs = Math.max(timer.dueMs, this.#monotonicMs);
  }

  /** Sets the wall clock back or forward without moving monotonic time. */
  setWall(wallMs: number): void {
    this.#wallMs = wallMs;
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  #nextDue(endMs: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (next === null || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }

  #moveTo(monotonicMs: number): void {
    if (monotonicMs <= this.#monotonicMs) return;
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#uptimeMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}

/** Lets queued promise callbacks and immediates run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
