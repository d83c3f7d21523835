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
  /** The count goes on after `max` by what a step reached beyond it: a step of 24 modulo 128 (ESP). */
  readonly carries?: true;
}

/** Ids of the newest work and of the three before it are searched for a nonce with a wrong id (KG). */
const LOOK_BACK_COUNT = 4;

/** The id after `jobId`: a step on, from the first id again past the last. */
export function nextJobId(rule: JobIdRule, jobId: number): number {
  const next = jobId + rule.step;
  if (next <= rule.max) return next;
  return rule.carries ? rule.wrapTo + next - rule.max - 1 : rule.wrapTo;
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

  /** The newest work that was sent under this id, or null when none was. */
  at(jobId: number): Work | null {
    return this.#slots.get(jobId) ?? null;
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
