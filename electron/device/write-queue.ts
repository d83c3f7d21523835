/**
 * What waits to be written to a port. One frame is in the hands of the system at a time, so newer work can
 * still overtake: work goes first and only the newest is kept, commands follow in order. Nothing is drained:
 * that costs milliseconds on some bridges.
 */
import type { Clock } from '../contract/ports.ts';

export interface WriteQueueDeps {
  readonly clock: Clock;
  /** Hands bytes to the system; calls `done` when it has taken them, and never if it failed. */
  readonly write: (bytes: Uint8Array, done: () => void) => void;
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class WriteQueue {
  readonly #deps: WriteQueueDeps;
  readonly #commands: Waiting[] = [];
  readonly #idlers: Pick<Waiting, 'resolve' | 'reject'>[] = [];
  #work: Uint8Array | null = null;
  #current: Waiting | null = null;
  #isBusy = false;
  #isStopped = false;
  #busySinceMs = 0;

  constructor(deps: WriteQueueDeps) {
    this.#deps = deps;
  }

  /** Monotonic time at which the frame being written was handed over, or null when there is none. */
  get busySinceMs(): number | null {
    return this.#isBusy ? this.#busySinceMs : null;
  }

  pushWork(bytes: Uint8Array): void {
    this.#work = bytes;
    this.#next();
  }

  push(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#commands.push({ bytes, resolve, reject });
      this.#next();
    });
  }

  dropWork(): void {
    this.#work = null;
  }

  /** Settles when nothing waits and nothing is being written. */
  idle(): Promise<void> {
    if (!this.#isBusy) return Promise.resolve();
    return new Promise((resolve, reject) => this.#idlers.push({ resolve, reject }));
  }

  /** Nothing is written from now on; what waits is rejected with `error`. Idempotent. */
  stop(error: Error): void {
    this.#isStopped = true;
    this.#work = null;
    const waiting = [...(this.#current === null ? [] : [this.#current]), ...this.#commands, ...this.#idlers];
    this.#current = null;
    this.#commands.length = 0;
    this.#idlers.length = 0;
    this.#isBusy = false;
    for (const { reject } of waiting) reject(error);
  }

  #next(): void {
    if (this.#isBusy || this.#isStopped) return;
    const work = this.#work;
    if (work !== null) {
      this.#work = null;
      this.#write(work);
      return;
    }
    const command = this.#commands.shift();
    if (command !== undefined) {
      this.#current = command;
      this.#write(command.bytes);
      return;
    }
    for (const { resolve } of this.#idlers.splice(0)) resolve();
  }

  #write(bytes: Uint8Array): void {
    this.#isBusy = true;
    this.#busySinceMs = this.#deps.clock.monotonicMs();
    this.#deps.write(bytes, () => this.#written());
  }

  #written(): void {
    if (this.#isStopped) return;
    this.#isBusy = false;
    this.#current?.resolve();
    this.#current = null;
    this.#next();
  }
}
