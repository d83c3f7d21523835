/**
 * Frames of the BM1397 and later chips from the chip's side: takes host bytes apart and builds answers. Written apart from
 * `device/`, so that a mistake there meets a second reading of the same sources and not itself.
 */

export type HostCommand =
  | { readonly kind: 'setAddress'; readonly address: number }
  | { readonly kind: 'chainInactive' }
  | {
      readonly kind: 'writeRegister';
      /** Null: every chip. */
      readonly address: number | null;
      readonly register: number;
      readonly value: number;
    }
  | { readonly kind: 'readRegister'; readonly address: number | null; readonly register: number }
  | { readonly kind: 'job'; readonly job: ChipJob };

/** A job as it stands on the wire: header words as big-endian readings of the header's bytes. */
export interface ChipJob {
  readonly chipJobId: number;
  /** Header bytes 64..75 as three words: merkle tail, ntime, nbits. */
  readonly tailWords: readonly [number, number, number];
  /** SHA-256 states h0..h7, one per version. */
  readonly midstates: readonly Int32Array[];
  /** Difficulty to filter at less one, from chips that are told with each job. */
  readonly ticketMask?: number;
  /** Header bytes 0..63, from chips that make midstates themselves; `midstates` is empty then. */
  readonly head?: Uint8Array;
}

/**
 * Collects bytes and hands out whole commands with a good CRC. A bad one costs one byte: the search for
 * the next preamble goes on behind it, so noise never eats a good frame for longer than its own length.
 */
export class HostFrameReader {
  readonly #jobs: JobFormat;
  #pending: Uint8Array = new Uint8Array(0);
  /** Preambles that led nowhere: unknown header, impossible length or wrong CRC. */
  badFrames = 0;

  constructor(jobs: JobFormat = MIDSTATE_JOBS) {
    this.#jobs = jobs;
  }

  push(bytes: Uint8Array): HostCommand[] {
    this.#pending = joined(this.#pending, bytes);
    const commands: HostCommand[] = [];
    let at = 0;
    for (;;) {
      at = preambleFrom(this.#pending, at);
      const frame = this.#pending.subarray(at);
      const length = this.#frameLength(frame);
      if (length === 'more' || (length !== 'bad' && frame.length < length)) break;
      const command = length === 'bad' ? null : this.#parse(frame.subarray(2, length));
      if (command === null || length === 'bad') {
        this.badFrames += 1;
        at += 1;
      } else {
        commands.push(command);
        at += length;
      }
    }
    this.#pending = this.#pending.slice(at);
    return commands;
  }

  /** Forgets a frame begun: the line was reset or garbled. */
  clear(): void {
    this.#pending = new Uint8Array(0);
  }

  /** Whole length with the preamble, or why there is none yet. */
  #frameLength(frame: Uint8Array): number | 'more' | 'bad' {
    const [, , header, length] = frame;
    if (header === undefined || length === undefined) return 'more';
    if (header === JOB_HEADER) return this.#jobs.frameLength(length) ?? 'bad';
    return COMMAND_LENGTHS.get(header) === length ? length + 2 : 'bad';
  }

  #parse(body: Uint8Array): HostCommand | null {
    return body[0] === JOB_HEADER ? this.#jobs.parse(body) : parseCommand(body);
  }
}

/** Jobs as one generation of chips takes them. */
export interface JobFormat {
  /** Whole length with the preamble by the length byte; null when there is no such job. */
  frameLength(lengthByte: number): number | null;
  /** `body`: from the type to the CRC; null when that is wrong. */
  parse(body: Uint8Array): HostCommand | null;
}

/** `AA 55 value[4] address register crc5`, type bits 0 [ESP, B97]. `value` is an unsigned 32-bit number. */
export function registerAnswer(address: number, register: number, value: number): Uint8Array {
  return answer([value >>> 24, value >>> 16, value >>> 8, value, address, register], 0);
}

/**
 * `AA 55 nonce[4] 00 id 80|crc5`, type bits 4. `nonceWord` is the big-endian reading of header bytes 76..79;
 * the low two bits of the id are the midstate [KG].
 */
export function nonceAnswer(nonceWord: number, chipJobId: number, midstateIndex: number): Uint8Array {
  const id = (chipJobId & 0xfc) | midstateIndex;
  return answer([nonceWord >>> 24, nonceWord >>> 16, nonceWord >>> 8, nonceWord, 0, id], 4);
}

