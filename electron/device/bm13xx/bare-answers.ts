/**
 * Answers of chips that send them without a preamble, each of one length. What tells a nonce from noise there
 * is that it solves work, whatever its checksum says (KG); in step with the line, the right form is enough for
 * one that solves none.
 */
import { type Answer, type AnswerReader, type AnswerSink, joined } from './answers.ts';

export interface BareFormat {
  readonly answerLength: number;
  /** A register with a good checksum, or anything in the form of a nonce; else null. */
  read(frame: Uint8Array): Answer | null;
}

export class BareAnswerReader implements AnswerReader {
  readonly #format: BareFormat;
  readonly #sink: AnswerSink;
  #pending: Uint8Array = new Uint8Array(0);
  #badFrames = 0;
  #isSearching = false;

  constructor(format: BareFormat, sink: AnswerSink) {
    this.#format = format;
    this.#sink = sink;
  }

  get badFrames(): number {
    return this.#badFrames;
  }

  push(bytes: Uint8Array): void {
    const { answerLength } = this.#format;
    const data = joined(this.#pending, bytes);
    let at = 0;
    while (data.length - at >= answerLength) {
      const taken = this.#take(data, at);
      if (taken === 0) this.#noteNoise();
      at += Math.max(1, taken);
    }
    // A copy: what was given is a view into a read buffer.
    this.#pending = new Uint8Array(data.subarray(at));
  }

  clear(): void {
    this.#pending = new Uint8Array(0);
    this.#isSearching = false;
  }

  /** How many bytes from here belong to an answer that was taken; 0 when none begins here. */
  #take(data: Uint8Array, at: number): number {
    const { answerLength } = this.#format;
    if (this.#takeSure(data, at)) {
      this.#isSearching = false;
      return answerLength;
    }
    const answer = this.#format.read(data.subarray(at, at + answerLength));
    if (answer === null || this.#isSearching) return 0;
    // It solves nothing. Either the chip erred, or the line is out of step and a good one begins inside.
    for (let skip = 1; skip < answerLength && data.length - at - skip >= answerLength; skip += 1) {
      if (!this.#takeSure(data, at + skip)) continue;
      this.#badFrames += 1;
      return skip + answerLength;
    }
    this.#sink.onAnswer(answer);
    return answerLength;
  }

  /** A register, or a nonce that solves its work. */
  #takeSure(data: Uint8Array, at: number): boolean {
    const frame = data.subarray(at, at + this.#format.answerLength);
    const answer = this.#format.read(frame);
    if (answer === null) return false;
    if (answer.kind === 'nonce') return this.#sink.takeIfSolved(answer);
    this.#sink.onAnswer(answer);
    return true;
  }

  #noteNoise(): void {
    if (!this.#isSearching) this.#badFrames += 1;
    this.#isSearching = true;
  }
}
