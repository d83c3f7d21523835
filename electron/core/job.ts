/**
 * Jobs and work. A job is what a pool announces; work is one assignable piece of it for a stick.
 * Both are immutable: work in flight keeps the job it was made from, whatever the pool says later.
 */

export interface Job {
  /** Opaque, returned to the pool byte for byte. Unique only inside one connection. */
  readonly jobId: string;
  /** Counts connections and extranonce1 changes of the source: a share of an older session is void. */
  readonly session: number;
  /** 32 bytes in header order. */
  readonly prevHash: Uint8Array;
  readonly coinbase1: Uint8Array;
  readonly coinbase2: Uint8Array;
  readonly extranonce1: Uint8Array;
  /** Bytes, 1 to 16. */
  readonly extranonce2Size: number;
  /** Internal byte order, 32 bytes each. */
  readonly merkleBranch: readonly Uint8Array[];
  readonly version: number;
  readonly nbits: number;
  readonly ntime: number;
  /** Whether the pool granted version rolling: then submit carries the sixth field, even with mask 0. */
  readonly versionRolling: boolean;
  /** Bits we may roll, as an unsigned 32-bit number. */
  readonly versionMask: number;
  /** Share difficulty in force when the job was announced; exact decimal as the pool wrote it. */
  readonly difficulty: number;
  /** A share needs hash <= shareTarget. */
  readonly shareTarget: bigint;
  readonly networkTarget: bigint;
  readonly networkDifficulty: number;
  /** From the coinbase (BIP 34), or null. */
  readonly blockHeight: number | null;
  readonly receivedAtMs: number;
  readonly receivedMonoMs: number;
}

/** `replace`: older work is worthless, stop it now. `update`: older work is still good, start this soon. */
export type JobChange = 'replace' | 'update';

/** One assignable piece: job + extranonce2 + ntime + 1 or 4 versions. */
export interface Work {
  readonly job: Job;
  /** Lower-case hex, exactly 2 x extranonce2Size digits. */
  readonly extranonce2: string;
  readonly ntime: number;
  /** Full header versions, one per midstate. */
  readonly versions: readonly number[];
  /** SHA-256 state after header bytes 0..63, eight words h0..h7, one per version. */
  readonly midstates: readonly Uint32Array[];
  /** Header bytes 0..75 with the first version; the nonce and other versions are filled in by `headerOf`. */
  readonly header76: Uint8Array;
}

/** How many versions of a header a chip takes in one job. */
export type MidstateCount = 1 | 4;

/**
 * How much of a job's versions one item covers: so many that are named, or `whole` for chips that roll them
 * themselves. Then the item names the job's own version only, and nobody else gets another of the same header.
 */
export type VersionShare = MidstateCount | 'whole';

/** A pull feed of work for one stick. Null: there is nothing to do (paused, or no pool lives). */
export interface WorkFeed {
  /** Work of this share of the versions, 4 when not said; of fewer where the job does not have them. */
  next(share?: VersionShare): Work | null;
}
