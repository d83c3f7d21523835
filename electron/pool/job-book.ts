/**
 * The jobs of one connection: which are open, which is newest, and whether a notify is news at all. Jobs are
 * immutable, so a change of mask or difficulty that counts at once makes the newest job anew.
 */
import type { Chain } from '../contract/units.ts';
import type { Job, JobChange } from '../core/job.ts';
import { buildJob } from '../core/job-builder.ts';
import type { NotifyFields } from './notify-fields.ts';

/**
 * More open jobs than any pool keeps (public-pool 5 min, ckpool 10 min, one each 30 s): the oldest goes, so
 * that a pool that never cleans cannot fill the memory.
 */
const MAX_OPEN_JOBS = 64;

/** What a job takes from the connection's state rather than from its notify. */
export interface JobTerms {
  readonly session: number;
  readonly extranonce1: string;
  readonly extranonce2Size: number;
  readonly versionRolling: boolean;
  readonly versionMask: number;
  readonly difficulty: number;
  readonly receivedAtMs: number;
  readonly receivedMonoMs: number;
}

export interface JobNews {
  readonly job: Job;
  readonly change: JobChange;
}

interface Newest {
  readonly job: Job;
  readonly fields: NotifyFields;
}

export class JobBook {
  readonly #chain: Chain;
  readonly #open = new Set<Job>();
  #newest: Newest | null = null;

  constructor(chain: Chain) {
    this.#chain = chain;
  }

  get newest(): Job | null {
    return this.#newest?.job ?? null;
  }

  isOpen(job: Job): boolean {
    return this.#open.has(job);
  }

  /**
   * Takes a notify. Null when it only repeats the newest job. Throws RangeError when no header can be made
   * of it, and then changes nothing.
   */
  announce(fields: NotifyFields, clean: boolean, terms: JobTerms): JobNews | null {
    const previous = this.#newest;
    if (previous !== null && isSameWork(previous, fields, terms)) return this.#repeat(previous, clean);
    const job = this.#build(fields, terms);
    const replaces = clean || previous === null || isOtherBlock(previous, fields, terms);
    if (replaces) this.#open.clear();
    else this.#closeNamesakes(fields, terms);
    this.#add(job, fields);
    return { job, change: replaces ? 'replace' : 'update' };
  }

  /** Makes the newest job anew under changed terms. Older ones stay open: their shares are still good. */
  renew(terms: JobTerms, change: JobChange): JobNews | null {
    if (this.#newest === null) return null;
    const { fields, job: old } = this.#newest;
    const { receivedAtMs, receivedMonoMs } = old;
    const job = this.#build(fields, { ...terms, receivedAtMs, receivedMonoMs });
    this.#add(job, fields);
    return { job, change };
  }

  /**
   * The same notify again. ckpool re-sends the newest job with the clean flag set after a minute of refused
   * shares (captures, observation 12): older jobs close, but the job keeps its identity, so that the search
   * goes on where it was instead of repeating itself.
   */
  #repeat(newest: Newest, clean: boolean): JobNews | null {
    if (!clean || this.#open.size === 1) return null;
    this.#open.clear();
    this.#open.add(newest.job);
    return { job: newest.job, change: 'replace' };
  }

  /** A job id that comes back with other content no longer means the old job. */
  #closeNamesakes(fields: NotifyFields, terms: JobTerms): void {
    if (this.#newest !== null && isSameContent(this.#newest.fields, fields)) return;
    for (const job of this.#open) {
      if (job.jobId === fields.jobId && job.session === terms.session) this.#open.delete(job);
    }
  }

  #add(job: Job, fields: NotifyFields): void {
    this.#newest = { job, fields };
    this.#open.add(job);
    if (this.#open.size <= MAX_OPEN_JOBS) return;
    for (const oldest of this.#open) {
      this.#open.delete(oldest);
      return;
    }
  }

  #build(fields: NotifyFields, terms: JobTerms): Job {
    const { extranonce1, ...rest } = terms;
    return buildJob({
      ...rest,
      jobId: fields.jobId,
      prevHashStratum: fields.prevHash,
      coinbase1Hex: fields.coinbase1,
      coinbase2Hex: fields.coinbase2,
      extranonce1Hex: extranonce1,
      merkleBranchHex: fields.merkleBranch,
      versionHex: fields.version,
      nbitsHex: fields.nbits,
      ntimeHex: fields.ntime,
      chain: this.#chain,
    });
  }
}

function isSameWork({ job, fields: old }: Newest, fields: NotifyFields, terms: JobTerms): boolean {
  return job.session === terms.session && job.difficulty === terms.difficulty && isSameContent(old, fields);
}

const isOtherBlock = ({ job, fields: old }: Newest, fields: NotifyFields, terms: JobTerms): boolean =>
  job.session !== terms.session || old.prevHash !== fields.prevHash;

function isSameContent(a: NotifyFields, b: NotifyFields): boolean {
  return (
    a.jobId === b.jobId &&
    a.ntime === b.ntime &&
    a.prevHash === b.prevHash &&
    a.coinbase1 === b.coinbase1 &&
    a.coinbase2 === b.coinbase2 &&
    a.version === b.version &&
    a.nbits === b.nbits &&
    a.merkleBranch.length === b.merkleBranch.length &&
    a.merkleBranch.every((hash, index) => hash === b.merkleBranch[index])
  );
}
