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
  /** Whether a nonce's checksum is good, or it has none. */
  isChecked(frame: Uint8Array): boolean;
}

/** Some ten answers' worth of bytes. */
const MAX_GUESSES = 64;

export class BareAnswerReader implements AnswerReader {
  readonly #format: BareFormat;
  readonly #sink: AnswerSink;
  #pending: Uint8Array = new Uint8Array(0);
  #badFrames = 0;
  /** Bytes until the next answer should begin; infinite when the line is out of step. */
  #untilStep = 0;
  /** Hashed for nothing since the last sure answer. */
  #guesses = 0;

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
    while (data.length - at >= answerLength) at += this.#take(data, at);
    // A copy: what was given is a view into a read buffer.
    this.#pending = new Uint8Array(data.subarray(at));
  }

  clear(): void {
    this.#pending = new Uint8Array(0);
    this.#untilStep = 0;
  }

  /** How many bytes to go on by: a whole answer where one was taken that is sure, else one. */
  #take(data: Uint8Array, at: number): number {
    const { answerLength } = this.#format;
    if (this.#takeSure(data, at)) {
      this.#untilStep = 0;
      return answerLength;
    }
    if (this.#untilStep > 0) {
      this.#untilStep -= 1;
      return 1;
    }
    const answer = this.#format.read(data.subarray(at, at + answerLength));
    if (answer === null) {
      this.#badFrames += 1;
      this.#untilStep = Number.POSITIVE_INFINITY;
      return 1;
    }
    const inside = this.#takeInside(data, at);
    if (inside > 0) return inside;
    this.#sink.onAnswer(answer);
    // Its bytes are gone through all the same: if it was none, the next one begins among them.
    this.#untilStep = answerLength - 1;
    return 1;
  }

  /**
   * An answer that solves nothing holds the beginning of one that is sure: then the chip did not err, the line is
   * out of step. Only what is here already is looked at; nothing waits. Bytes to go on by, or 0.
   */
  #takeInside(data: Uint8Array, at: number): number {
    const { answerLength } = this.#format;
    for (let skip = 1; skip < answerLength && data.length - at - skip >= answerLength; skip += 1) {
      if (!this.#takeSure(data, at + skip)) continue;
      this.#badFrames += 1;
      return skip + answerLength;
    }
    return 0;
  }

  /** A register, or a nonce that solves its work. */
  #takeSure(data: Uint8Array, at: number): boolean {
    const frame = data.subarray(at, at + this.#format.answerLength);
    const answer = this.#format.read(frame);
    if (answer === null) return false;
    if (answer.kind === 'register') this.#sink.onAnswer(answer);
    else if (!this.#mayTry(frame) || !this.#sink.takeIfSolved(answer)) return false;
    this.#guesses = 0;
    return true;
  }

  /** Out of step, bytes with a bad checksum are hashed a while, but not for ever: it may be all garbage. */
  #mayTry(frame: Uint8Array): boolean {
    if (this.#untilStep === 0 || this.#format.isChecked(frame)) return true;
    this.#guesses += 1;
    return this.#guesses <= MAX_GUESSES;
  }
}
