/** What becomes of a chip's answer: matched to its work, told from repeats, counted. */
import type { Chain } from '../contract/units.ts';
import type { Work } from '../core/job.ts';
import type { NonceAnswer } from './bm13xx/answers.ts';
import type { JobRing } from './bm13xx/job-ring.ts';
import { matchNonce, type NonceMatch } from './bm13xx/nonce-match.ts';
import type { ChipProtocol } from './chip-protocol.ts';
import type { NonceCounters } from './stick.ts';

export interface FoundNonce {
  readonly work: Work;
  readonly versionIndex: number;
  readonly nonce: number;
  /** Null where its nonces do not tell. */
  readonly chipIndex: number | null;
}

export interface NonceDeskDeps {
  readonly chain: Chain;
  readonly protocol: Pick<ChipProtocol, 'candidates' | 'chipOfNonce'>;
  readonly ring: JobRing;
  readonly chipCount: () => number;
  readonly onFound: (found: FoundNonce) => void;
}

export class NonceDesk {
  readonly #deps: NonceDeskDeps;
  /** By chip: a chip that repeats its last nonce has nothing new to say (KG). */
  readonly #lastNonces = new Map<number | null, number>();
  #nonces = 0;
  #duplicates = 0;
  #hardwareErrors = 0;
  readonly #chipHardwareErrors: number[] = [];
  #orphanNonces = 0;
  #strays = 0;

  constructor(deps: NonceDeskDeps) {
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

  /** By place in the chain. */
  get chipHardwareErrors(): readonly number[] {
    return this.#chipHardwareErrors;
  }

  /** Answers that looked like nonces and had an id that no chip could send now. */
  get strays(): number {
    return this.#strays;
  }

  take(answer: NonceAnswer): void {
    this.#settle(answer, this.#match(answer));
  }

  /** Bytes that need not be an answer at all: they are one if they solve work. */
  takeIfSolved(answer: NonceAnswer): boolean {
    const match = this.#match(answer);
    if (match.kind === 'solved') this.#settle(answer, match);
    return match.kind === 'solved';
  }

  /**
   * An answer whose checksum is wrong: taken if it solves its work. If not it may be noise, unless it names
   * work that was sent: then a nonce was damaged, and is counted as the reference driver counts it.
   */
  takeDamaged(answer: NonceAnswer): boolean {
    const match = this.#match(answer);
    if (match.kind !== 'orphan' && match.kind !== 'stray') this.#settle(answer, match);
    return match.kind === 'solved';
  }

  #match(answer: NonceAnswer): NonceMatch {
    const { protocol, ring, chain } = this.#deps;
    return matchNonce(protocol.candidates(ring, answer), answer.nonce, chain);
  }

  #settle(answer: NonceAnswer, match: NonceMatch): void {
    if (match.kind === 'hardwareError') this.#countError(answer);
    if (match.kind === 'orphan') this.#orphanNonces += 1;
    if (match.kind === 'stray') this.#strays += 1;
    if (match.kind !== 'solved') return;
    const chipIndex = this.#chipOf(answer);
    if (this.#lastNonces.get(chipIndex) === answer.nonce) {
      this.#duplicates += 1;
      return;
    }
    this.#lastNonces.set(chipIndex, answer.nonce);
    this.#nonces += 1;
    const { work, versionIndex } = match;
    this.#deps.onFound({ work, versionIndex, nonce: answer.nonce, chipIndex });
  }

  #countError(answer: NonceAnswer): void {
    this.#hardwareErrors += 1;
    const chip = this.#chipOf(answer);
    if (chip === null) return;
    while (this.#chipHardwareErrors.length <= chip) this.#chipHardwareErrors.push(0);
    this.#chipHardwareErrors[chip] = (this.#chipHardwareErrors[chip] ?? 0) + 1;
  }

  #chipOf(answer: NonceAnswer): number | null {
    return this.#deps.protocol.chipOfNonce(answer.nonceBytes, this.#deps.chipCount());
  }
}
