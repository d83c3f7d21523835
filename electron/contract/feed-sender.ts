/**
 * One feed of one connection. Sends frames while there is credit and keeps only the newest of those that
 * must wait, so a stalled window costs one frame of memory and gets one fresh frame when it wakes.
 */
import type { Clock } from './ports.ts';

/** Frames of a feed that may be on their way unacknowledged. */
export const FEED_CREDIT = 2;

/** A hidden window gets one frame in this many milliseconds (0.1 Hz). */
export const HIDDEN_FRAME_MS = 10_000;

/**
 * Where a feed's frames come from. `subscribe` pushes the newest frame at once when there is one, then each
 * new one; it returns the unsubscribe. `hidden()` tells whether anyone looks: a source may build fewer.
 */
export interface FeedSource<Frame> {
  subscribe(push: (frame: Frame) => void, options: { readonly hidden: () => boolean }): () => void;
}

export interface FeedSenderDeps {
  readonly source: FeedSource<unknown>;
  readonly clock: Clock;
  readonly hidden: () => boolean;
  readonly send: (seq: number, frame: unknown) => void;
}

export class FeedSender {
  readonly #deps: FeedSenderDeps;
  #unsubscribe: (() => void) | null = null;
  #cancelTimer: (() => void) | null = null;
  /** Boxed, so that any frame value can wait. */
  #waiting: { readonly frame: unknown } | null = null;
  #sentSeq = 0;
  #ackedSeq = 0;
  #lastSentMs: number | null = null;

  constructor(deps: FeedSenderDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#unsubscribe !== null) return;
    this.#unsubscribe = () => {};
    this.#unsubscribe = this.#deps.source.subscribe((frame) => this.#push(frame), {
      hidden: this.#deps.hidden,
    });
  }

  /** Idempotent. Credit for frames still on their way is forgotten. */
  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#waiting = null;
    this.#ackedSeq = this.#sentSeq;
    this.#lastSentMs = null;
  }

  /** The client has dealt with every frame up to `seq`; a number never sent counts as the last one sent. */
  acknowledge(seq: number): void {
    this.#ackedSeq = Math.max(this.#ackedSeq, Math.min(seq, this.#sentSeq));
    this.#sendWaiting();
  }

  visibilityChanged(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#sendWaiting();
  }

  #push(frame: unknown): void {
    if (this.#unsubscribe === null) return;
    this.#waiting = { frame };
    this.#sendWaiting();
  }

  #sendWaiting(): void {
    if (this.#waiting === null || this.#sentSeq - this.#ackedSeq >= FEED_CREDIT) return;
    const waitMs = this.#hiddenWaitMs();
    if (waitMs > 0) {
      this.#cancelTimer ??= this.#deps.clock.after(waitMs, () => {
        this.#cancelTimer = null;
        this.#sendWaiting();
      });
      return;
    }
    const { frame } = this.#waiting;
    this.#waiting = null;
    this.#sentSeq += 1;
    this.#lastSentMs = this.#deps.clock.monotonicMs();
    this.#deps.send(this.#sentSeq, frame);
  }

  #hiddenWaitMs(): number {
    if (this.#lastSentMs === null || !this.#deps.hidden()) return 0;
    return this.#lastSentMs + HIDDEN_FRAME_MS - this.#deps.clock.monotonicMs();
  }
}
