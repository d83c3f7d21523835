/**
 * SQLite's write-ahead log as it lies on the disk (sqlite.org/fileformat2.html#walformat): a header, then frames of one
 * page each. Every checksum goes on from the one before, so that the last of them stands for the whole file.
 */

export const WAL_HEADER_BYTES = 32;
export const FRAME_HEADER_BYTES = 24;

/** The last bit says in which byte order the checksums read: 1 is big-endian. */
const MAGIC = 0x377f0682;
const FORMAT_VERSION = 3_007_000;

export interface WalHeader {
  readonly isLittleEndian: boolean;
  /** Two random words that every frame of this run of the log repeats. */
  readonly salts: bigint;
  readonly sums: bigint;
}

/** Null when these are not the 32 bytes of a sound header for pages of this size. */
export function headerOf(bytes: Buffer, pageBytes: number): WalHeader | null {
  if (bytes.length < WAL_HEADER_BYTES) return null;
  const magic = bytes.readUInt32BE(0);
  if (magic >>> 1 !== MAGIC >>> 1 || bytes.readUInt32BE(4) !== FORMAT_VERSION) return null;
  if (bytes.readUInt32BE(8) !== pageBytes) return null;
  const isLittleEndian = magic === MAGIC;
  const sums = summed(0n, bytes.subarray(0, 24), isLittleEndian);
  if (sums !== bytes.readBigUInt64BE(24)) return null;
  return { isLittleEndian, salts: bytes.readBigUInt64BE(16), sums };
}

/** Checksum over everything up to this whole frame; null when the frame is not as it was written. */
export function frameSums(
  frame: Buffer,
  { isLittleEndian, salts }: WalHeader,
  before: bigint,
): bigint | null {
  if (frame.readBigUInt64BE(8) !== salts) return null;
  const numbers = summed(before, frame.subarray(0, 8), isLittleEndian);
  const sums = summed(numbers, frame.subarray(FRAME_HEADER_BYTES), isLittleEndian);
  return sums === storedSums(frame) ? sums : null;
}

/** The checksum that the frame itself carries. */
export const storedSums = (frame: Buffer): bigint => frame.readBigUInt64BE(16);

/** The format's two sums modulo 2^32, the first in the upper half. `bytes` is a multiple of 8 long. */
function summed(before: bigint, bytes: Buffer, isLittleEndian: boolean): bigint {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let first = Number(before >> 32n) | 0;
  let second = Number(before & 0xffff_ffffn) | 0;
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + words.getInt32(at, isLittleEndian) + second) | 0;
    second = (second + words.getInt32(at + 4, isLittleEndian) + first) | 0;
  }
  return (BigInt(first >>> 0) << 32n) | BigInt(second >>> 0);
}
