/**
 * SHA-256 as mining needs it: our own compression function, because no library gives out a midstate.
 * Words are unsigned 32-bit in Uint32Array; states are h0..h7.
 */

/** FIPS 180-4, 5.3.3. */
const INITIAL = Uint32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);

/** FIPS 180-4, 4.2.2: first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
// biome-ignore format: eight a line, as in the standard
const K = Int32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

const SCHEDULE = new Int32Array(64);

/** Mixes the 64-byte block at `offset` into `state` and returns the new state; `state` is not changed. */
export function compress(state: Uint32Array, block: Uint8Array, offset = 0): Uint32Array {
  const w = SCHEDULE;
  for (let i = 0, at = offset; i < 16; i += 1, at += 4) {
    w[i] =
      ((block[at] as number) << 24) |
      ((block[at + 1] as number) << 16) |
      ((block[at + 2] as number) << 8) |
      (block[at + 3] as number);
  }
  for (let i = 16; i < 64; i += 1) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let a = (state[0] as number) | 0;
  let b = (state[1] as number) | 0;
  let c = (state[2] as number) | 0;
  let d = (state[3] as number) | 0;
  let e = (state[4] as number) | 0;
  let f = (state[5] as number) | 0;
  let g = (state[6] as number) | 0;
  let h = (state[7] as number) | 0;
  for (let i = 0; i < 64; i += 1) {
    const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + S1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (w[i] as number)) | 0;
    const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const next = new Uint32Array(8);
  next[0] = (state[0] as number) + a;
  next[1] = (state[1] as number) + b;
  next[2] = (state[2] as number) + c;
  next[3] = (state[3] as number) + d;
  next[4] = (state[4] as number) + e;
  next[5] = (state[5] as number) + f;
  next[6] = (state[6] as number) + g;
  next[7] = (state[7] as number) + h;
  return next;
}

/** State after the first 64 bytes of a header. */
export const midstate = (header: Uint8Array): Uint32Array => compress(INITIAL, header, 0);

/** Double SHA-256; 32 bytes in internal order. */
export function sha256d(bytes: Uint8Array): Uint8Array {
  return second(sha256State(bytes));
}

/** Double SHA-256 of an 80-byte header from its midstate and its last 16 bytes. */
export function sha256dFromMidstate(state: Uint32Array, tail16: Uint8Array): Uint8Array {
  const block = new Uint8Array(64);
  block.set(tail16, 0);
  block[16] = 0x80;
  // Length of the whole message in bits: 640.
  block[62] = 0x02;
  block[63] = 0x80;
  return second(compress(state, block));
}

function sha256State(bytes: Uint8Array): Uint32Array {
  let state: Uint32Array = INITIAL;
  let offset = 0;
  for (; offset + 64 <= bytes.length; offset += 64) state = compress(state, bytes, offset);
  // What is left, the mark and the length take one block, or two where the length does not fit.
  const left = bytes.length - offset;
  const end = new Uint8Array(left < 56 ? 64 : 128);
  end.set(offset === 0 ? bytes : bytes.subarray(offset));
  end[left] = 0x80;
  const bits = bytes.length * 8;
  end[end.length - 4] = bits >>> 24;
  end[end.length - 3] = bits >>> 16;
  end[end.length - 2] = bits >>> 8;
  end[end.length - 1] = bits;
  for (let at = 0; at < end.length; at += 64) state = compress(state, end, at);
  return state;
}

function second(state: Uint32Array): Uint8Array {
  const block = new Uint8Array(64);
  writeState(block, state);
  block[32] = 0x80;
  block[62] = 0x01;
  const digest = new Uint8Array(32);
  writeState(digest, compress(INITIAL, block));
  return digest;
}

function writeState(bytes: Uint8Array, state: Uint32Array): void {
  for (let i = 0; i < 8; i += 1) {
    const word = state[i] as number;
    bytes[4 * i] = word >>> 24;
    bytes[4 * i + 1] = word >>> 16;
    bytes[4 * i + 2] = word >>> 8;
    bytes[4 * i + 3] = word;
  }
}
