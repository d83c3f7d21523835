/** Seven bytes from a BM1387: `nonce[4] ? id 80|crc`, or `value[4] 00 00 crc` of a register (KG). */

import type { NonceAnswer } from '../bm13xx/answers.ts';
import { type Answer, isIntact, NONCE_FLAG, nonceAnswerOf } from '../bm13xx/answers.ts';
import type { BareFormat } from '../bm13xx/bare-answers.ts';
import type { JobIdRule, JobRing } from '../bm13xx/job-ring.ts';
import type { NonceCandidates, WorkSlot } from '../bm13xx/nonce-match.ts';
import { BM1387 } from './chip.ts';

export const BM1387_JOB_IDS: JobIdRule = { step: 1, max: 0x7f, wrapTo: 0x10 };

/** First byte of a clock's answer; an id's begins with the chip's name. */
const CLOCK_MARK = 0x80;
/** Jobs that an id may name: the midstate's place is added to the job's id. */
const MIDSTATES = 4;

export const BM1387_ANSWERS: BareFormat = {
  answerLength: BM1387.answerLength,
  read(frame) {
    if (((frame.at(-1) ?? 0) & NONCE_FLAG) !== 0) return nonceAnswerOf(frame.subarray(0, 4), frame[5] ?? 0);
    return isIntact(frame) ? registerOf(frame) : null;
  },
  isChecked: isIntact,
};

/** Job `id` with midstate 0, the one before with midstate 1, and so on; none of them sent is a stray (KG). */
export function candidatesOf(ring: JobRing, { idByte }: NonceAnswer): NonceCandidates | null {
  const slots: WorkSlot[] = [];
  let isNear = false;
  for (let versionIndex = 0; versionIndex < MIDSTATES; versionIndex += 1) {
    const work = ring.at(idByte - versionIndex);
    if (work === null) continue;
    isNear = true;
    if (versionIndex < work.versions.length) slots.push({ work, versionIndex });
  }
  return isNear ? { isNamed: slots.length > 0, slots } : null;
}

function registerOf(frame: Uint8Array): Answer | null {
  const [b3 = 0, b2 = 0, b1 = 0, b0 = 0, address = 0, register = 0] = frame;
  const value = ((b3 << 24) | (b2 << 16) | (b1 << 8) | b0) >>> 0;
  const isId = value >>> 16 === BM1387.chipId;
  // Both bytes are zero in every clock that was seen: a driver takes any other for noise (KG).
  const isClock = b3 === CLOCK_MARK && address === 0 && register === 0;
  return isId || isClock ? { kind: 'register', value, address: null, register: null } : null;
}
