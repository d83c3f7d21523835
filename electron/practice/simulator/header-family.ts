/**
 * Chips that take whole headers and roll versions themselves, as simulated: BM1362, BM1366, BM1368, BM1370
 * [ESP, MUJ, KG]. Written apart from `device/`, like `chip-frames.ts`.
 */
import type { ChipFamily, HostReader, Registers } from './chip-family.ts';
import {
  type ChipJob,
  chipCrc5,
  chipCrc16,
  type HostCommand,
  joined,
  registerCommand,
  wordAt,
} from './chip-frames.ts';
import { midstateOfHeader } from './nonce-search.ts';
import { sliceByAddress, sliceByRange } from './nonce-slice.ts';

export interface HeaderChipFigures {
  /** First two bytes of its id, and the third. */
  readonly chipId: number;
  readonly idTail: number;
  /** Hashes a clock. */
  readonly cores: number;
  /** Bits of an answer's id byte that name the job; the rest is the sub-core. */
  readonly jobNumberBits: 4 | 5;
  /** Whether the address is a part of the nonce. */
  readonly noncesNameChip: boolean;
}

const REGISTER = {
  chipId: 0x00,
  pll: 0x08,
  ticketMask: 0x14,
  miscControl: 0x18,
  fastUart: 0x28,
  rolling: 0xa4,
};
const JOB_TYPE = 0x21;
const JOB_FRAME = 88;
const COMMAND_FRAMES = new Map([
  [0x40, 7],
  [0x41, 11],
  [0x51, 11],
  [0x42, 7],
  [0x52, 7],
  [0x53, 7],
]);
/** Versions that are tried of one job: at a practice chain's odds it lasts longer than any job does. */
const VERSIONS_A_JOB = 512;
const FIELD_SHIFT = 13;
const ROLLED_FIELD = 0xffff;

/** The chip behind these figures. */
export function headerFamily(figures: HeaderChipFigures): ChipFamily {
  const { chipId, idTail, cores, jobNumberBits, noncesNameChip } = figures;
  return {
    cores,
    powerUp: new Map([
      [REGISTER.chipId, ((chipId << 16) | (idTail << 8)) >>> 0],
      // 50 MHz as ESP-Miner assumes [ESP].
      [REGISTER.pll, 0x40a80265],
      [REGISTER.ticketMask, 0],
      [REGISTER.miscControl, 0x0000c100],
      [REGISTER.fastUart, 0x01301a00],
    ]),
    fixed: new Set([REGISTER.chipId]),
    newReader: () => new HeaderReader(),
    registerAnswer(address, register, registers) {
      const value = registers.get(register) ?? 0;
      const told = register === REGISTER.chipId ? (value | address) >>> 0 : value;
      // Longer once rolling was set up [MUJ].
      const rest = registers.has(REGISTER.rolling) ? [0, 0] : [];
      return answer([...bytesOf(told), address, register, ...rest], 0);
    },
    nonceAnswer(nonceWord, chipJobId, _midstateIndex, rolledField) {
      const number = (chipJobId >> 3) & 0xf;
      const id = jobNumberBits === 4 ? (number << 4) | (nonceWord & 0xf) : (number << 3) | (nonceWord & 0x7);
      return answer([...bytesOf(nonceWord), 0, id, rolledField >> 8, rolledField & 0xff], 4);
    },
    rolled: (job, registers) => rolled(job, registers.get(REGISTER.rolling) ?? 0),
    /** `25 MHz x fb / (refdiv x (post1 + 1) x (post2 + 1))` [ESP]; 0 with a multiplier of 0 [KG]. */
    frequencyMhz(registers) {
      const pll = registers.get(REGISTER.pll) ?? 0;
      const divider = ((pll >>> 8) & 0xff) * (((pll >>> 4) & 0xf) + 1) * ((pll & 0xf) + 1);
      return divider === 0 ? 0 : (25 * ((pll >>> 16) & 0xff)) / divider;
    },
    baudRate: (registers) =>
      25_000_000 / (8 * ((((registers.get(REGISTER.fastUart) ?? 0) >>> 8) & 0xff) + 1)),
    ticketDifficulty: (registers: Registers) => 2 ** bitCount(registers.get(REGISTER.ticketMask) ?? 0),
    /** With their reset value chips answer, and tell of no nonce [MUJ]. */
    reports: (registers) => (registers.get(REGISTER.miscControl) ?? 0) >>> 28 !== 0,
    sliceOf: noncesNameChip ? sliceByAddress : sliceByRange,
  };
}

