/** A job to build on, and a hash of a header written apart from the core. */
import { createHash } from 'node:crypto';
import type { Job } from '../../../electron/core/job.ts';
import { buildJob, type JobFields } from '../../../electron/core/job-builder.ts';

export const MAINNET = { kind: 'mainnet' } as const;

/** Of real shape: a height of 925,000 in the coinbase, two branches. */
export const FIELDS: JobFields = {
  jobId: 'j1',
  session: 1,
  prevHashStratum: '6b6455fd6db962c101f2d4fc0d67f4a3bc96391d000152960000000000000000',
  coinbase1Hex: `02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff170348${'1d0e'}0d5075626c69632d506f6f6c`,
  coinbase2Hex: 'ffffffff0100f2052a01000000015100000000',
  extranonce1Hex: '4128064f',
  extranonce2Size: 4,
  merkleBranchHex: ['21'.repeat(32), 'c5'.repeat(32)],
  versionHex: '20000000',
  nbitsHex: '17023a04',
  ntimeHex: '685468d7',
  versionRolling: true,
  versionMask: 0x1fffe000,
  difficulty: 512,
  chain: MAINNET,
  receivedAtMs: 5,
  receivedMonoMs: 6,
};

export const jobWith = (fields: Partial<JobFields> = {}): Job => buildJob({ ...FIELDS, ...fields });

export function sha256dOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();
}
