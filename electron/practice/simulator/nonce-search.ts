/**
 * The hashing of the simulated chips: SHA-256d of a header from its midstate, one trial at a time, without
 * allocating. It serves search only; shares are checked by `core` and by the practice pool.
 */

/** Trial hashes against one target. One per chain of chips; reused for every work. */
export class NonceSearch {
  readonly #targetWords: Uint32Array;
  readonly #schedule = new Int32Array(64);
  readonly #inner = new Int32Array(8);
  readonly #hash = new Int32Array(8);

  /** `target`: a hash counts when it is at or below it, 0 to 2^256 - 1. */
  constructor(target: bigint) {
    this.#targetWords = Uint32Array.from({ length: 8 }, (_, word) =>
      Number((target >> BigInt(224 - word * 32)) & 0xffff_ffffn),
    );
  }

  /**
   * Whether the header with this midstate, tail (bytes 64..75) and nonce meets the target. Words are
   * big-endian readings of the header's bytes.
   */
  meets(midstate: Int32Array, tail: readonly [number, number, number], nonceWord: number): boolean {
    const w = this.#schedule;
    w[0] = tail[0];
    w[1] = tail[1];
    w[2] = tail[2];
    w[3] = nonceWord;
    w[4] = -0x8000_0000;
    w.fill(0, 5, 15);
    w[15] = 640;
    compress(midstate, w, this.#inner);
    w.set(this.#inner);
    w[8] = -0x8000_0000;
    w.fill(0, 9, 15);
    w[15] = 256;
    compress(INITIAL, w, this.#hash);
    return this.#isAtOrBelow();
  }

  /** The hash is a little-endian number: its last word, byte-swapped, is the most significant. */
  #isAtOrBelow(): boolean {
    for (let word = 0; word < 8; word += 1) {
      const have = swapped(this.#hash[7 - word] ?? 0);
      const limit = this.#targetWords[word] ?? 0;
      if (have !== limit) return have < limit;
    }
    return true;
  }
}

/** SHA-256 state after the first 64 bytes of a header. */
export function midstateOfHeader(header: Uint8Array): Int32Array {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const schedule = new Int32Array(64);
  for (let word = 0; word < 16; word += 1) schedule[word] = view.getInt32(word * 4);
  const state = new Int32Array(8);
  compress(INITIAL, schedule, state);
  return state;
}

/** FIPS 180-4, 5.3.3. */
const INITIAL = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);

/** FIPS 180-4, 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
// biome-ignore format: a table
const ROUND_CONSTANTS = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

/** One SHA-256 compression: `w[0..15]` is the block; `w` is used up. All indexes are in range: hence the casts. */
function compress(state: Int32Array, w: Int32Array, out: Int32Array): void {
  const k = ROUND_CONSTANTS;
  for (let t = 16; t < 64; t += 1) {
    const w15 = w[t - 15] as number;
    const w2 = w[t - 2] as number;
    const s0 = ((w15 >>> 7) | (w15 << 25)) ^ ((w15 >>> 18) | (w15 << 14)) ^ (w15 >>> 3);
    const s1 = ((w2 >>> 17) | (w2 << 15)) ^ ((w2 >>> 19) | (w2 << 13)) ^ (w2 >>> 10);
    w[t] = ((w[t - 16] as number) + s0 + (w[t - 7] as number) + s1) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + (k[t] as number) + (w[t] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  out[0] = (state[0] as number) + a;
  out[1] = (state[1] as number) + b;
  out[2] = (state[2] as number) + c;
  out[3] = (state[3] as number) + d;
  out[4] = (state[4] as number) + e;
  out[5] = (state[5] as number) + f;
  out[6] = (state[6] as number) + g;
  out[7] = (state[7] as number) + h;
}

function swapped(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
