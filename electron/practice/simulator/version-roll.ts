/** The versions that a chip makes of one header, one after the other; which comes first is decided by a salt. */
import { midstateOfHeader } from './nonce-search.ts';

/** Lowest of the 16 header bits that chips roll (BIP 320). */
const FIELD_SHIFT = 13;

export class VersionRoll {
  /** Versions under the mask: 1 when it is 0. */
  readonly count: number;
  readonly #head: Uint8Array;
  readonly #mask: number;
  readonly #first: number;
  #index = -1;
  #midstate: Int32Array = new Int32Array(8);

  /** `head`: header bytes 0..63. `mask`: 16 bits, for header bits 28 to 13. */
  constructor(head: Uint8Array, mask: number, salt: number) {
    let bits = 0;
    for (let left = mask; left !== 0; left &= left - 1) bits += 1;
    this.count = 2 ** bits;
    this.#head = head;
    this.#mask = mask;
    this.#first = salt;
  }

  /** Bits of version number `index`, as the chip tells them. */
  field(index: number): number {
    let field = 0;
    for (let left = this.#mask, number = (this.#first + index) % this.count; left !== 0; left &= left - 1) {
      if ((number & 1) === 1) field |= left & -left;
      number >>= 1;
    }
    return field;
  }

  /** SHA-256 state after the head with that version; the newest is kept. */
  midstate(index: number): Int32Array {
    if (index !== this.#index) {
      this.#index = index;
      const head = this.#head.slice();
      const view = new DataView(head.buffer);
      view.setUint32(0, view.getUint32(0, true) | (this.field(index) << FIELD_SHIFT), true);
      this.#midstate = midstateOfHeader(head);
    }
    return this.#midstate;
  }
}
