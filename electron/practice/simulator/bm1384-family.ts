/** The BM1384 as simulated: Compac, 2Pac and Terminus [KG]. Written apart from `device/`, like `chip-frames.ts`. */
import type { ChipFamily, HostReader } from './chip-family.ts';
import { type ChipJob, chipCrc5, type HostCommand, joined, midstateAt, wordAt } from './chip-frames.ts';
import { sliceByFirstByte } from './nonce-slice.ts';

const REGISTER = { chipId: 0x00, pll: 0x04 } as const;
const COMMAND_LENGTH = 4;
const COMMAND_CRC_BITS = 27;
const JOB_LENGTH = 64;
/** Zero in every job, which has no other mark. */
const JOB_ZEROS = [32, 33, 34, 35, 36, 37, 38, 44, 45, 46, 47, 48, 49, 50];
const STEP_MHZ = 6.25;

export const BM1384_FAMILY: ChipFamily = {
  cores: 55,
  powerUp: new Map([
    [REGISTER.chipId, 0x13840000],
    // Not published: 100 MHz.
    [REGISTER.pll, 0x0783],
  ]),
  fixed: new Set([REGISTER.chipId]),
  newReader: () => new Bm1384Reader(),
  /** The clock is told in other dividers than it was set with, and neither answer says who gives it. */
  registerAnswer(_address, register, registers) {
    const value = registers.get(register) ?? 0;
    if (register !== REGISTER.pll) return answer([value >>> 24, value >>> 16, value >>> 8, value]);
    const eighths = Math.round(frequencyMhz(value) / STEP_MHZ);
    return answer([0x80, eighths - 1, 0, 3]);
  },
  nonceAnswer: (nonceWord, chipJobId) =>
    Uint8Array.of(nonceWord >>> 24, nonceWord >>> 16, nonceWord >>> 8, nonceWord, 0x80 | chipJobId),
  frequencyMhz: (registers) => frequencyMhz(registers.get(REGISTER.pll) ?? 0),
  /** Never changes. */
  baudRate: () => 115_740,
  ticketDifficulty: (_registers, job) => (job?.ticketMask ?? 0) + 1,
  sliceOf: sliceByFirstByte,
};

/**
 * Nothing marks the beginning of a frame: chips tell jobs from commands by the gaps between them, this reader
 * by the zeros that are in every job and by the checksum that is on every command.
 */
class Bm1384Reader implements HostReader {
  badFrames = 0;
  #pending: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): HostCommand[] {
    this.#pending = joined(this.#pending, bytes);
    const commands: HostCommand[] = [];
    let at = 0;
    while (this.#pending.length - at >= COMMAND_LENGTH) {
      const rest = this.#pending.subarray(at);
      const job = jobOf(rest);
      const command = job === null ? commandOf(rest) : null;
      if (job !== null) commands.push({ kind: 'job', job });
      else if (command !== null) commands.push(command);
      else if (rest.length < JOB_LENGTH) break;
      else this.badFrames += 1;
      at += job !== null ? JOB_LENGTH : command !== null ? COMMAND_LENGTH : 1;
    }
    this.#pending = this.#pending.slice(at);
    return commands;
  }

  clear(): void {
    this.#pending = new Uint8Array(0);
  }
}

function jobOf(bytes: Uint8Array): ChipJob | null {
  if (bytes.length < JOB_LENGTH || JOB_ZEROS.some((at) => bytes[at] !== 0)) return null;
  return {
    chipJobId: (bytes[51] ?? 0) & 0x1f,
    tailWords: [wordAt(bytes, 60), wordAt(bytes, 56), wordAt(bytes, 52)],
    midstates: [midstateAt(bytes, 0)],
    ticketMask: bytes[39] ?? 0,
  };
}

function commandOf(bytes: Uint8Array): HostCommand | null {
  const [type = 0, second = 0, third = 0, crc = 0] = bytes;
  if (chipCrc5(Uint8Array.of(type, second, third, 0), COMMAND_CRC_BITS) !== crc) return null;
  switch (type) {
    case 0x01:
      return third === 0 ? { kind: 'setAddress', address: second } : null;
    case 0x85:
      return { kind: 'chainInactive' };
    case 0x82:
      return { kind: 'writeRegister', address: null, register: REGISTER.pll, value: (second << 8) | third };
    case 0x04:
      return { kind: 'readRegister', address: second, register: third };
    case 0x84:
      return { kind: 'readRegister', address: null, register: third };
    default:
      return null;
  }
}

/** Low bits: a power of two that divides 50 MHz, and whether to halve it again; above them the multiplier. */
function frequencyMhz(pll: number): number {
  const unitMhz = 50 / 2 ** (pll & 3) / ((pll & 4) === 0 ? 1 : 2);
  return ((pll >>> 7) + 1) * unitMhz;
}

function answer(body: readonly number[]): Uint8Array {
  const frame = Uint8Array.from([...body, 0]);
  frame[body.length] = chipCrc5(frame, body.length * 8 + 3);
  return frame;
}
