/**
 * Bytes from the chips into answers, for chips that begin each with AA 55. A serial line splits, doubles, loses and invents bytes: on a wrong
 * preamble or checksum one byte is dropped and the search goes on. Nothing here knows what a nonce is for.
 */
import { crc5 } from './crc.ts';

export interface NonceAnswer {
  readonly kind: 'nonce';
  /** Little-endian reading of the four nonce bytes: as it stands in the header. */
  readonly nonce: number;
  /** The four bytes as sent. */
  readonly nonceBytes: Uint8Array;
  /** The byte that names job and midstate. */
  readonly idByte: number;
  /** The 16 version bits that the chip rolled, for header bits 28 to 13; only in answers of 11 bytes. */
  readonly versionField?: number;
}

/** Address and register are null from chips that name neither: then it is the order of answers that tells. */
export interface RegisterAnswer {
  readonly kind: 'register';
  readonly value: number;
  readonly address: number | null;
  readonly register: number | null;
}

export type Answer = NonceAnswer | RegisterAnswer;

/** Who hears what a reader finds. */
export interface AnswerSink {
  readonly onAnswer: (answer: Answer) => void;
  /**
   * Asked about a nonce whose checksum is wrong: GekkoScience's driver hashes instead of trusting it
   * (KG), so a nonce that solves its work is one. True = taken; false = search on, a byte later.
   */
  readonly tryBrokenNonce: (answer: NonceAnswer) => boolean;
  /** Asked about bytes that may be a nonce. True = it solved its work and was taken; false = nothing happened. */
  readonly takeIfSolved: (answer: NonceAnswer) => boolean;
}

/** Bytes of one line into answers. */
export interface AnswerReader {
  /** Places where an answer was expected and none stood; a run of noise counts once. */
  readonly badFrames: number;
  /** Takes the next bytes, split anywhere, and reports every answer that they complete. */
  push(bytes: Uint8Array): void;
  /** Forgets an answer begun: after a change of baud rate the rest of it will not come. */
  clear(): void;
}

export interface AnswerParserDeps extends Pick<AnswerSink, 'onAnswer' | 'tryBrokenNonce'> {
  /** Bytes of a whole answer, preamble included: 9 on a BM1397 (ESP). */
  readonly answerLength: number;
}

const PREAMBLE_0 = 0xaa;
const PREAMBLE_1 = 0x55;
const PREAMBLE_LENGTH = 2;
/** Answers this long carry the rolled version (ESP). */
const ROLLED_ANSWER_LENGTH = 11;
/** Set in the last byte of a nonce, clear in that of a register answer. */
export const NONCE_FLAG = 0x80;

export class AnswerParser implements AnswerReader {
  readonly #deps: AnswerParserDeps;
  #pending: Uint8Array = new Uint8Array(0);
  #badFrames = 0;
  #isSearching = false;

  constructor(deps: AnswerParserDeps) {
    this.#deps = deps;
  }

  get badFrames(): number {
    return this.#badFrames;
  }

  push(bytes: Uint8Array): void {
    const { answerLength } = this.#deps;
    const data = joined(this.#pending, bytes);
    let at = 0;
    while (at < data.length) {
      const start = indexOfPreamble(data, at);
      if (start > at) this.#noteNoise();
      at = start;
      if (data.length - at < answerLength) break;
      if (this.#take(data.subarray(at, at + answerLength))) {
        this.#isSearching = false;
        at += answerLength;
      } else {
        this.#noteNoise();
        at += 1;
      }
    }
    // Copies, here and for the nonce: what was given is a view into a read buffer.
    this.#pending = new Uint8Array(data.subarray(at));
  }

  clear(): void {
    this.#pending = new Uint8Array(0);
    this.#isSearching = false;
  }

  #take(frame: Uint8Array): boolean {
    const isNonce = ((frame.at(-1) ?? 0) & NONCE_FLAG) !== 0;
    if (isNonce) {
      const answer = nonceAnswer(frame);
      if (!isIntact(frame.subarray(PREAMBLE_LENGTH))) return this.#deps.tryBrokenNonce(answer);
      this.#deps.onAnswer(answer);
      return true;
    }
    if (!isIntact(frame.subarray(PREAMBLE_LENGTH))) return false;
    this.#deps.onAnswer(registerAnswer(frame));
    return true;
  }

  #noteNoise(): void {
    if (!this.#isSearching) this.#badFrames += 1;
    this.#isSearching = true;
  }
}

/**
 * The checksum goes over everything after the preamble but itself. Captures count the type bits beside it as
 * sent (ESP), GekkoScience's driver as zero (KG): either will do.
 */
export function isIntact(body: Uint8Array): boolean {
  const last = body.at(-1) ?? 0;
  const bitCount = body.length * 8 - 5;
  if (crc5(body, bitCount) === (last & 0x1f)) return true;
  const untyped = Uint8Array.from(body);
  untyped[untyped.length - 1] = 0;
  return (last & NONCE_FLAG) !== 0 && crc5(untyped, bitCount) === (last & 0x1f);
}

/** Position of a preamble, or of a first byte of one at the very end, or the length. */
function indexOfPreamble(data: Uint8Array, from: number): number {
  for (let at = data.indexOf(PREAMBLE_0, from); at !== -1; at = data.indexOf(PREAMBLE_0, at + 1)) {
    if (at + 1 === data.length || data[at + 1] === PREAMBLE_1) return at;
  }
  return data.length;
}

function nonceAnswer(frame: Uint8Array): NonceAnswer {
  const answer = nonceAnswerOf(frame.subarray(2, 6), frame[7] ?? 0);
  if (frame.length < ROLLED_ANSWER_LENGTH) return answer;
  return { ...answer, versionField: ((frame[8] ?? 0) << 8) | (frame[9] ?? 0) };
}

function registerAnswer(frame: Uint8Array): RegisterAnswer {
  const [, , b3 = 0, b2 = 0, b1 = 0, b0 = 0, address = 0, register = 0] = frame;
  return {
    kind: 'register',
    value: ((b3 << 24) | (b2 << 16) | (b1 << 8) | b0) >>> 0,
    address,
    register,
  };
}

/** `bytes`: the four nonce bytes as sent; copied. */
export function nonceAnswerOf(bytes: Uint8Array, idByte: number): NonceAnswer {
  const nonceBytes = new Uint8Array(bytes);
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = nonceBytes;
  return { kind: 'nonce', nonce: (b0 | (b1 << 8) | (b2 << 16) | (b3 << 24)) >>> 0, nonceBytes, idByte };
}

/** One after the other; a view of the second when the first is empty. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
