/**
 * Which stick searches which part of a job. All sticks share one merkle root and take disjoint ranges of
 * its versions; a new extranonce2 comes when they are used up, a later ntime when those are too. A stick
 * alone on a connection so starts at extranonce2 zero with the job's own version.
 */
import type { Clock } from '../contract/ports.ts';
import { bytesEqual } from '../core/bytes.ts';
import type { Job, MidstateCount, Work } from '../core/job.ts';
import { ntimeVerdict } from '../core/ntime.ts';
import { extranonce2Capacity, WorkRoot } from '../core/work-root.ts';

/**
 * Versions in one lease: at 300 GH/s one minute, about as long as a job lives. Leases are counted in versions, so
 * that chips of one midstate and of four share a root; a whole number of items of either.
 */
const LEASE_VERSIONS = 4096;

/**
 * How far ntime may run ahead of the time that really passed, in seconds, when a pool's extranonce2 is too
 * small to fill it: far below what pools refuse.
 */
const NTIME_HEAD_START_S = 600;

/** Where in the space of a job the book begins. */
interface Begin {
  readonly extranonce2: bigint;
  readonly ntimeAheadS: number;
}

interface Lease {
  readonly root: WorkRoot;
  /** First version not handed out. */
  next: number;
  readonly end: number;
}

export class LeaseBook {
  readonly #clock: Clock;
  readonly #leases = new Map<string, Lease>();
  #job: Job;
  #root: WorkRoot;
  #nextVersion = 0;
  #extranonce2: bigint;
  #ntimeAheadS: number;

  constructor(job: Job, clock: Clock, begin: Begin = { extranonce2: 0n, ntimeAheadS: 0 }) {
    this.#clock = clock;
    this.#job = job;
    this.#extranonce2 = begin.extranonce2;
    this.#ntimeAheadS = begin.ntimeAheadS;
    this.#root = new WorkRoot({ job, extranonce2: begin.extranonce2, ntime: job.ntime + begin.ntimeAheadS });
  }

  get job(): Job {
    return this.#job;
  }

  /**
   * Next item of so many versions for the stick, which asks for the same count always; null when the whole space
   * is used up until time moves on.
   */
  next(stickId: string, midstateCount: MidstateCount = 4): Work | null {
    let lease = this.#leases.get(stickId);
    if (lease === undefined || lease.next >= lease.end) {
      const fresh = this.#newLease();
      if (fresh === null) return null;
      lease = fresh;
      this.#leases.set(stickId, lease);
    }
    const count = lease.root.versionsPerItem(midstateCount);
    const work = lease.root.workAt(lease.next / count, midstateCount);
    lease.next += count;
    return work.job === this.#job ? work : { ...work, job: this.#job };
  }

  /** The stick is gone; what is left of its lease is not handed out again. */
  release(stickId: string): void {
    this.#leases.delete(stickId);
  }

  /**
   * The book for the next job. Where the pool says the same content again, under another id, difficulty or
   * version mask, headers already given out are not given out again: they would come back as duplicates.
   */
  successor(job: Job): LeaseBook {
    if (!sameContent(this.#job, job)) return new LeaseBook(job, this.#clock);
    const sameVersions =
      this.#job.versionMask === job.versionMask && this.#job.versionRolling === job.versionRolling;
    if (sameVersions) {
      this.#job = job;
      return this;
    }
    const nextExtranonce2 = this.#extranonce2 + 1n;
    const fits = nextExtranonce2 < extranonce2Capacity(job.extranonce2Size);
    const begin = fits
      ? { extranonce2: nextExtranonce2, ntimeAheadS: this.#ntimeAheadS }
      : { extranonce2: 0n, ntimeAheadS: this.#ntimeAheadS + 1 };
    return new LeaseBook(job, this.#clock, begin);
  }

  #newLease(): Lease | null {
    if (this.#nextVersion >= this.#root.versionCount && !this.#advanceRoot()) return null;
    const next = this.#nextVersion;
    this.#nextVersion = Math.min(next + LEASE_VERSIONS, this.#root.versionCount);
    return { root: this.#root, next, end: this.#nextVersion };
  }

  #advanceRoot(): boolean {
    const { extranonce2Size, ntime } = this.#job;
    if (this.#extranonce2 + 1n < extranonce2Capacity(extranonce2Size)) {
      this.#extranonce2 += 1n;
    } else if (this.#isAllowed(ntime + this.#ntimeAheadS + 1)) {
      this.#extranonce2 = 0n;
      this.#ntimeAheadS += 1;
    } else {
      return false;
    }
    this.#root = new WorkRoot({
      job: this.#job,
      extranonce2: this.#extranonce2,
      ntime: ntime + this.#ntimeAheadS,
    });
    this.#nextVersion = 0;
    return true;
  }

  #isAllowed(ntime: number): boolean {
    const elapsedS = (this.#clock.monotonicMs() - this.#job.receivedMonoMs) / 1000;
    return ntimeVerdict(this.#job.ntime, ntime, elapsedS + NTIME_HEAD_START_S) === 'ok';
  }
}

function sameContent(a: Job, b: Job): boolean {
  return (
    a.session === b.session &&
    a.version === b.version &&
    a.nbits === b.nbits &&
    a.ntime === b.ntime &&
    a.extranonce2Size === b.extranonce2Size &&
    bytesEqual(a.prevHash, b.prevHash) &&
    bytesEqual(a.extranonce1, b.extranonce1) &&
    bytesEqual(a.coinbase1, b.coinbase1) &&
    bytesEqual(a.coinbase2, b.coinbase2) &&
    a.merkleBranch.length === b.merkleBranch.length &&
    a.merkleBranch.every((sibling, i) => bytesEqual(sibling, b.merkleBranch[i] ?? new Uint8Array()))
  );
}
