/** Jobs for the engine's tests: real in form, easy in difficulty. */
import type { Job } from '../../../electron/core/job.ts';
import { buildJob, type JobFields } from '../../../electron/core/job-builder.ts';

const PARTS: JobFields = {
  jobId: 'a1',
  session: 1,
  prevHashStratum: '4d16b6f85af6e2198f44ae2a6de67f78487ae5611b77c6c0440b921e00000000',
  coinbase1Hex:
    '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff20020862062f503253482f04b8864e5008',
  coinbase2Hex:
    '072f736c7573682f000000000100f2052a010000001976a914d23fcdf86f7e756a64a7a9688ef9903327048ed988ac00000000',
  extranonce1Hex: '08000002',
  extranonce2Size: 4,
  merkleBranchHex: [],
  versionHex: '20000000',
  nbitsHex: '1c2ac4af',
  ntimeHex: '504e86b9',
  versionRolling: true,
  versionMask: 0x1fffe000,
  difficulty: 1,
  chain: { kind: 'practice', bits: 26 },
  receivedAtMs: 0,
  receivedMonoMs: 0,
};

export const jobWith = (parts: Partial<JobFields> = {}): Job => buildJob({ ...PARTS, ...parts });
