/** Two wires joined in memory. Values are copied as a MessagePort copies them, and arrive later, in order. */
import { Inbox, type Wire } from '../../electron/contract/wire.ts';

export interface MemoryWire extends Wire {
  /** Holds back what arrives at this end, as a stalled window does. */
  stall(): void;
  /** Delivers what was held back. */
  wake(): void;
  /** Messages that wait at this end. */
  readonly queued: number;
}

export function memoryWirePair(): readonly [MemoryWire, MemoryWire] {
  const left = new MemoryEnd();
  const right = new MemoryEnd();
  left.join(right);
  right.join(left);
  return [left, right];
}

class MemoryEnd implements MemoryWire {
  readonly #inbox = new Inbox();
  readonly #queue: unknown[] = [];
  #other: MemoryEnd | null = null;
  #stalled = false;

  join(other: MemoryEnd): void {
    this.#other = other;
  }

  get queued(): number {
    return this.#queue.length;
  }

  post(message: unknown): void {
    if (!this.#inbox.closed) this.#other?.receive(structuredClone(message));
  }

  receive(message: unknown): void {
    this.#queue.push(message);
    setImmediate(() => this.#deliver());
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#inbox.onMessage(listener);
  }

  onClose(listener: () => void): void {
    this.#inbox.onClose(listener);
  }

  close(): void {
    if (this.#inbox.closed) return;
    this.#inbox.close();
    setImmediate(() => this.#other?.close());
  }

  stall(): void {
    this.#stalled = true;
  }

  wake(): void {
    this.#stalled = false;
    this.#deliver();
  }

  #deliver(): void {
    while (!this.#stalled && this.#queue.length > 0) this.#inbox.deliver(this.#queue.shift());
  }
}
