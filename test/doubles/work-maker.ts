/** Walks the work items of one root in order: what a test that needs no leases uses. */
import type { Job, Work } from '../../electron/core/job.ts';
import { WorkRoot } from '../../electron/core/work-root.ts';

export interface WorkMakerOptions {
  readonly job: Job;
  readonly extranonce2: bigint;
  /** Midstates the chip takes per item. */
  readonly midstatesPerWork: 1 | 4;
}

export class WorkMaker {
  readonly #root: WorkRoot;
  readonly #midstatesPerWork: 1 | 4;
  #nextItem = 0;

  constructor({ job, extranonce2, midstatesPerWork }: WorkMakerOptions) {
    this.#root = new WorkRoot({ job, extranonce2, ntime: job.ntime });
    this.#midstatesPerWork = midstatesPerWork;
  }

  /** The job's own version first; null when every version of this extranonce2 was given out. */
  next(): Work | null {
    if (this.#nextItem >= this.#root.itemCount(this.#midstatesPerWork)) return null;
    const work = this.#root.workAt(this.#nextItem, this.#midstatesPerWork);
    this.#nextItem += 1;
    return work;
  }
}
