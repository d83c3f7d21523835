/**
 * Questions on a line, one at a time, each with a limit: its answer is looked for in whatever comes, so that noise and
 * late answers cost nothing but themselves. It knows no format: whoever asks knows what an answer looks like.
 */
import type { Clock } from '../../contract/ports.ts';

export interface ExchangeDeps {
  readonly send: (request: Uint8Array) => Promise<void>;
  readonly clock: Clock;
  /** How long an answer may take, ms. */
  readonly limitMs: number;
}

/** What is looked for in everything that came since the question; null while it is not there. */
export type Finder<T> = (received: Uint8Array) => T | null;

/** No answer came, or what came was none. */
export class NoAnswerError extends Error {
  constructor() {
    super('no answer');
    this.name = 'NoAnswerError';
  }
}

/** More than any answer and its noise: a line that streams for ever must not fill the memory. */
const KEPT_BYTES = 256;
const NOTHING = new Uint8Array(0);

export class Exchange {
  readonly #deps: ExchangeDeps;
  #last: Promise<unknown> = Promise.resolve();
  #received: Uint8Array = NOTHING;
  #look: () => void = () => {};
  #end: (error: Error) => void = () => {};
  #over: Error | null = null;

  constructor(deps: ExchangeDeps) {
    this.#deps = deps;
  }

  /**
   * Sends and waits for what `find` finds; when time is up, `findLate` has the last look. Rejects with a NoAnswerError,
   * or with what `send` or `stop` say. Waits for the questions before it.
   */
  ask<T>(request: Uint8Array, find: Finder<T>, findLate: Finder<T> = () => null): Promise<T> {
    const asking = this.#last.then(() => this.#askNow(request, find, findLate));
    this.#last = asking.catch(() => {});
    return asking;
  }

  /** Bytes from the line. */
  push(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#received.length + bytes.length);
    all.set(this.#received);
    all.set(bytes, this.#received.length);
    this.#received = all.length > KEPT_BYTES ? all.slice(all.length - KEPT_BYTES) : all;
    this.#look();
  }

  /** Ends the question in progress and every later one. Idempotent. */
  stop(error: Error): void {
    this.#over ??= error;
    this.#end(error);
  }

  async #askNow<T>(request: Uint8Array, find: Finder<T>, findLate: Finder<T>): Promise<T> {
    if (this.#over !== null) throw this.#over;
    this.#received = NOTHING;
    const { clock, limitMs, send } = this.#deps;
    let cancel = (): void => {};
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#end = reject;
        this.#look = () => {
          const found = find(this.#received);
          if (found !== null) resolve(found);
        };
        cancel = clock.after(limitMs, () => {
          const found = findLate(this.#received);
          if (found === null) reject(new NoAnswerError());
          else resolve(found);
        });
        send(request).catch(reject);
      });
    } finally {
      cancel();
      this.#look = () => {};
      this.#end = () => {};
    }
  }
}
