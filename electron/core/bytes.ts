/** Bytes, hex and 32-bit words. Hex is lower case and without a prefix. */

/** Throws a RangeError when the text is not whole bytes of hex; either case is read. */
export function hexToBytes(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >>> 1);
  let valid = hex.length % 2 === 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const high = digitOf(hex.charCodeAt(2 * i));
    const low = digitOf(hex.charCodeAt(2 * i + 1));
    // A digit that is none is negative, and so is what it is part of.
    valid = valid && (high | low) >= 0;
    bytes[i] = (high << 4) | low;
  }
  if (!valid) throw new RangeError(`Not hex of whole bytes: ${hex.slice(0, 40)}`);
  return bytes;
}

/** By character code; a table is several times faster than parsing, and a job is a thousand bytes of hex. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
);

const digitOf = (code: number): number => DIGITS[code] ?? -1;

const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/** Two lower-case digits a byte, without a prefix. */
export function bytesToHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Eight digits, big-endian. */
export const u32ToHex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** A reversed copy. */
export const reverseBytes = (bytes: Uint8Array): Uint8Array => bytes.slice().reverse();

/** Reverses the bytes inside each 4-byte word; the length must be a multiple of 4 (RangeError). */
export function swapWords(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 4 !== 0) throw new RangeError(`Not whole words: ${bytes.length} bytes`);
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 4) writeU32LE(swapped, i, readU32BE(bytes, i));
  return swapped;
}

/** Unsigned. Bytes past the end read as 0, here and in `readU32LE`. */
export function readU32BE(bytes: Uint8Array, offset: number): number {
  return (
    (((bytes[offset] ?? 0) << 24) |
      ((bytes[offset + 1] ?? 0) << 16) |
      ((bytes[offset + 2] ?? 0) << 8) |
      (bytes[offset + 3] ?? 0)) >>>
    0
  );
}

/** Unsigned. */
export function readU32LE(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] ?? 0) |
      ((bytes[offset + 1] ?? 0) << 8) |
      ((bytes[offset + 2] ?? 0) << 16) |
      ((bytes[offset + 3] ?? 0) << 24)) >>>
    0
  );
}

/** Writes the low 32 bits of `value` in place; past the end nothing is written, here and in `writeU32LE`. */
export function writeU32BE(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

/** Writes the low 32 bits of `value` in place. */
export function writeU32LE(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value >>> 16;
  bytes[offset + 3] = value >>> 24;
}

/** All parts in order, in a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Same length, same bytes. Not in constant time: never for secrets. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The unsigned integer that starts with its lowest byte; of no bytes, 0. */
export function leBytesToBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(reverseBytes(bytes))}`);
}
