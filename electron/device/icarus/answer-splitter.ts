/**
 * Answers out of a stream that has no frames: what solves a work that was sent is an answer, wherever it begins.
 * What lies between is judged once the line has been quiet: whole answers that solve nothing are the device's
 * errors, anything else is the line's.
 */
import type { Clock } from '../../contract/ports.ts';

export interface AnswerSplitterDeps {
  readonly clock: Clock;
  readonly answerLength: number;
  /** Whether these bytes, good until it returns, are an answer; it is then taken. */
  readonly take: (answer: Uint8Array) => boolean;
  /** Whole answers that solved nothing. */
  readonly onUnsolved: (answer: Uint8Array) => void;
}

/** An answer arrives at once; a USB bridge may hold parts of it back for 16 ms. */
const QUIET_MS = 100;

export class AnswerSplitter {
  readonly #deps: AnswerSplitterDeps;
  readonly #window: number[] = [];
  /** Bytes since the last answer that are part of none, the first of them only as far as an answer goes. */
  readonly #strays: number[] = [];
  #strayCount = 0;
  #badFrames = 0;
  #cancelQuiet: () => void = () => {};

  constructor(deps: AnswerSplitterDeps) {
    this.#deps = deps;
  }

  /** Runs of bytes that were no answer. */
  get badFrames(): number {
    return this.#badFrames;
  }

  push(bytes: Uint8Array): void {
    this.#cancelQuiet();
    for (const byte of bytes) this.#add(byte);
    if (this.#window.length === 0 && this.#strayCount === 0) return;
    this.#cancelQuiet = this.#deps.clock.after(QUIET_MS, () => this.#endRun());
  }

  /** Forgets an answer begun, and takes the timer back. */
  clear(): void {
    this.#cancelQuiet();
    this.#window.length = 0;
    this.#strays.length = 0;
    this.#strayCount = 0;
  }

  #add(byte: number): void {
    const { answerLength, take } = this.#deps;
    this.#window.push(byte);
    if (this.#window.length < answerLength) return;
    if (take(Uint8Array.from(this.#window))) {
      this.#window.length = 0;
      this.#endRun();
      return;
    }
    this.#strayCount += 1;
    const stray = this.#window.shift();
    if (stray !== undefined && this.#strays.length < answerLength) this.#strays.push(stray);
  }

  #endRun(): void {
    const { answerLength, onUnsolved } = this.#deps;
    const first = Uint8Array.from([...this.#strays, ...this.#window].slice(0, answerLength));
    const count = this.#strayCount + this.#window.length;
    this.clear();
    if (count === 0) return;
    if (count === answerLength) onUnsolved(first);
    else this.#badFrames += 1;
  }
}
