/** Frames from the host to the chips: `55 AA | type | length | payload | crc` (ESP). */
import { crc5, crc16 } from './crc.ts';

const PREAMBLE = [0x55, 0xaa] as const;
const TYPE = {
  setAddress: 0x40,
  writeOne: 0x41,
  readOne: 0x42,
  writeAll: 0x51,
  readAll: 0x52,
  chainInactive: 0x53,
  job: 0x21,
} as const;

/** From type to first midstate (ESP): type, length, id, count, start nonce, nbits, ntime, merkle tail. */
const JOB_HEAD_LENGTH = 20;
const CRC_LENGTH = 2;
const MIDSTATE_LENGTH = 32;

/** What a job frame carries of a block header. */
export interface JobFields {
  /** Header bytes 0..75. */
  readonly header76: Uint8Array;
  /** SHA-256 state after header bytes 0..63, eight words h0..h7, one for each version. */
  readonly midstates: readonly Uint32Array[];
}

/** Takes the first chip that has no address yet, and gives it this one, 0 to 255. */
export function setAddress(address: number): Uint8Array {
  return command([TYPE.setAddress, 5, address, 0]);
}

/** Chips stop forwarding commands until they are given an address. */
export function chainInactive(): Uint8Array {
  return command([TYPE.chainInactive, 5, 0, 0]);
}

/** Asks one chip, or all when `address` is null, for a register. */
export function readRegister(address: number | null, register: number): Uint8Array {
  return command([address === null ? TYPE.readAll : TYPE.readOne, 5, address ?? 0, register]);
}

/** Writes 32 bits, sent most significant byte first, to one chip, or to all when `address` is null. */
export function writeRegister(address: number | null, register: number, value: number): Uint8Array {
  const type = address === null ? TYPE.writeAll : TYPE.writeOne;
  const bytes = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
  return command([type, 9, address ?? 0, register, ...bytes]);
}

/**
 * A job of 1 or 4 midstates: 56 or 152 bytes, the counts that chips are known to take; 2 and 3 are filled up
 * by repeating them. Midstates go with their words in reverse order, each word big
 * endian; the tail is header bytes 72..75, 68..71, 64..67, each as it stands in the header (KG).
 */
export function jobFrame(chipJobId: number, fields: JobFields): Uint8Array {
  const { header76, midstates } = fields;
  const count = midstates.length === 1 ? 1 : 4;
  const length = JOB_HEAD_LENGTH + MIDSTATE_LENGTH * count + CRC_LENGTH;
  const frame = new Uint8Array(PREAMBLE.length + length);
  frame.set([...PREAMBLE, TYPE.job, length, chipJobId, count], 0);
  frame.set(header76.subarray(72, 76), 10);
  frame.set(header76.subarray(68, 72), 14);
  frame.set(header76.subarray(64, 68), 18);
  let at = 22;
  for (let index = 0; index < count; index += 1) {
    const midstate = midstates[index % midstates.length];
    for (let word = 7; word >= 0; word -= 1) {
      const value = midstate?.[word] ?? 0;
      frame[at] = value >>> 24;
      frame[at + 1] = value >>> 16;
      frame[at + 2] = value >>> 8;
      frame[at + 3] = value;
      at += 4;
    }
  }
  const crc = crc16(frame, PREAMBLE.length, at);
  frame[at] = crc >>> 8;
  frame[at + 1] = crc;
  return frame;
}

function command(body: readonly number[]): Uint8Array {
  const frame = new Uint8Array(PREAMBLE.length + body.length + 1);
  frame.set(PREAMBLE, 0);
  frame.set(body, PREAMBLE.length);
  frame[frame.length - 1] = crc5(frame.subarray(PREAMBLE.length, frame.length - 1));
  return frame;
}
