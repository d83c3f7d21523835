/** Jobs of chips that take whole headers: 88 bytes of header with its words in reverse order (ESP, KG). */
import { crc16 } from '../bm13xx/crc.ts';

/** Two bytes of the frame that drivers disagree about and chips take either way (MUJ, KG). */
export interface HeaderJobForm {
  readonly lengthByte: number;
  readonly countByte: number;
}

/** The true count of bytes (ESP). */
export const ESP_JOB_FORM: HeaderJobForm = { lengthByte: 0x56, countByte: 1 };
/** Stock firmware of S19j Pro and S21 Pro (MUJ); GekkoScience on a BM1362 (KG). */
export const FACTORY_JOB_FORM: HeaderJobForm = { lengthByte: 0x36, countByte: 1 };
/** GekkoScience on a BM1370 (KG). */
export const GEKKO_BM1370_JOB_FORM: HeaderJobForm = { lengthByte: 0xff, countByte: 0 };

const JOB_TYPE = 0x21;
const FRAME_LENGTH = 88;
const HEADER_AT = 10;
const HEADER_LENGTH = 76;
const CRC_AT = FRAME_LENGTH - 2;

/**
 * Frame of a job under a chip job id. `header76` is header bytes 0..75; bits of its version that the chips
 * shall roll should be clear, what they do with others is not known.
 */
export function headerJobFrame(chipJobId: number, header76: Uint8Array, form: HeaderJobForm): Uint8Array {
  const frame = new Uint8Array(FRAME_LENGTH);
  // The start nonce, bytes 6 to 9, stays 0.
  frame.set([0x55, 0xaa, JOB_TYPE, form.lengthByte, chipJobId, form.countByte]);
  for (let at = 0; at < HEADER_LENGTH; at += 4) {
    frame.set(header76.subarray(HEADER_LENGTH - 4 - at, HEADER_LENGTH - at), HEADER_AT + at);
  }
  const crc = crc16(frame, 2, CRC_AT);
  frame[CRC_AT] = crc >>> 8;
  frame[CRC_AT + 1] = crc;
  return frame;
}
