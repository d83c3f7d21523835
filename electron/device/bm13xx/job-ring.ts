/**
 * Chip job id to the exact work that was sent under it. The chip has room for few ids and the ring comes
 * round, so a slot always holds the newest work of its id; work of a replaced job stays, because a nonce for
 * it may still come and must be told from an error.
 */
import type { Work } from '../../core/job.ts';

/** How ids follow each other. */
export interface JobIdRule {
  readonly step: number;
  readonly max: number;
  /** Where the count goes on after `max`: GekkoScience has a floor of 10 hex, ESP-Miner goes back to 0. */
  readonly wrapTo: number;
}

export const GEKKO_JOB_IDS: JobIdRule = { step: 4, max: 0x7f, wrapTo: 0x10 };
export const ESP_JOB_IDS: JobIdRule = { step: 4, max: 0x7f, wrapTo: 0 };

/** Ids of the newest work and of the three before it are searched for a nonce with a wrong id (KG). */
const LOOK_BACK_COUNT = 4;
/** The low two bits of an answer's id name the midstate. */
const JOB_ID_MASK = 0xfc;

/** The id after `jobId`: a step on, from the first id again past the last. */
export function nextJobId(rule: JobIdRule, jobId: number): number {
  const next = jobId + rule.step;
  return next > rule.max ? rule.wrapTo : next;
}

export class JobRing {
  readonly #rule: JobIdRule;
  readonly #slots = new Map<number, Work>();
  /** Newest last. */
  readonly #recent: number[] = [];
  #jobId: number;

  constructor(rule: JobIdRule, lastJobId = 0) {
    this.#rule = rule;
    this.#jobId = lastJobId;
  }

  /** Gives work the next chip job id. */
  add(work: Work): number {
    this.#jobId = nextJobId(this.#rule, this.#jobId);
    this.#slots.set(this.#jobId, work);
    this.#recent.push(this.#jobId);
    if (this.#recent.length > LOOK_BACK_COUNT) this.#recent.shift();
    return this.#jobId;
  }

  /** Work and version that an answer's id byte names, or null when nothing was sent under it. */
  named(idByte: number): { readonly work: Work; readonly versionIndex: number } | null {
    const work = this.#slots.get(idByte & JOB_ID_MASK);
    if (work === undefined) return null;
    // A frame repeats the versions of work that has fewer than four.
    return { work, versionIndex: (idByte & ~JOB_ID_MASK) % work.versions.length };
  }

  /** The newest works, newest first. */
  recent(): readonly Work[] {
    return this.#recent.toReversed().flatMap((jobId) => this.#slots.get(jobId) ?? []);
  }

  /** After a reset the chips know no job. */
  clear(): void {
    this.#slots.clear();
    this.#recent.length = 0;
  }
}
