/** What each chip of a chain found, and which one finds nothing while its neighbours do. */
import type { ChipState } from '../contract/frame.ts';

/** A chip is called silent when a good one would be so in one day of ten thousand. */
const SILENT_A_DAY = 1e-4;
const DAY_MS = 86_400_000;

interface Tally {
  nonces: number;
  hardwareErrors: number;
  lastNonceAtMs: number | null;
  /** Good nonces of the whole chain when this chip found its last. */
  chainNoncesThen: number;
}

export class ChipTally {
  readonly #tallies: Tally[] = [];
  /** Good nonces with a known chip, ever and when the chips last woke. */
  #chainNonces = 0;
  #sinceNonces = 0;
  #sinceMonoMs = 0;

  /** The chips were woken: silence before that is not held against them. */
  restart(monoMs: number): void {
    this.#sinceMonoMs = monoMs;
    this.#sinceNonces = this.#chainNonces;
    for (const tally of this.#tallies) tally.chainNoncesThen = this.#chainNonces;
  }

  noteNonce(chip: number, atMs: number): void {
    const tally = this.#tallyOf(chip);
    this.#chainNonces += 1;
    tally.nonces += 1;
    tally.lastNonceAtMs = atMs;
    tally.chainNoncesThen = this.#chainNonces;
  }

  noteError(chip: number): void {
    this.#tallyOf(chip).hardwareErrors += 1;
  }

  /** One for each chip that was counted, in order of the chain. */
  states(frequenciesMhz: readonly (number | null)[], deviceErrors: readonly number[] = []): ChipState[] {
    return frequenciesMhz.map((frequencyMhz, chip) => {
      const { nonces, hardwareErrors, lastNonceAtMs } = this.#tallies[chip] ?? NOTHING;
      const errors = hardwareErrors + (deviceErrors[chip] ?? 0);
      return { frequencyMhz, nonces, hardwareErrors: errors, lastNonceAtMs };
    });
  }

  /**
   * Places of chips that found nothing in so long that it cannot be chance. Each nonce falls on any of `chipCount`
   * chips alike, so that a good one misses M in a row with (1 - 1/n)^M; there are as many such gaps in a day as
   * nonces.
   */
  silentChips(chipCount: number, monoMs: number): number[] {
    const nonces = this.#chainNonces - this.#sinceNonces;
    if (chipCount < 2 || nonces === 0) return [];
    const noncesADay = (nonces * DAY_MS) / Math.max(1000, monoMs - this.#sinceMonoMs);
    const limit = Math.log(Math.max(chipCount, noncesADay) / SILENT_A_DAY) / -Math.log1p(-1 / chipCount);
    const silent: number[] = [];
    for (let chip = 0; chip < chipCount; chip += 1) {
      const since = Math.max(this.#sinceNonces, this.#tallies[chip]?.chainNoncesThen ?? 0);
      if (this.#chainNonces - since > limit) silent.push(chip);
    }
    return silent;
  }

  #tallyOf(chip: number): Tally {
    for (let next = this.#tallies.length; next <= chip; next += 1) {
      this.#tallies.push({ ...NOTHING, chainNoncesThen: this.#sinceNonces });
    }
    return this.#tallies[chip] ?? { ...NOTHING };
  }
}

const NOTHING: Tally = { nonces: 0, hardwareErrors: 0, lastNonceAtMs: null, chainNoncesThen: 0 };
