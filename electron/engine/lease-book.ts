/**
 * Which stick searches which part of a job. All sticks share one merkle root and take disjoint ranges of
 * its versions; a new extranonce2 comes when they are used up, a later ntime when those are too. A stick
 * alone on a connection so starts at extranonce2 zero with the job's own version.
 */
import type { Clock } from '../contract/ports.ts';
import { bytesEqual } from '../core/bytes.ts';
import type { Job, Work } from '../core/job.ts';
import { ntimeVerdict } from '../core/ntime.ts';
import { extranonce2Capacity, WorkRoot } from '../core/work-root.ts';

/** Every chip driven so far takes four midstates an item. */
const MIDSTATES_PER_WORK = 4;

/** Items in one lease: at 300 GH/s one minute, about as long as a job lives. */
const LEASE_ITEMS = 1024;

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
  next: number;
  readonly end: number;
}

export class LeaseBook {
  readonly #clock: Clock;
  readonly #leases = new Map<string, Lease>();
  #job: Job;
  #root: WorkRoot;
  #nextItem = 0;
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

  /** Next item for the stick, or null when the whole space is used up until time moves on. */
  next(stickId: string): Work | null {
    let lease = this.#leases.get(stickId);
    if (lease === undefined || lease.next >= lease.end) {
      const fresh = this.#newLease();
      if (fresh === null) return null;
      lease = fresh;
      this.#leases.set(stickId, lease);
    }
    const work = lease.root.workAt(lease.next, MIDSTATES_PER_WORK);
    lease.next += 1;
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
    if (this.#nextItem >= this.#root.itemCount(MIDSTATES_PER_WORK) && !this.#advanceRoot()) return null;
    const next = this.#nextItem;
    this.#nextItem = Math.min(next + LEASE_ITEMS, this.#root.itemCount(MIDSTATES_PER_WORK));
    return { root: this.#root, next, end: this.#nextItem };
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
    this.#nextItem = 0;
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
