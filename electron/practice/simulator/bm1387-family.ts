/** The BM1387 as simulated: NewPac and Terminus R606 [KG]. Written apart from `device/`, like `chip-frames.ts`. */
import type { ChipFamily, HostReader } from './chip-family.ts';
import { chipCrc5, type HostCommand, joined, parseJob } from './chip-frames.ts';
import { sliceByFirstByte } from './nonce-slice.ts';

const REGISTER = { chipId: 0x00, pll: 0x0c, miscControl: 0x1c } as const;
const JOB_HEADER = 0x21;
/** Jobs of one, two and four midstates: their length byte counts the whole frame. */
const JOB_LENGTHS: ReadonlySet<number> = new Set([0x36, 0x56, 0x96]);
/** Length by header byte of commands. */
const COMMAND_LENGTHS: ReadonlyMap<number, number> = new Map([
  [0x41, 5],
  [0x44, 5],
  [0x48, 9],
  [0x54, 5],
  [0x55, 5],
  [0x58, 9],
]);

export const BM1387_FAMILY: ChipFamily = {
  cores: 114,
  powerUp: new Map([
    [REGISTER.chipId, 0x13879000],
    // Not published: 50 MHz.
    [REGISTER.pll, 0x00100241],
    [REGISTER.miscControl, 0x00201a00],
  ]),
  fixed: new Set([REGISTER.chipId]),
  newReader: () => new Bm1387Reader(),
  /** The clock's answer begins with 80, and neither says who answers. */
  registerAnswer(_address, register, registers) {
    const value = registers.get(register) ?? 0;
    const mark = register === REGISTER.pll ? 0x80 : value >>> 24;
    return answer([mark, value >>> 16, value >>> 8, value, 0, 0], 0);
  },
  /** The place of the midstate is added to the id. */
  nonceAnswer: (nonceWord, chipJobId, midstateIndex) =>
    answer([nonceWord >>> 24, nonceWord >>> 16, nonceWord >>> 8, nonceWord, 0, chipJobId + midstateIndex], 4),
  frequencyMhz(registers) {
    const pll = registers.get(REGISTER.pll) ?? 0;
    const divider = ((pll >>> 8) & 0xff) * ((pll >>> 4) & 0xf) * (pll & 0xf);
    return divider === 0 ? 0 : (25 * ((pll >>> 16) & 0xff)) / divider;
  },
  /** The divider's byte has its top bit set where it comes with the gate block. */
  baudRate(registers) {
    const divider = ((registers.get(REGISTER.miscControl) ?? 0) >>> 8) & 0x7f;
    return 25_000_000 / (8 * (divider + 1));
  },
  ticketDifficulty: () => 1,
  sliceOf: sliceByFirstByte,
};

class Bm1387Reader implements HostReader {
  badFrames = 0;
  #pending: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): HostCommand[] {
    this.#pending = joined(this.#pending, bytes);
    const commands: HostCommand[] = [];
    let at = 0;
    while (this.#pending.length - at >= 2) {
      const frame = this.#pending.subarray(at);
      const length = lengthOf(frame[0] ?? 0, frame[1] ?? 0);
      if (length !== null && frame.length < length) break;
      const command = length === null ? null : parse(frame.subarray(0, length));
      if (command !== null) commands.push(command);
      else this.badFrames += 1;
      at += command === null || length === null ? 1 : length;
    }
    this.#pending = this.#pending.slice(at);
    return commands;
  }

  clear(): void {
    this.#pending = new Uint8Array(0);
  }
}

function lengthOf(header: number, length: number): number | null {
  const isKnown = header === JOB_HEADER ? JOB_LENGTHS.has(length) : COMMAND_LENGTHS.get(header) === length;
  return isKnown ? length : null;
}

function parse(frame: Uint8Array): HostCommand | null {
  const [header = 0, , address = 0, register = 0, b3 = 0, b2 = 0, b1 = 0, b0 = 0] = frame;
  if (header === JOB_HEADER) return parseJob(frame);
  if (chipCrc5(frame, (frame.length - 1) * 8) !== frame.at(-1)) return null;
  const isForAll = (header & 0x10) !== 0;
  switch (header) {
    case 0x41:
      return { kind: 'setAddress', address };
    case 0x55:
      return { kind: 'chainInactive' };
    case 0x44:
    case 0x54:
      return { kind: 'readRegister', address: isForAll ? null : address, register };
    default: {
      const value = ((b3 << 24) | (b2 << 16) | (b1 << 8) | b0) >>> 0;
      return { kind: 'writeRegister', address: isForAll ? null : address, register, value };
    }
  }
}

/** Six bytes and the last one: type bits and CRC over all before them. */
function answer(body: readonly number[], type: number): Uint8Array {
  const frame = Uint8Array.from([...body, type << 5]);
  frame[body.length] = (type << 5) | chipCrc5(frame, body.length * 8 + 3);
  return frame;
}
