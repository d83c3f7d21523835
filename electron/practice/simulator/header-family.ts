/**
 * Chips that take whole headers and roll versions themselves, as simulated: the BM1362 of GekkoScience's A1 and the
 * BM1370 of its A2 [KG, ESP, MUJ]. Written apart from `device/`, like `chip-frames.ts`.
 */
import type { ChipFamily, Registers } from './chip-family.ts';
import {
  answer,
  chipCrc16,
  type HostCommand,
  HostFrameReader,
  type JobFormat,
  wordAt,
} from './chip-frames.ts';
import { sliceByAddressBits } from './nonce-slice.ts';

const REGISTER = {
  chipId: 0x00,
  pll: 0x08,
  ticketMask: 0x14,
  miscControl: 0x18,
  fastUart: 0x28,
  versionRolling: 0xa4,
} as const;
/** Preamble, type, length, job id, count, start nonce, 19 header words, CRC [KG]. */
const JOB_LENGTH = 88;
/** The length byte is not what it says, and each driver has its own [KG, ESP, MUJ]. */
const JOB_LENGTH_BYTES: ReadonlySet<number> = new Set([0x36, 0x56, 0xff]);
const WORDS_AT = 8;
const HEADER_WORDS = 19;

export interface HeaderChipFigures {
  /** What register 00 holds, without the address. */
  readonly chipId: number;
  /** Hashes a clock. */
  readonly cores: number;
  /** Bits of an id byte that are the job's number; the rest is the sub-core [MUJ]. */
  readonly jobNumberBits: 4 | 5;
}

/** 512 hashes a clock as GekkoScience counts [KG]; the third id byte is 03 [MUJ]. */
export const BM1362_FAMILY: ChipFamily = headerFamily({ chipId: 0x13620300, cores: 512, jobNumberBits: 5 });
export const BM1370_FAMILY: ChipFamily = headerFamily({ chipId: 0x13700000, cores: 2048, jobNumberBits: 4 });

/** A chip of this generation. */
export function headerFamily({ chipId, cores, jobNumberBits }: HeaderChipFigures): ChipFamily {
  return {
    cores,
    powerUp: new Map([
      [REGISTER.chipId, chipId],
      // Not published: 50 MHz, as ESP-Miner assumes [ESP].
      [REGISTER.pll, 0x40a00254],
      [REGISTER.miscControl, 0x0000c100],
      [REGISTER.fastUart, 0x01301a00],
    ]),
    fixed: new Set([REGISTER.chipId]),
    newReader: () => new HostFrameReader(HEADER_JOBS),
    registerAnswer(address, register, registers) {
      const value = registers.get(register) ?? 0;
      const shown = register === REGISTER.chipId ? (value | address) >>> 0 : value;
      const body = [shown >>> 24, shown >>> 16, shown >>> 8, shown, address, register];
      return answer(isRolling(registers) ? [...body, 0, 0] : body, 0);
    },
    nonceAnswer(nonceWord, chipJobId, _midstateIndex, versionField) {
      const number = chipJobId >> 3;
      // Any sub-core: the lowest nonce bits pick one.
      const id = jobNumberBits === 4 ? (number << 4) | (nonceWord & 0xf) : (number << 3) | (nonceWord & 7);
      const nonce = [nonceWord >>> 24, nonceWord >>> 16, nonceWord >>> 8, nonceWord];
      return answer([...nonce, 0, id, versionField >>> 8, versionField], 4);
    },
    /** `25 MHz x fb / (refdiv x (p1 + 1) x (p2 + 1))`; 0 when powered down [KG]. */
    frequencyMhz(registers) {
      const pll = registers.get(REGISTER.pll) ?? 0;
      const divider = ((pll >>> 8) & 0xff) * (((pll >>> 4) & 0xf) + 1) * ((pll & 0xf) + 1);
      return divider === 0 ? 0 : (25 * ((pll >>> 16) & 0xff)) / divider;
    },
    /** `25 MHz / (8 x (divider + 1))`, divider in bits 15-8 [MUJ]. */
    baudRate: (registers) =>
      25_000_000 / (8 * ((((registers.get(REGISTER.fastUart) ?? 0) >>> 8) & 0xff) + 1)),
    ticketDifficulty(registers) {
      let difficulty = 1;
      for (let left = registers.get(REGISTER.ticketMask) ?? 0; left !== 0; left &= left - 1) difficulty *= 2;
      return difficulty;
    },
    rolledMask: (registers) =>
      isRolling(registers) ? (registers.get(REGISTER.versionRolling) ?? 0) & 0xffff : 0,
    /** The top four bits each let a quarter of the cores tell [MUJ]. */
    tellsNonces: (registers) =>
      (registers.get(REGISTER.miscControl) ?? 0) >>> 28 !== 0 && isRolling(registers),
    sliceOf: sliceByAddressBits,
  };
}

/** Written once, register A4 makes answers two bytes longer [MUJ]. */
function isRolling(registers: Registers): boolean {
  return (registers.get(REGISTER.versionRolling) ?? 0) >>> 31 === 1;
}

const HEADER_JOBS: JobFormat = {
  frameLength: (lengthByte) => (JOB_LENGTH_BYTES.has(lengthByte) ? JOB_LENGTH : null),
  parse(body): HostCommand | null {
    const end = body.length - 2;
    if (chipCrc16(body.subarray(0, end)) !== (((body[end] ?? 0) << 8) | (body[end + 1] ?? 0))) return null;
    const header = new Uint8Array(HEADER_WORDS * 4);
    for (let word = 0; word < HEADER_WORDS; word += 1) {
      const at = WORDS_AT + (HEADER_WORDS - 1 - word) * 4;
      header.set(body.subarray(at, at + 4), word * 4);
    }
    const tailWords = [wordAt(header, 64), wordAt(header, 68), wordAt(header, 72)] as const;
    const job = { chipJobId: (body[2] ?? 0) & 0x7f, tailWords, midstates: [], head: header.subarray(0, 64) };
    return { kind: 'job', job };
  },
};
