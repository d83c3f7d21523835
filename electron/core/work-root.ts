/**
 * One merkle root and every work item under it. Version first: with mask 1fffe000 a root serves 16,384
 * items of four midstates, and an item costs one compression a midstate.
 */
import { bytesToHex, writeU32LE } from './bytes.ts';
import { coinbaseOf, header76Of, merkleRootOf } from './header.ts';
import type { Job, MidstateCount, Work } from './job.ts';
import { midstate } from './sha256d.ts';
import { nthVersion, rollableBitsOf, versionCount } from './version-rolling.ts';

export interface WorkRootParts {
  readonly job: Job;
  /** Counter, below `extranonce2Capacity`. */
  readonly extranonce2: bigint;
  /** The job's own unless the extranonce2 space ran out: see `ntimeVerdict`. */
  readonly ntime: number;
}

export class WorkRoot {
  readonly job: Job;
  /** Distinct versions under this root, the job's own first. */
  readonly versionCount: number;
  readonly #extranonce2: string;
  readonly #ntime: number;
  readonly #rollable: number;
  readonly #header76: Uint8Array;

  constructor({ job, extranonce2, ntime }: WorkRootParts) {
    const bytes = extranonce2Bytes(extranonce2, job.extranonce2Size);
    this.job = job;
    this.#extranonce2 = bytesToHex(bytes);
    this.#ntime = ntime;
    this.#rollable = rollableBitsOf(job);
    this.versionCount = versionCount(this.#rollable);
    const root = merkleRootOf(coinbaseOf(job, bytes), job.merkleBranch);
    this.#header76 = header76Of(job, root, job.version, ntime);
  }

  /** Items under this root. */
  itemCount(midstatesPerWork: MidstateCount): number {
    return this.versionCount / this.versionsPerItem(midstatesPerWork);
  }

  /**
   * Item 0 begins with the job's own version. An item has `midstatesPerWork` versions, or one where the root
   * has fewer than that. Throws a RangeError from `itemCount` on.
   */
  workAt(item: number, midstatesPerWork: MidstateCount): Work {
    const count = this.versionsPerItem(midstatesPerWork);
    const first = item * count;
    if (!Number.isInteger(item) || item < 0 || first >= this.versionCount) {
      throw new RangeError(`No work item ${item} under this root`);
    }
    const header76 = this.#header76.slice();
    const versions = new Array<number>(count);
    const midstates = new Array<Uint32Array>(count);
    // Backwards, so that the header is left with the first version.
    for (let i = count - 1; i >= 0; i -= 1) {
      const version = nthVersion(this.job.version, this.#rollable, first + i);
      writeU32LE(header76, 0, version);
      versions[i] = version;
      midstates[i] = midstate(header76);
    }
    return {
      job: this.job,
      extranonce2: this.#extranonce2,
      ntime: this.#ntime,
      versions,
      midstates,
      header76,
    };
  }

  /** Version counts are powers of two, so an item is always full. */
  versionsPerItem(midstatesPerWork: MidstateCount): number {
    return this.versionCount < midstatesPerWork ? 1 : midstatesPerWork;
  }
}

/** How many values an extranonce2 of `size` bytes has. */
export const extranonce2Capacity = (size: number): bigint => 1n << BigInt(8 * size);

/** A counter as exactly `size` bytes, lowest first. Throws a RangeError when it does not fit. */
export function extranonce2Bytes(value: bigint, size: number): Uint8Array {
  if (value < 0n || value >= extranonce2Capacity(size)) {
    throw new RangeError(`extranonce2 ${value} does not fit ${size} bytes`);
  }
  const bytes = new Uint8Array(size);
  let rest = value;
  for (let i = 0; i < size && rest > 0n; i += 1) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}
