/**
 * Which nonces a chip of a chain searches, so that the nonce tells the chip: with six BM1397 by the second
 * byte, otherwise by the third [KG]. Only that rule; the order inside a slice is our own.
 */

export interface NonceSlice {
  /** Bit position of the byte that names the chip, in the big-endian reading of the nonce bytes. */
  readonly shift: 8 | 16 | 17 | 24;
  /** Values of that byte this chip searches. */
  readonly values: Uint8Array;
}

/** Slice of chip `index` of `count` chips. */
export function sliceOfChip(index: number, count: number): NonceSlice {
  const shift = count === 6 ? 16 : 8;
  const chipOf =
    count === 6
      ? (value: number) => Math.min(5, Math.floor((value % 64) / 10.5))
      : (value: number) => Math.min(count - 1, Math.floor(value / (256 / count)));
  const values = Uint8Array.from({ length: 256 }, (_, value) => value).filter(
    (value) => chipOf(value) === index,
  );
  return { shift, values };
}

/** Slice of chip `index` of `count` chips that share the nonces by their first byte, as older chips do [KG]. */
export function sliceByFirstByte(index: number, count: number): NonceSlice {
  const values = Uint8Array.from({ length: 256 }, (_, value) => value).filter(
    (value) => Math.min(count - 1, Math.floor(value / (256 / count))) === index,
  );
  return { shift: 24, values };
}

/** Slice of a chip whose address stands in bits 24 to 18, and a count below it: up to the next address [MUJ]. */
export function sliceByAddressBits(index: number, count: number, addresses: readonly number[]): NonceSlice {
  const [first = 0, second = 0] = addresses;
  const width = count > 1 && second > first ? second - first : 256;
  const from = addresses[index] ?? 0;
  return { shift: 17, values: Uint8Array.from({ length: width }, (_, value) => from + value) };
}

/** How many nonces a slice holds. */
export function sliceSize(slice: NonceSlice): number {
  return slice.values.length * 2 ** 24;
}

/**
 * The `trial`-th nonce of a slice, as the big-endian reading of its bytes: every nonce once in
 * `sliceSize` trials, in an order that looks random and starts at `salt` (0 to 2^24 - 1).
 */
export function nonceOfTrial(slice: NonceSlice, trial: number, salt: number): number {
  // An odd multiplier maps 24 bits onto themselves; the golden ratio's spreads neighbours far apart.
  const rest = (Math.imul(trial + salt, 0x9e3779b1) >>> 0) & 0xff_ffff;
  const index = ((rest >>> 5) + Math.floor(trial / 2 ** 24)) % slice.values.length;
  const named = slice.values[index] ?? 0;
  const low = rest & (2 ** slice.shift - 1);
  const high = rest >>> slice.shift;
  return ((high << (slice.shift + 8)) | (named << slice.shift) | low) >>> 0;
}
