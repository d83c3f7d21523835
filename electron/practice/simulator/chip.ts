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
import { VersionRoll } from './version-roll.ts';

/** Trials by which midstates are apart in the order of `nonceOfTrial`: more than are done of one job. */
const MIDSTATE_SALT = 2 ** 20;

/** The same for versions that a chip rolls, of which it may try thousands. */
const VERSION_SALT = 2 ** 10 + 1;

export interface FoundNonce {
  readonly nonceWord: number;
  readonly midstateIndex: number;
  /** Header bits 28 to 13 that the chip set; 0 from chips that roll none. */
  readonly versionField: number;
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
  #roll: VersionRoll | null = null;
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

  /** See `ChipFamily.rolledMask`; 0 for chips that roll none. */
  get rolledMask(): number {
    return this.#family.rolledMask?.(this.#registers) ?? 0;
  }

  get hashrateHs(): number {
    return this.frequencyMhz * 1e6 * this.#family.cores;
  }

  /** True when time passing means hashes. */
  get isHashing(): boolean {
    const tells = this.#family.tellsNonces?.(this.#registers) ?? true;
    return this.#job !== null && this.frequencyMhz > 0 && tells;
  }

  /**
   * Switches to a job at once, as chips do [KG]. `salt`, 0 to 2^24 - 1, decides the order in
   * which the slice is searched.
   */
  setJob(job: ChipJob, slice: NonceSlice, salt: number): void {
    this.#job = job;
    this.#slice = slice;
    this.#salt = salt;
    this.#trial = 0;
    this.#roll = job.head === undefined ? null : new VersionRoll(job.head, this.rolledMask, salt);
    this.#aim();
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
    if (job === null || slice === null || !this.isHashing) return 0;
    if (this.#roll !== null)
      return this.#hashRolling(job, slice, this.#roll, Math.min(due, maxTrials), onFound);
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
        onFound({ nonceWord, midstateIndex, versionField: 0 });
      }
    }
    return trials;
  }

  /** All its nonces with one version, then with the next; after the last version it starts over [MUJ]. */
  #hashRolling(
    job: ChipJob,
    slice: NonceSlice,
    roll: VersionRoll,
    trials: number,
    onFound: (found: FoundNonce) => void,
  ): number {
    const sweep = Math.max(1, Math.floor(sliceSize(slice) / trialScale(this.#chain)));
    for (let done = 0; done < trials; done += 1) {
      const index = Math.floor(this.#trial / sweep);
      const midstate = roll.midstate(index);
      const nonceWord = nonceOfTrial(slice, this.#trial % sweep, this.#salt + index * VERSION_SALT);
      this.#trial = (this.#trial + 1) % (sweep * roll.count);
      if (this.#search.meets(midstate, job.tailWords, nonceWord)) {
        onFound({ nonceWord, midstateIndex: 0, versionField: roll.field(index) });
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
