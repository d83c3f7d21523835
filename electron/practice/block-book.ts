/**
 * The practice network as the pool sees it: the block being mined and the jobs made for it. Blocks and
 * transactions are invented; sizes, height and difficulty are those of the real network, so what is computed
 * from them looks like the real thing.
 */
import type { Clock, Random } from '../contract/ports.ts';
import type { Chain } from '../contract/units.ts';
import { concatBytes } from '../core/bytes.ts';
import { nbitsToTarget, targetOfDifficulty, targetToNbits } from '../core/target.ts';
import { coinbaseParts } from './practice-coinbase.ts';

export interface PracticeJob {
  readonly jobId: string;
  readonly height: number;
  /** 32 bytes in header order. */
  readonly prevHash: Uint8Array;
  readonly coinbase1: Uint8Array;
  readonly coinbase2: Uint8Array;
  readonly merkleBranch: readonly Uint8Array[];
  readonly version: number;
  readonly nbits: number;
  readonly ntime: number;
  /** Keys of the shares that were taken for this job. */
  readonly takenShares: Set<string>;
}

export interface BlockBookDeps {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly firstHeight: number;
  readonly networkDifficulty: number;
}

/** Jobs of one block that stay good; older ones are forgotten as a real pool does after some minutes. */
const MAX_JOBS = 64;
/** Branches of a block of about 2,000 transactions. */
const BRANCH_LENGTH = 11;
/** BIP 9 version without signals. */
const VERSION = 0x2000_0000;

export class BlockBook {
  readonly #deps: BlockBookDeps;
  readonly #nbits: number;
  readonly #jobs = new Map<string, PracticeJob>();
  #height: number;
  #prevHash: Uint8Array;
  #jobsMade = 0;

  constructor(deps: BlockBookDeps) {
    this.#deps = deps;
    this.#nbits = targetToNbits(targetOfDifficulty(deps.networkDifficulty, deps.chain));
    this.#height = deps.firstHeight;
    this.#prevHash = this.#inventedHash();
  }

  /** Height of the block that is being mined. */
  get height(): number {
    return this.#height;
  }

  /** A fresh job for the current block; older ones of the same block stay good. */
  newJob(): PracticeJob {
    this.#jobsMade += 1;
    const { random, clock } = this.#deps;
    const job: PracticeJob = {
      jobId: this.#jobsMade.toString(16),
      height: this.#height,
      prevHash: this.#prevHash,
      ...coinbaseParts(this.#height, random),
      merkleBranch: Array.from({ length: BRANCH_LENGTH }, () => randomBytes(32, random)),
      version: VERSION,
      nbits: this.#nbits,
      ntime: Math.floor(clock.nowMs() / 1000),
      takenShares: new Set(),
    };
    this.#jobs.set(job.jobId, job);
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > MAX_JOBS && oldest !== undefined) this.#jobs.delete(oldest);
    return job;
  }

  /** The network moved on: every job so far is stale. `blockHash` is that of a found block, or null. */
  nextBlock(blockHash: Uint8Array | null): void {
    this.#height += 1;
    this.#prevHash = blockHash ?? this.#inventedHash();
    this.#jobs.clear();
  }

  /** The job while a share for it is good, else null. */
  find(jobId: string): PracticeJob | null {
    return this.#jobs.get(jobId) ?? null;
  }

  /** A hash that would have met the network target. */
  #inventedHash(): Uint8Array {
    const zeroBytes = 32 - Math.floor((nbitsToTarget(this.#nbits).toString(2).length - 1) / 8);
    return concatBytes(randomBytes(32 - zeroBytes, this.#deps.random), new Uint8Array(zeroBytes));
  }
}

function randomBytes(length: number, random: Random): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}
