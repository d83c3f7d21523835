/**
 * One chip of a simulated chain: its registers, and its honest share of hashing on the work it was given.
 * Which bytes reach it and where its answers go is the chain's business (`chip-model.ts`).
 */
import type { Chain } from '../../contract/units.ts';
import { targetOfDifficulty } from '../../core/target.ts';
import type { ChipFamily } from './chip-family.ts';
import type { ChipJob } from './chip-frames.ts';
import { NonceSearch } from './nonce-search.ts';
import { type NonceSlice, nonceOfTrial, sliceSize } from './nonce-slice.ts';

/** Trials by which midstates are apart in the order of `nonceOfTrial`: more than are done of one job. */
const MIDSTATE_SALT = 2 ** 15;

export interface FoundNonce {
  readonly nonceWord: number;
  readonly midstateIndex: number;
}

/** A chip without a job or with a stopped clock does nothing and owes nothing. */
export class Chip {
  address = 0;
  /** False between "chain inactive" and this chip's "set address": commands stop here. */
  addressed = true;
  readonly #chain: Chain;
  readonly #family: ChipFamily;
  readonly #registers: Map<number, number>;
  #searchedDifficulty: number;
  #search: NonceSearch;
  #job: ChipJob | null = null;
  #slice: NonceSlice | null = null;
  #salt = 0;
  #trial = 0;
  /** Trials due and not done yet, with the fraction carried over. */
  #debt = 0;

  constructor(chain: Chain, family: ChipFamily) {
    this.#chain = chain;
    this.#family = family;
    this.#registers = new Map(family.powerUp);
    this.#searchedDifficulty = this.ticketDifficulty;
    this.#search = new NonceSearch(targetOfDifficulty(this.#searchedDifficulty, chain));
  }

  /** As after the reset line was low: registers, address and job as at power-up. */
  reset(): void {
    this.#registers.clear();
    for (const [register, value] of this.#family.powerUp) this.#registers.set(register, value);
    this.address = 0;
    this.addressed = true;
    this.#job = null;
    this.#aim();
  }

  /** What it says when asked for a register. */
  registerAnswer(register: number): Uint8Array {
    return this.#family.registerAnswer(this.address, register, this.#registers);
  }

  writeRegister(register: number, value: number): void {
    if (this.#family.fixed.has(register)) return;
    this.#registers.set(register, value);
    this.#aim();
  }

  /** 0 when powered down. */
  get frequencyMhz(): number {
    return this.#family.frequencyMhz(this.#registers);
  }

  get ticketDifficulty(): number {
    return this.#family.ticketDifficulty(this.#registers, this.#job);
  }

  get baudRate(): number {
    return this.#family.baudRate(this.#registers);
  }

  get hashrateHs(): number {
    return this.frequencyMhz * 1e6 * this.#family.cores;
  }

  /** True when time passing means hashes. */
  get isHashing(): boolean {
    return this.#job !== null && this.frequencyMhz > 0;
  }

  /**
   * Switches to a job at once, as chips do [KG]. `salt`, 0 to 2^24 - 1, decides the order in
   * which the slice is searched.
   */
  setJob(job: ChipJob, slice: NonceSlice, salt: number): void {
    this.#job = this.#family.rolled?.(job, this.#registers) ?? job;
    this.#slice = slice;
    this.#salt = salt;
    this.#trial = 0;
    this.#aim();
  }

  get reportsNonces(): boolean {
    return this.#family.reports?.(this.#registers) ?? true;
  }

  get job(): ChipJob | null {
    return this.#job;
  }

  /** Adds `hashes` real hashes, which are `2^bits` times fewer trials on a practice chain. */
  owe(hashes: number): void {
    this.#debt += hashes / trialScale(this.#chain);
  }

  /**
   * Does up to `maxTrials` of what is owed, drops what is owed beyond that, and returns the trials done.
   * After the last nonce of its slice a chip starts over and repeats itself [KG].
   */
  hash(maxTrials: number, onFound: (found: FoundNonce) => void): number {
    const job = this.#job;
    const slice = this.#slice;
    const due = Math.floor(this.#debt);
    this.#debt -= due;
    if (job === null || slice === null) return 0;
    const count = job.midstates.length;
    const sweep = Math.max(1, Math.floor(sliceSize(slice) / trialScale(this.#chain))) * count;
    const trials = Math.min(due, maxTrials);
    for (let done = 0; done < trials; done += 1) {
      const midstateIndex = this.#trial % count;
      const midstate = job.midstates[midstateIndex];
      // Apart for each midstate: at a practice chain's odds one nonce would often solve two.
      const salt = this.#salt + midstateIndex * MIDSTATE_SALT;
      const nonceWord = nonceOfTrial(slice, Math.floor(this.#trial / count), salt);
      this.#trial = (this.#trial + 1) % sweep;
      if (midstate !== undefined && this.#search.meets(midstate, job.tailWords, nonceWord)) {
        onFound({ nonceWord, midstateIndex });
      }
    }
    return trials;
  }

  /** A search for the difficulty that is set now. */
  #aim(): void {
    const difficulty = this.ticketDifficulty;
    if (difficulty === this.#searchedDifficulty) return;
    this.#searchedDifficulty = difficulty;
    this.#search = new NonceSearch(targetOfDifficulty(difficulty, this.#chain));
  }
}

function trialScale(chain: Chain): number {
  return chain.kind === 'practice' ? 2 ** chain.bits : 1;
}
