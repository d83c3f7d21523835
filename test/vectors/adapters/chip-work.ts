/** Work as a vector describes it: a header and the versions its driver would roll, with our own midstates. */
import { readU32LE, writeU32LE } from '../../../electron/core/bytes.ts';
import type { Job, Work } from '../../../electron/core/job.ts';
import { midstate } from '../../../electron/core/sha256d.ts';

/** Work of these versions on a header of 76 or 80 bytes. Of its job only what a chip could care for is there. */
export function workOf(header: Uint8Array, versions: readonly number[]): Work {
  const header76 = header.slice(0, 76);
  const midstates = versions.map((version) => {
    writeU32LE(header76, 0, version);
    return midstate(header76);
  });
  writeU32LE(header76, 0, versions[0] ?? 0);
  return {
    job: { jobId: 'vector' } as Job,
    extranonce2: '',
    ntime: readU32LE(header76, 68),
    versions,
    midstates,
    header76,
  };
}

/**
 * The four versions cgminer sends under a mask: none of it, its lowest non-zero hex digit, the rest, all
 * (KG). One version without a mask.
 */
export function cgminerVersions(version: number, mask: number | null): readonly number[] {
  if (mask === null) return [version];
  let low = 0;
  for (let shift = 0; shift < 32 && low === 0; shift += 4) low = (mask & (0xf << shift)) >>> 0;
  return [0, low, mask - low, mask].map((bits) => (version | bits) >>> 0);
}

/** The four versions ESP-Miner sends: counted up by the mask's lowest bit, carry and all (ESP). */
export function espVersions(version: number, mask: number): readonly number[] {
  const step = (mask & -mask) >>> 0;
  return [0, 1, 2, 3].map((count) => (version + count * step) >>> 0);
}
