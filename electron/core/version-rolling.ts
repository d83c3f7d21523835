/**
 * Version rolling (BIP 310). Only bits that are 0 in the job's version are rolled, so that pools that replace
 * the bits and pools that OR them in rebuild the same header. Versions and masks are unsigned 32-bit numbers.
 */
import type { Job } from './job.ts';

/** The 16 bits of BIP 320, which we ask every pool for. */
export const WANTED_VERSION_MASK = 0x1fffe000;

/** The top three bits are 001 in every version (BIP 9) and are nobody's to roll. */
const ROLLABLE = 0x1fffffff;

/** Bits of `mask` that may be rolled on a job. */
export const rollableBits = (mask: number, jobVersion: number): number =>
  (mask & ~jobVersion & ROLLABLE) >>> 0;

/** Bits that may be rolled on this job; none where the pool did not grant it. */
export const rollableBitsOf = (job: Pick<Job, 'versionRolling' | 'versionMask' | 'version'>): number =>
  job.versionRolling ? rollableBits(job.versionMask, job.version) : 0;

/** How many versions the bits give; 1 when there are none. */
export function versionCount(bits: number): number {
  let count = 1;
  for (let left = bits >>> 0; left !== 0; left = (left & (left - 1)) >>> 0) count *= 2;
  return count;
}

/** Version number `n` of a job: counts in `bits`, wraps after `versionCount(bits)`; 0 is the job's own version. */
export function nthVersion(jobVersion: number, bits: number, n: number): number {
  let version = jobVersion;
  for (let bit = bits, left = n; bit !== 0 && left !== 0; bit &= bit - 1, left >>>= 1) {
    if ((left & 1) === 1) version |= bit & -bit;
  }
  return version >>> 0;
}

/** The sixth field of mining.submit: the bits of the final version inside the mask. */
export const submitVersionBits = (version: number, mask: number): number => (version & mask) >>> 0;
