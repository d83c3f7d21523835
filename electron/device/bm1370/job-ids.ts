/** Job ids of chips that take whole headers: what is sent, what comes back, and which work an answer is about. */
import { writeU32LE } from '../../core/bytes.ts';
import type { Work } from '../../core/job.ts';
import { midstate } from '../../core/sha256d.ts';
import type { NonceAnswer } from '../bm13xx/answers.ts';
import type { JobIdRule, JobRing } from '../bm13xx/job-ring.ts';
import type { NonceCandidates, WorkSlot } from '../bm13xx/nonce-match.ts';
import type { HeaderChip } from './chips.ts';
import { rolledVersion } from './version.ts';

/** GekkoScience on a BM1362 (KG). */
export const GEKKO_BM1362_JOB_IDS: JobIdRule = { step: 0x08, max: 0x78, wrapTo: 0x10 };
/** GekkoScience on a BM1370 or BM1368: five ids only (KG). */
export const GEKKO_BM1370_JOB_IDS: JobIdRule = { step: 0x18, max: 0x78, wrapTo: 0x18 };
/** ESP-Miner on a BM1366, and on a BM1362 by the same bits (ESP). */
export const ESP_BM1366_JOB_IDS: JobIdRule = { step: 8, max: 0x7f, wrapTo: 0, carries: true };
/** ESP-Miner on a BM1368, BM1370 or BM1373 (ESP). */
export const ESP_BM1370_JOB_IDS: JobIdRule = { step: 24, max: 0x7f, wrapTo: 0, carries: true };

/**
 * Job id that an answer's id byte names. A sent id is a job number in bits 6 to 3; it comes back in bits 7 to 3
 * or, from chips with 16 sub-cores, in bits 7 to 4 (ESP, MUJ).
 */
export function jobIdOf(idByte: number, chip: HeaderChip): number {
  return chip.jobNumberBits === 4 ? (idByte & 0xf0) >> 1 : idByte & 0xf8;
}

/** Sub-core that an answer's id byte names, 0 to 7 or 0 to 15. */
export function subCoreOf(idByte: number, chip: HeaderChip): number {
  return idByte & (chip.subCoreCount - 1);
}

/** The named work first, then the newest ones (KG), each with the version that the chip says it rolled. */
export function headerCandidates(ring: JobRing, answer: NonceAnswer, chip: HeaderChip): NonceCandidates {
  const named = ring.at(jobIdOf(answer.idByte, chip));
  return { isNamed: named !== null, slots: slotsOf(ring, named, answer.versionField ?? 0) };
}

function* slotsOf(ring: JobRing, named: Work | null, versionField: number): Generator<WorkSlot> {
  if (named !== null) yield { work: rolledWork(named, versionField), versionIndex: 0 };
  for (const work of ring.recent()) {
    if (work !== named) yield { work: rolledWork(work, versionField), versionIndex: 0 };
  }
}

/** Work with the one version that was hashed. */
function rolledWork(work: Work, versionField: number): Work {
  const version = rolledVersion(work.versions[0] ?? 0, versionField);
  const header76 = work.header76.slice();
  writeU32LE(header76, 0, version);
  return { ...work, versions: [version], midstates: [midstate(header76)], header76 };
}
