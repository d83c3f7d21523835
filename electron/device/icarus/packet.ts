/**
 * The bytes of the Icarus family: 64 of work to the device, and works whose answer is known, to tell a device by.
 * There is no checksum and no length: 115,200 baud, 8N1, and the next packet ends the one before (KI, BI).
 */
import { hexToBytes } from '../../core/bytes.ts';
import { type JobFields, writeMidstate, writeTail } from '../bm13xx/job-frame.ts';

export const ICARUS_BAUD_RATE = 115_200;
/** Bytes of a nonce; what follows it in an answer differs by device. */
export const NONCE_BYTES = 4;
/** Antminers have room for this many works, and answer with the work's number in the low bits of a fifth byte (KI). */
export const WORK_ID_COUNT = 0x1f;
export const WORK_ID_MASK = 0x1f;

const PACKET_BYTES = 64;
const WORK_ID_AT = 51;
const TAIL_AT = 52;

/**
 * State h7..h0 of the first version, zeros, then nBits, nTime and the merkle tail, each as in the header. `workId`,
 * 0 to 30, is for Antminers; null leaves its byte zero.
 */
export function workPacket(work: JobFields, workId: number | null): Uint8Array {
  const packet = new Uint8Array(PACKET_BYTES);
  writeMidstate(packet, 0, work.midstates[0]);
  packet[WORK_ID_AT] = workId ?? 0;
  writeTail(packet, TAIL_AT, work.header76);
  return packet;
}

/** A work that every device of the family solves within a moment: block 171,874 (KI, BI). */
export const GOLDEN_WORK = hexToBytes(
  `4679ba4ec99876bf4bfe086082b400254df6c356451471139a3afa71e48f544a${'00'.repeat(20)}87320b1a1426674f2fa722ce`,
);
/** Its nonce, as on the wire. */
export const GOLDEN_NONCE = hexToBytes('000187a2');

/** A work with a nonce in every part of the range, so that the answer tells into how many it is cut (BI). */
export const DIVISION_WORK = hexToBytes(
  `2e4c8f91fd595d2d7ea20aaacb64a2a04382860277cf26b6a1ee04c56a5b504a${'00'.repeat(20)}6461011ac906a951fb9b3c73`,
);

/** Equal parts of the nonce range that are searched side by side. */
export type WorkDivision = 1 | 2 | 4 | 8;

const DIVISION_NONCES: readonly (readonly [nonce: number, division: WorkDivision])[] = [
  [0x04c0fdb4, 1],
  [0x82540e46, 2],
  [0x417c0f36, 4],
  [0x60c994d5, 8],
];

/** What an answer to `DIVISION_WORK` says; `wireNonce` is read high byte first. Null for any other nonce. */
export function divisionOf(wireNonce: number): WorkDivision | null {
  return DIVISION_NONCES.find(([nonce]) => nonce === wireNonce)?.[1] ?? null;
}
