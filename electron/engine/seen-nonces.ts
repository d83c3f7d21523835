/** Remembers nonces of the open jobs: the same one twice for one work is a duplicate, never submitted. */
import type { Nonce } from '../core/share.ts';

/** Enough for an hour of 64 sticks at five nonces a second; the oldest half goes when it is full. */
const LIMIT = 1_200_000;

export class SeenNonces {
  readonly #keys = new Set<string>();
  readonly #limit: number;

  constructor(limit = LIMIT) {
    this.#limit = limit;
  }

  /** True when it is new. The key holds all that makes a header: job content, extranonce2, ntime, version, nonce. */
  add({ work, versionIndex, nonce }: Pick<Nonce, 'work' | 'versionIndex' | 'nonce'>): boolean {
    const { job } = work;
    const key = `${job.session}/${job.jobId}/${work.extranonce2}/${work.ntime}/${work.versions[versionIndex]}/${nonce}`;
    if (this.#keys.has(key)) return false;
    if (this.#keys.size >= this.#limit) this.#forgetOlderHalf();
    this.#keys.add(key);
    return true;
  }

  /** Old jobs are worthless now, and so are their nonces. */
  clear(): void {
    this.#keys.clear();
  }

  #forgetOlderHalf(): void {
    let left = Math.floor(this.#limit / 2);
    for (const key of this.#keys) {
      if (left === 0) return;
      this.#keys.delete(key);
      left -= 1;
    }
  }
}
