/**
 * One BM1397 of a simulated chain: its registers, and its honest share of hashing on the work it was given.
 * Which bytes reach it and where its answers go is the chain's business (`chip-model.ts`).
 */
import type { Chain } from '../../contract/units.ts';
import { targetOfDifficulty } from '../../core/target.ts';
import type { ChipJob } from './chip-frames.ts';
import { NonceSearch } from './nonce-search.ts';
import { type NonceSlice, nonceOfTrial, sliceSize } from './nonce-slice.ts';

/** Small cores of a BM1397: each hashes once a clock [KG]. */
const CORES = 672;

const REGISTER = { chipId: 0x00, pll: 0x08, ticketMask: 0x14, miscControl: 0x18 } as const;

/** What registers hold after power-up. The PLL's is not published: 50 MHz as ESP-Miner assumes [ESP]. */
const POWER_UP: ReadonlyMap<number, number> = new Map([
  [REGISTER.chipId, 0x13971800],
  [REGISTER.pll, 0x40700274],
  [REGISTER.ticketMask, 0],
  [REGISTER.miscControl, 0x00007a31],
]);

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
  readonly #registers = new Map(POWER_UP);
  #search: NonceSearch;
  #job: ChipJob | null = null;
  #slice: NonceSlice | null = null;
  #salt = 0;
  #trial = 0;
  /** Trials due and not done yet, with the fraction carried over. */
  #debt = 0;

  constructor(chain: Chain) {
    this.#chain = chain;
    this.#search = new NonceSearch(targetOfDifficulty(this.ticketDifficulty, chain));
  }

  /** As after the reset line was low: registers, address and job as at power-up. */
  reset(): void {
    for (const [register, value] of POWER_UP) this.#registers.set(register, value);
    this.address = 0;
    this.addressed = true;
    this.#job = null;
    this.#search = new NonceSearch(targetOfDifficulty(this.ticketDifficulty, this.#chain));
  }

  readRegister(register: number): number {
    const value = this.#registers.get(register) ?? 0;
    return register === REGISTER.chipId ? (value | this.address) >>> 0 : value;
  }

  writeRegister(register: number, value: number): void {
    if (register === REGISTER.chipId) return;
    this.#registers.set(register, value);
    if (register === REGISTER.ticketMask) {
      this.#search = new NonceSearch(targetOfDifficulty(this.ticketDifficulty, this.#chain));
    }
  }

  /** `25 MHz x fb / (refdiv x postdiv1 x postdiv2)`; 0 when powered down [KG]. */
  get frequencyMhz(): number {
    const pll = this.#registers.get(REGISTER.pll) ?? 0;
    const divider = ((pll >>> 8) & 0xff) * ((pll >>> 4) & 0xf) * (pll & 0xf);
    return divider === 0 ? 0 : (25 * ((pll >>> 16) & 0xff)) / divider;
  }

  /** 2^N for N bits set in the mask [KG: 16 is F0, 64 is FC]. */
  get ticketDifficulty(): number {
    return 2 ** bitCount(this.#registers.get(REGISTER.ticketMask) ?? 0);
  }

  /** `25 MHz / (8 x (divider + 1))`, divider in bits 12-8 and 27-24 of register 18 [B97]. */
  get baudRate(): number {
    const control = this.#registers.get(REGISTER.miscControl) ?? 0;
    const divider = ((control >>> 8) & 0x1f) | (((control >>> 24) & 0xf) << 5);
    return 25_000_000 / (8 * (divider + 1));
  }

  get hashrateHs(): number {
    return this.frequencyMhz * 1e6 * CORES;
  }

  /** True when time passing means hashes. */
  get isHashing(): boolean {
    return this.#job !== null && this.frequencyMhz > 0;
  }

  /**
   * Switches to a job at once, as BM1397 do [KG]. `salt`, 0 to 2^24 - 1, decides the order in
   * which the slice is searched.
   */
  setJob(job: ChipJob, slice: NonceSlice, salt: number): void {
    this.#job = job;
    this.#slice = slice;
    this.#salt = salt;
    this.#trial = 0;
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
      const nonceWord = nonceOfTrial(slice, Math.floor(this.#trial / count), this.#salt);
      this.#trial = (this.#trial + 1) % sweep;
      if (midstate !== undefined && this.#search.meets(midstate, job.tailWords, nonceWord)) {
        onFound({ nonceWord, midstateIndex });
      }
    }
    return trials;
  }
}

function trialScale(chain: Chain): number {
  return chain.kind === 'practice' ? 2 ** chain.bits : 1;
}

function bitCount(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
