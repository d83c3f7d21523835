/**
 * How to write the sixth field of a submit. Servers put the version together in three ways: replacing the
 * masked bits, OR, or XOR with the job's version. They agree unless the job's version has a bit set inside
 * the mask; there the usual form is right for the first two only (QUIRKS.md, shares), and this learns which it is.
 */
import { submitVersionBits } from '../core/version-rolling.ts';

/** Low-difficulty refusals in a row, on jobs where the form matters, before the other form is tried. */
const REFUSALS_BEFORE_SWITCH = 3;

export class VersionForm {
  #isXor = false;
  #proven = false;
  #refusals = 0;

  /** True once this pool was seen to want the rolled bits alone. */
  get isXor(): boolean {
    return this.#isXor;
  }

  /** The sixth field for a share found with `version` on a job announced with `jobVersion`. */
  bitsOf(version: number, jobVersion: number, mask: number): number {
    return submitVersionBits(this.#isXor ? (version ^ jobVersion) >>> 0 : version, mask);
  }

  /** Learns from the answer to such a share. True when the form was changed. */
  learn(jobVersion: number, mask: number, answer: 'accepted' | 'lowDifficulty'): boolean {
    if (this.#proven || (jobVersion & mask) === 0) return false;
    if (answer === 'accepted') {
      this.#proven = true;
      return false;
    }
    this.#refusals += 1;
    if (this.#refusals < REFUSALS_BEFORE_SWITCH) return false;
    this.#refusals = 0;
    this.#isXor = !this.#isXor;
    return true;
  }
}