export const BM1362_FAMILY = headerFamily({
  chipId: 0x1362,
  idTail: 3,
  cores: 512,
  jobNumberBits: 5,
  noncesNameChip: true,
});
export const BM1366_FAMILY = headerFamily({
  chipId: 0x1366,
  idTail: 0,
  cores: 894,
  jobNumberBits: 5,
  noncesNameChip: true,
});
export const BM1368_FAMILY = headerFamily({
  chipId: 0x1368,
  idTail: 0,
  cores: 1276,
  jobNumberBits: 4,
  noncesNameChip: false,
});
export const BM1370_FAMILY = headerFamily({
  chipId: 0x1370,
  idTail: 0,
  cores: 2040,
  jobNumberBits: 4,
  noncesNameChip: false,
});

class HeaderReader implements HostReader {
  badFrames = 0;
  #pending: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): HostCommand[] {
    this.#pending = joined(this.#pending, bytes);
    const commands: HostCommand[] = [];
    let at = 0;
    while (this.#pending.length - at >= 4) {
      const frame = this.#pending.subarray(at);
      const length = frame[0] === 0x55 && frame[1] === 0xaa ? lengthOf(frame[2] ?? 0) : null;
      if (length !== null && frame.length < length) break;
      const command = length === null ? null : parse(frame.subarray(2, length));
      if (command !== null) commands.push(command);
      else if (length !== null) this.badFrames += 1;
      at += command === null || length === null ? 1 : length;
    }
    this.#pending = this.#pending.slice(at);
    return commands;
  }

  clear(): void {
    this.#pending = new Uint8Array(0);
  }
}

function lengthOf(type: number): number | null {
  return type === JOB_TYPE ? JOB_FRAME : (COMMAND_FRAMES.get(type) ?? null);
}

/** `body`: type to CRC. */
function parse(body: Uint8Array): HostCommand | null {
  if (body[0] !== JOB_TYPE) return registerCommand(body);
  const end = body.length - 2;
  if (chipCrc16(body.subarray(0, end)) !== (((body[end] ?? 0) << 8) | (body[end + 1] ?? 0))) return null;
  // Nineteen words of the header, the last one first.
  const header = new Uint8Array(76);
  for (let word = 0; word < 19; word += 1) {
    header.set(body.subarray(8 + word * 4, 12 + word * 4), (18 - word) * 4);
  }
  const tailWords = [wordAt(header, 64), wordAt(header, 68), wordAt(header, 72)] as const;
  const job = { chipJobId: (body[2] ?? 0) & 0x7f, tailWords, midstates: [midstateOfHeader(header)], header };
  return { kind: 'job', job };
}

/** All chips of a chain get the same job, and most often roll it alike. */
const lastRolled = new WeakMap<ChipJob, { readonly mask: number; readonly job: ChipJob }>();

/** The job with the versions that register A4 lets the chip try: the header's own first. */
function rolled(job: ChipJob, rolling: number): ChipJob {
  const mask = rolling & ROLLED_FIELD;
  const known = lastRolled.get(job);
  if (known?.mask === mask) return known.job;
  const fresh = rolledBy(job, mask);
  lastRolled.set(job, { mask, job: fresh });
  return fresh;
}

function rolledBy(job: ChipJob, mask: number): ChipJob {
  const { header } = job;
  if (header === undefined) return job;
  const base =
    (header[0] ?? 0) | ((header[1] ?? 0) << 8) | ((header[2] ?? 0) << 16) | ((header[3] ?? 0) << 24);
  const rolledFields = fieldsUnder(mask);
  const midstates = rolledFields.map((field) => {
    const version = base | (field << FIELD_SHIFT);
    const versioned = header.slice();
    new DataView(versioned.buffer).setInt32(0, version, true);
    return midstateOfHeader(versioned);
  });
  return { ...job, midstates, rolledFields };
}

/** Numbers whose bits all lie in the mask, from 0 on. */
function fieldsUnder(mask: number): readonly number[] {
  const fields = [0];
  for (
    let field = (0 - mask) & mask;
    field !== 0 && fields.length < VERSIONS_A_JOB;
    field = (field - mask) & mask
  ) {
    fields.push(field);
  }
  return fields;
}

function bytesOf(word: number): readonly number[] {
  return [word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff];
}

function bitCount(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** `AA 55 ... last`: type bits and CRC over all after the preamble. */
function answer(body: readonly number[], type: number): Uint8Array {
  const frame = Uint8Array.from([0xaa, 0x55, ...body, type << 5]);
  frame[frame.length - 1] = (type << 5) | chipCrc5(frame.subarray(2), body.length * 8 + 3);
  return frame;
}
