/** Five bytes from a BM1384: `nonce[4] 80|id`, without any checksum, or `value[4] crc` of a register (KG). */
import { type Answer, isIntact, type NonceAnswer, nonceAnswerOf } from '../bm13xx/answers.ts';
import type { BareFormat } from '../bm13xx/bare-answers.ts';
import type { JobIdRule, JobRing } from '../bm13xx/job-ring.ts';
import type { NonceCandidates } from '../bm13xx/nonce-match.ts';
import { BM1384 } from './chip.ts';

export const BM1384_JOB_IDS: JobIdRule = { step: 1, max: 0x1f, wrapTo: 0x10 };

/** Last byte of a nonce: the mark above, the job's id below. */
const MARK_MASK = 0xe0;
const NONCE_MARK = 0x80;
const ID_MASK = 0x1f;
/** First byte of a clock's answer; an id's begins with the chip's name. */
const CLOCK_MARK = 0x80;
/** An answer whose id and the three before it were never sent is none (KG). */
const NEAR = 3;

export const BM1384_ANSWERS: BareFormat = {
  answerLength: BM1384.answerLength,
  read(frame) {
    const last = frame[4] ?? 0;
    if ((last & MARK_MASK) === NONCE_MARK) return nonceAnswerOf(frame.subarray(0, 4), last & ID_MASK);
    return (last & MARK_MASK) === 0 && isIntact(frame) ? registerOf(frame) : null;
  },
  isChecked: () => true,
};

/** The job of that id and no other (KG). */
export function candidatesOf(ring: JobRing, { idByte }: NonceAnswer): NonceCandidates | null {
  const work = ring.at(idByte);
  if (work !== null) return { isNamed: true, slots: [{ work, versionIndex: 0 }] };
  for (let back = 1; back <= NEAR; back += 1) {
    if (ring.at(idByte - back) !== null) return { isNamed: false, slots: [] };
  }
  return null;
}

function registerOf(frame: Uint8Array): Answer | null {
  const [b3 = 0, b2 = 0, b1 = 0, b0 = 0] = frame;
  const value = ((b3 << 24) | (b2 << 16) | (b1 << 8) | b0) >>> 0;
  const isKnown = value >>> 16 === BM1384.chipId || b3 === CLOCK_MARK;
  return isKnown ? { kind: 'register', value, address: null, register: null } : null;
}
