/** Where wires to the host come from. In a browser the page opens them; in the app they are given to it. */
import type { Wire } from '../../electron/contract/wire.ts';

/** A wire could not be had because the page's key is missing or wrong: trying again does not help. */
export class KeyRefusedError extends Error {
  constructor() {
    super('The host refused the key of this page.');
    this.name = 'KeyRefusedError';
  }
}

/** As many pages are open as the host serves: trying again helps once another one is closed. */
export class TooManyPagesError extends Error {
  constructor() {
    super('The host serves no more pages.');
    this.name = 'TooManyPagesError';
  }
}

export interface WireSource {
  /**
   * Resolves with the next wire; rejects when this attempt failed, with a KeyRefusedError when every later
   * one would fail too, with a TooManyPagesError when others have all the places. Aborting rejects.
   */
  next(signal: AbortSignal): Promise<Wire>;
  /** Calls back when a newer wire waits while the present one may still look open. */
  onNewer(listener: () => void): void;
}
