/** Jobs of chips that are given midstates: which parts of a header they take, and in which order (KG, ESP). */
import { crc16 } from './crc.ts';

const PREAMBLE = [0x55, 0xaa] as const;
const JOB_TYPE = 0x21;
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

/**
 * A job of 1 or 4 midstates: 56 or 152 bytes, the counts that chips are known to take; 2 and 3 are filled up
 * by repeating them. A BM1387 takes the same without the preamble, its first two bytes (KG).
 */
export function jobFrame(chipJobId: number, fields: JobFields): Uint8Array {
  const { header76, midstates } = fields;
  const count = midstates.length === 1 ? 1 : 4;
  const length = JOB_HEAD_LENGTH + MIDSTATE_LENGTH * count + CRC_LENGTH;
  const frame = new Uint8Array(PREAMBLE.length + length);
  frame.set([...PREAMBLE, JOB_TYPE, length, chipJobId, count], 0);
  writeTail(frame, 10, header76);
  let at = 22;
  for (let index = 0; index < count; index += 1) {
    writeMidstate(frame, at, midstates[index % midstates.length]);
    at += MIDSTATE_LENGTH;
  }
  const crc = crc16(frame, PREAMBLE.length, at);
  frame[at] = crc >>> 8;
  frame[at + 1] = crc;
  return frame;
}

/** Header bytes 72..75, 68..71, 64..67, each as it stands in the header (KG). */
export function writeTail(frame: Uint8Array, offset: number, header76: Uint8Array): void {
  frame.set(header76.subarray(72, 76), offset);
  frame.set(header76.subarray(68, 72), offset + 4);
  frame.set(header76.subarray(64, 68), offset + 8);
}

/** Words in reverse order, h7 first, each big endian (KG). */
export function writeMidstate(frame: Uint8Array, offset: number, midstate: Uint32Array | undefined): void {
  let at = offset;
  for (let word = 7; word >= 0; word -= 1) {
    const value = midstate?.[word] ?? 0;
    frame[at] = value >>> 24;
    frame[at + 1] = value >>> 16;
    frame[at + 2] = value >>> 8;
    frame[at + 3] = value;
    at += 4;
  }
}
