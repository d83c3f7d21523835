/** A far end behind a cable that can be bad, in both directions; the far end itself knows nothing of it. */
import type { Clock, Random } from '../../contract/ports.ts';
import { type LineFaults, NO_LINE_FAULTS, spoiled } from './line-faults.ts';
import type { FarEnd } from './simulated-port.ts';

export interface SpoiledLineDeps {
  readonly farEnd: FarEnd;
  readonly clock: Clock;
  readonly random: Random;
}

/** Garbage comes by itself this often, some bytes at a time: our choice, about as much as a stick says. */
const GARBAGE_MS = 20;
const GARBAGE_BYTES = 16;

export class SpoiledLine implements FarEnd {
  faults: LineFaults = NO_LINE_FAULTS;
  readonly #deps: SpoiledLineDeps;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #stopGarbage: (() => void) | null = null;

  constructor(deps: SpoiledLineDeps) {
    this.#deps = deps;
  }

  get hostBaudRate(): number | null {
    return this.#deps.farEnd.hostBaudRate;
  }

  set hostBaudRate(baudRate: number | null) {
    this.#deps.farEnd.hostBaudRate = baudRate;
  }

  listen(listener: (bytes: Uint8Array) => void): () => void {
    this.#listener = listener;
    const detach = this.#deps.farEnd.listen((bytes) => listener(this.#spoiled(bytes)));
    return () => {
      if (this.#listener === listener) this.#listener = null;
      detach();
    };
  }

  receive(bytes: Uint8Array): void {
    this.#deps.farEnd.receive(this.#spoiled(bytes));
  }

  /** Puts garbage on the line to the host, over and over, whether the far end speaks or not. */
  makeGarbage(isOn: boolean): void {
    this.#stopGarbage?.();
    this.#stopGarbage = isOn ? this.#deps.clock.every(GARBAGE_MS, () => this.#garbage()) : null;
  }

  #garbage(): void {
    const { random } = this.#deps;
    this.#listener?.(Uint8Array.from({ length: GARBAGE_BYTES }, () => Math.floor(random() * 256)));
  }

  #spoiled(bytes: Uint8Array): Uint8Array {
    return spoiled(bytes, this.faults, this.#deps.random);
  }
}
