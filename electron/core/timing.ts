/** How long to wait before trying again. Knows no clock: who owns it says when a try succeeded. */
import type { Random } from '../contract/ports.ts';

export interface BackoffOptions {
  readonly random: Random;
  /** 1 s unless given. */
  readonly firstMs?: number;
  /** 60 s unless given. */
  readonly longestMs?: number;
}

/** Doubles from 1 s to 60 s; each wait is half to the whole of that, so that a thousand miners do not return at once. */
export class Backoff {
  readonly #random: Random;
  readonly #firstMs: number;
  readonly #longestMs: number;
  #stepMs: number;

  constructor(options: BackoffOptions) {
    this.#random = options.random;
    this.#firstMs = options.firstMs ?? 1_000;
    this.#longestMs = options.longestMs ?? 60_000;
    this.#stepMs = this.#firstMs;
  }

  nextMs(): number {
    const waitMs = this.#stepMs * (0.5 + this.#random() / 2);
    this.#stepMs = Math.min(this.#stepMs * 2, this.#longestMs);
    return waitMs;
  }

  /** To be called when what was tried has stayed good for a while (60 s for a pool). */
  reset(): void {
    this.#stepMs = this.#firstMs;
  }
}
