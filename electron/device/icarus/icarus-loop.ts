/** Keeps a device of the Icarus family in work: new work ends the old, and must come before that is used up. */
import type { Clock } from '../../contract/ports.ts';
import type { Work, WorkFeed } from '../../core/job.ts';

export interface IcarusLoopDeps {
  readonly clock: Clock;
  readonly send: (work: Work) => void;
  /** See `IcarusTiming.readTimeoutMs`. */
  readonly readTimeoutMs: () => number;
}

/** How soon a feed that had nothing is asked again. */
const EMPTY_RETRY_MS = 1000;

export class IcarusLoop {
  readonly #deps: IcarusLoopDeps;
  #feed: WorkFeed | null = null;
  #isHeld = true;
  /** How long the device is to be idle before its next work, ms. */
  #restMs = 0;
  #cancelTimer: () => void = () => {};

  constructor(deps: IcarusLoopDeps) {
    this.#deps = deps;
  }

  /** Whether the device is being given work. */
  get isFeeding(): boolean {
    return this.#feed !== null && !this.#isHeld;
  }

  /** Null: the device ends its work and is idle then; it cannot be told to stop. */
  setFeed(feed: WorkFeed | null): void {
    this.#feed = feed;
    if (feed === null) this.#cancelTimer();
    else this.pull();
  }

  /** Nothing is sent until `release`. */
  hold(): void {
    this.#isHeld = true;
    this.#cancelTimer();
  }

  release(): void {
    this.#isHeld = false;
    this.pull();
  }

  /** After its present work the device is left alone for so long, ms. */
  restNext(ms: number): void {
    this.#restMs = ms;
  }

  pull(): void {
    if (this.#feed === null || this.#isHeld) return;
    this.#cancelTimer();
    const work = this.#feed.next(1);
    if (work === null) {
      this.#again(EMPTY_RETRY_MS);
      return;
    }
    this.#deps.send(work);
    this.#again(this.#deps.readTimeoutMs());
  }

  #again(ms: number): void {
    this.#cancelTimer = this.#deps.clock.after(ms, () => this.#workIsOver());
  }

  #workIsOver(): void {
    const restMs = this.#restMs;
    this.#restMs = 0;
    if (restMs > 0) this.#again(restMs);
    else this.pull();
  }
}
