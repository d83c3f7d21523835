/** Which work an answer solves, and what else it may be: a repeat, an error, a word about work nobody sent. */

import type { Chain } from '../../contract/units.ts';
import { readU32BE, readU32LE } from '../../core/bytes.ts';
import type { Work } from '../../core/job.ts';
import { meetsDifficulty1 } from '../../core/share-check.ts';
import type { NonceCounters } from '../stick.ts';
import { NONCE_BYTES, WORK_ID_COUNT, WORK_ID_MASK } from './packet.ts';

export interface FoundNonce {
  readonly work: Work;
  /** Little-endian reading of the header's last four bytes. */
  readonly nonce: number;
  /** The same, high byte first: how far the device has come. */
  readonly wireNonce: number;
  /** Monotonic. */
  readonly sentAtMs: number;
  /** It is of the work that was sent last. */
  readonly isNewest: boolean;
}

export interface WorkDeskDeps {
  readonly chain: Chain;
  /** Whether answers name their work. */
  readonly hasWorkIds: boolean;
  readonly onFound: (found: FoundNonce) => void;
}

interface SentWork {
  readonly work: Work;
  readonly sentAtMs: number;
  readonly nonces: Set<number>;
}

/** An answer may be on its way while new work is: without a number it is tried on the newest works. */
const LOOK_BACK_COUNT = 3;
/** Only the first version is sent. */
const VERSION_INDEX = 0;

export class WorkDesk {
  readonly #deps: WorkDeskDeps;
  readonly #slots = new Map<number, SentWork>();
  /** Newest first. */
  #recent: readonly SentWork[] = [];
  #nextId = 0;
  #nonces = 0;
  #duplicates = 0;
  #hardwareErrors = 0;
  #orphanNonces = 0;

  constructor(deps: WorkDeskDeps) {
    this.#deps = deps;
  }

  get counters(): NonceCounters {
    return {
      nonces: this.#nonces,
      duplicates: this.#duplicates,
      hardwareErrors: this.#hardwareErrors,
      orphanNonces: this.#orphanNonces,
    };
  }

  /** Notes work that is being sent; returns its number, or null where the device knows none. */
  add(work: Work, sentAtMs: number): number | null {
    const sent: SentWork = { work, sentAtMs, nonces: new Set() };
    this.#recent = [sent, ...this.#recent].slice(0, LOOK_BACK_COUNT);
    if (!this.#deps.hasWorkIds) return null;
    const workId = this.#nextId;
    this.#nextId = (workId + 1) % WORK_ID_COUNT;
    this.#slots.set(workId, sent);
    return workId;
  }

  /** Whether the answer solves a work; then it is counted and told. */
  take(answer: Uint8Array): boolean {
    const { chain } = this.#deps;
    const nonce = readU32LE(answer, 0);
    const sent = this.#candidates(answer).find(({ work }) =>
      meetsDifficulty1(work, VERSION_INDEX, nonce, chain),
    );
    if (sent === undefined) return false;
    if (sent.nonces.has(nonce)) {
      this.#duplicates += 1;
      return true;
    }
    sent.nonces.add(nonce);
    this.#nonces += 1;
    this.#deps.onFound({
      work: sent.work,
      nonce,
      wireNonce: readU32BE(answer, 0),
      sentAtMs: sent.sentAtMs,
      isNewest: sent === this.#recent[0],
    });
    return true;
  }

  /** A whole answer that solves nothing: the device's error, unless nothing was sent that it could be about. */
  takeUnsolved(answer: Uint8Array): void {
    if (this.#candidates(answer).length === 0) this.#orphanNonces += 1;
    else this.#hardwareErrors += 1;
  }

  /** The device forgot its work. */
  clear(): void {
    this.#slots.clear();
    this.#recent = [];
  }

  #candidates(answer: Uint8Array): readonly SentWork[] {
    if (!this.#deps.hasWorkIds) return this.#recent;
    const sent = this.#slots.get((answer[NONCE_BYTES] ?? 0) & WORK_ID_MASK);
    return sent === undefined ? [] : [sent];
  }
}
