/**
 * Which stick searches which part of a job. All sticks share one merkle root and take disjoint ranges of
 * its versions; a new extranonce2 comes when they are used up, a later ntime when those are too. A stick whose
 * chips roll versions themselves takes a root for itself. A stick alone on a connection so starts at extranonce2
 * zero with the job's own version.
 */
import type { Clock } from '../contract/ports.ts';
import { bytesEqual } from '../core/bytes.ts';
import type { Job, MidstateCount, VersionShare, Work } from '../core/job.ts';
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
  /** The root that leases are taken of; null before the first. */
  #root: WorkRoot | null = null;
  #nextVersion = 0;
  /** Of the next root. */
  #extranonce2: bigint;
  #ntimeAheadS: number;

  constructor(job: Job, clock: Clock, begin: Begin = { extranonce2: 0n, ntimeAheadS: 0 }) {
    this.#clock = clock;
    this.#job = job;
    this.#extranonce2 = begin.extranonce2;
    this.#ntimeAheadS = begin.ntimeAheadS;
  }

  get job(): Job {
    return this.#job;
  }

  /**
   * Next item of this share of the versions for the stick, which asks for the same share always; null when the
   * whole space is used up until time moves on.
   */
  next(stickId: string, share: VersionShare = 4): Work | null {
    const work = share === 'whole' ? this.#takeRoot()?.workAt(0, 1) : this.#leased(stickId, share);
    if (work === undefined || work === null) return null;
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
    return new LeaseBook(job, this.#clock, {
      extranonce2: this.#extranonce2,
      ntimeAheadS: this.#ntimeAheadS,
    });
  }

  #leased(stickId: string, midstateCount: MidstateCount): Work | null {
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
    return work;
  }

  #newLease(): Lease | null {
    if (this.#root === null || this.#nextVersion >= this.#root.versionCount) {
      const fresh = this.#takeRoot();
      if (fresh === null) return null;
      this.#root = fresh;
      this.#nextVersion = 0;
    }
    const root = this.#root;
    const next = this.#nextVersion;
    this.#nextVersion = Math.min(next + LEASE_VERSIONS, root.versionCount);
    return { root, next, end: this.#nextVersion };
  }

  /** A root that nobody has had a header of. */
  #takeRoot(): WorkRoot | null {
    const job = this.#job;
    let extranonce2 = this.#extranonce2;
    let ntimeAheadS = this.#ntimeAheadS;
    if (extranonce2 >= extranonce2Capacity(job.extranonce2Size)) {
      extranonce2 = 0n;
      ntimeAheadS += 1;
    }
    const ntime = job.ntime + ntimeAheadS;
    if (ntimeAheadS > 0 && !this.#isAllowed(ntime)) return null;
    this.#extranonce2 = extranonce2 + 1n;
    this.#ntimeAheadS = ntimeAheadS;
    return new WorkRoot({ job, extranonce2, ntime });
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
