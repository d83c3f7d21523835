/** Job ids of the BM1397: multiples of 4, because an answer's low two bits name the midstate. */
import type { NonceAnswer } from '../bm13xx/answers.ts';
import type { JobIdRule, JobRing } from '../bm13xx/job-ring.ts';
import type { NonceCandidates, WorkSlot } from '../bm13xx/nonce-match.ts';

export const GEKKO_JOB_IDS: JobIdRule = { step: 4, max: 0x7f, wrapTo: 0x10 };
export const ESP_JOB_IDS: JobIdRule = { step: 4, max: 0x7f, wrapTo: 0 };

const JOB_ID_MASK = 0xfc;

/** The named slot first, then every version of the works in the look-back window (KG). */
export function candidatesOf(ring: JobRing, answer: NonceAnswer): NonceCandidates {
  const named = namedSlot(ring, answer.idByte);
  return { isNamed: named !== null, slots: slotsOf(ring, named) };
}

function namedSlot(ring: JobRing, idByte: number): WorkSlot | null {
  const work = ring.at(idByte & JOB_ID_MASK);
  if (work === null) return null;
  // A frame repeats the versions of work that has fewer than four.
  return { work, versionIndex: (idByte & ~JOB_ID_MASK) % work.versions.length };
}

function* slotsOf(ring: JobRing, named: WorkSlot | null): Generator<WorkSlot> {
  if (named !== null) yield named;
  for (const work of ring.recent()) {
    for (let versionIndex = 0; versionIndex < work.versions.length; versionIndex += 1) {
      if (work === named?.work && versionIndex === named.versionIndex) continue;
      yield { work, versionIndex };
    }
  }
}
