/** A job of a BM1384: 64 bytes with its ticket mask and the share of the nonces that each chip searches (KG). */

import type { JobFields } from '../bm13xx/job-frame.ts';
import { writeMidstate, writeTail } from '../bm13xx/job-frame.ts';
import type { JobSetting } from '../chip-protocol.ts';

const FRAME_LENGTH = 64;
const NONCES = 0xffffffff;

/** Only the first midstate goes. There is no checksum. */
export function jobFrame(chipJobId: number, fields: JobFields, setting: JobSetting): Uint8Array {
  const frame = new Uint8Array(FRAME_LENGTH);
  writeMidstate(frame, 0, fields.midstates[0]);
  frame[39] = setting.ticketDifficulty - 1;
  const noncesOfChip = Math.floor(NONCES / setting.chipCount);
  new DataView(frame.buffer).setUint32(40, noncesOfChip);
  frame[51] = chipJobId;
  writeTail(frame, 52, fields.header76);
  return frame;
}
