/**
 * The feed of frames: one frame is built for all windows, at 2 Hz while anyone looks, at once when a share
 * or a fault came, and not at all while nobody does.
 */
import { type FeedSource, HIDDEN_FRAME_MS } from '../contract/feed-sender.ts';
import type { MinerFrame } from '../contract/frame.ts';
import type { Clock } from '../contract/ports.ts';

const FRAME_MS = 500;
/** News makes a frame come at once, but a burst of shares no more than ten a second. */
const NEWS_GAP_MS = 100;

export interface FrameFeedDeps {
  readonly clock: Clock;
  readonly build: () => MinerFrame;
  /** Calls back on news; returns the unsubscribe. */
  readonly onNews: (listener: () => void) => () => void;
}

interface Window {
  readonly push: (frame: MinerFrame) => void;
  readonly hidden: () => boolean;
}

export class FrameFeed implements FeedSource<MinerFrame> {
  readonly #deps: FrameFeedDeps;
  readonly #windows = new Set<Window>();
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancelTimer: () => void = () => {};
  #unsubscribeNews: () => void = () => {};

  constructor(deps: FrameFeedDeps) {
    this.#deps = deps;
  }

  subscribe(push: Window['push'], options: { readonly hidden: () => boolean }): () => void {
    const window: Window = { push, hidden: options.hidden };
    this.#windows.add(window);
    push(this.#deps.build());
    if (this.#windows.size === 1) this.#start();
    return () => {
      this.#windows.delete(window);
      if (this.#windows.size === 0) this.#stop();
    };
  }

  #start(): void {
    this.#unsubscribeNews = this.#deps.onNews(() => this.#onNews());
    this.#schedule(FRAME_MS);
  }

  #stop(): void {
    this.#cancelTimer();
    this.#unsubscribeNews();
  }

  #onNews(): void {
    const sinceMs = this.#deps.clock.monotonicMs() - this.#lastMs;
    // Never on the spot: whoever brings news may have a nonce waiting behind it.
    this.#schedule(Math.max(0, NEWS_GAP_MS - sinceMs));
  }

  #schedule(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#deps.clock.after(ms, () => this.#send());
  }

  #send(): void {
    const monoMs = this.#deps.clock.monotonicMs();
    const anyVisible = [...this.#windows].some((window) => !window.hidden());
    if (anyVisible || monoMs - this.#lastMs >= HIDDEN_FRAME_MS) {
      this.#lastMs = monoMs;
      const frame = this.#deps.build();
      for (const window of this.#windows) window.push(frame);
    }
    this.#schedule(FRAME_MS);
  }
}