/** CRC-5 of the first `bitCount` bits: x^5 + x^2 + 1, starts at 1F, most significant bit first [KG]. */
export function chipCrc5(bytes: Uint8Array, bitCount: number): number {
  let crc = 0x1f;
  for (let bit = 0; bit < bitCount; bit += 1) {
    const data = ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
    const carry = (crc >> 4) ^ data;
    crc = ((crc << 1) & 0x1f) ^ (carry === 1 ? 0x05 : 0);
  }
  return crc;
}

/** CRC-16 "CCITT-FALSE": polynomial 1021, starts at FFFF [KG]. */
export function chipCrc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = ((crc << 1) ^ ((crc & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
    }
  }
  return crc;
}

const JOB_HEADER = 0x21;
/** Length bytes of jobs with one and with four midstates [KG]. */
const JOB_LENGTHS = new Map([
  [0x36, 1],
  [0x96, 4],
]);
const JOB_HEAD_AND_CRC = 22;
/** Length byte by header byte of register commands [KG, B97]. */
const COMMAND_LENGTHS = new Map([
  [0x40, 5],
  [0x41, 9],
  [0x51, 9],
  [0x42, 5],
  [0x52, 5],
  [0x53, 5],
]);

function preambleFrom(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0x55, from);
  while (at !== -1 && at + 1 < bytes.length && bytes[at + 1] !== 0xaa) at = bytes.indexOf(0x55, at + 1);
  return at === -1 ? bytes.length : at;
}

/** `body`: header byte to CRC. */
function parseCommand(body: Uint8Array): HostCommand | null {
  if (chipCrc5(body, (body.length - 1) * 8) !== body[body.length - 1]) return null;
  const [header = 0, , address = 0, register = 0] = body;
  switch (header) {
    case 0x40:
      return { kind: 'setAddress', address };
    case 0x53:
      return { kind: 'chainInactive' };
    case 0x42:
    case 0x52:
      return { kind: 'readRegister', address: header === 0x52 ? null : address, register };
    default:
      return {
        kind: 'writeRegister',
        address: header === 0x51 ? null : address,
        register,
        value: wordAt(body, 4) >>> 0,
      };
  }
}

const MIDSTATE_JOBS: JobFormat = {
  frameLength: (lengthByte) => (JOB_LENGTHS.has(lengthByte) ? lengthByte + 2 : null),
  parse: parseJob,
};

/** `body`: from the type to the CRC; null when that is wrong. */
export function parseJob(body: Uint8Array): HostCommand | null {
  const end = body.length - 2;
  if (chipCrc16(body.subarray(0, end)) !== (((body[end] ?? 0) << 8) | (body[end + 1] ?? 0))) return null;
  const places = (body.length - JOB_HEAD_AND_CRC) / 32;
  // The count may be 1 in the long form: ESP-Miner always sends four places [ESP].
  const count = Math.min(places, Math.max(1, body[3] ?? 1));
  const midstates: Int32Array[] = [];
  for (let index = 0; index < count; index += 1) midstates.push(midstateAt(body, 20 + index * 32));
  const tailWords = [wordAt(body, 16), wordAt(body, 12), wordAt(body, 8)] as const;
  return { kind: 'job', job: { chipJobId: (body[2] ?? 0) & 0x7f, tailWords, midstates } };
}

/** The wire carries h7..h0. */
export function midstateAt(body: Uint8Array, offset: number): Int32Array {
  return Int32Array.from({ length: 8 }, (_, word) => wordAt(body, offset + (7 - word) * 4));
}

export function wordAt(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] ?? 0) << 24) |
    ((bytes[offset + 1] ?? 0) << 16) |
    ((bytes[offset + 2] ?? 0) << 8) |
    (bytes[offset + 3] ?? 0)
  );
}

/** `AA 55 body last`, where the last byte is the type and a CRC over the body and it [ESP]. */
export function answer(body: readonly number[], type: number): Uint8Array {
  const frame = Uint8Array.from([0xaa, 0x55, ...body, type << 5]);
  const crc = chipCrc5(frame.subarray(2), body.length * 8 + 3);
  frame[frame.length - 1] = (type << 5) | crc;
  return frame;
}

export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
