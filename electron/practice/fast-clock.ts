/** Time that passes as fast as it is worked through: for a simulation whose hours nobody wants to wait for. */
import type { Clock } from '../contract/ports.ts';

interface Timer {
  dueMs: number;
  readonly everyMs: number | null;
  readonly callback: () => void;
}

/** Turns of the event loop in which streams and promises pass on what a timer began. */
const TURNS = 4;

export class FastClock implements Clock {
  readonly #startMs: number;
  readonly #timers = new Set<Timer>();
  #monoMs = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  nowMs(): number {
    return this.#startMs + this.#monoMs;
  }

  monotonicMs(): number {
    return this.#monoMs;
  }

  after(ms: number, callback: () => void): () => void {
    return this.#add({ dueMs: this.#monoMs + Math.max(0, ms), everyMs: null, callback });
  }

  every(ms: number, callback: () => void): () => void {
    return this.#add({ dueMs: this.#monoMs + ms, everyMs: ms, callback });
  }

  /** Lets time pass; what is due happens in order, and the event loop goes round in between. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#monoMs + ms;
    await turns();
    for (let timer = this.#nextBy(endMs); timer !== null; timer = this.#nextBy(endMs)) {
      this.#monoMs = Math.max(this.#monoMs, timer.dueMs);
      if (timer.everyMs === null) this.#timers.delete(timer);
      else timer.dueMs += timer.everyMs;
      timer.callback();
      await turns();
    }
    this.#monoMs = endMs;
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  #nextBy(endMs: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (next === null || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
