/** The host's side of the chip wire for these tests: written apart from the product, with its own CRCs. */
import { createHash } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';

/** `55 AA header length ...body crc5`. */
export function command(header: number, ...body: number[]): Uint8Array {
  const bytes = [header, body.length + 3, ...body];
  return Uint8Array.from([0x55, 0xaa, ...bytes, crc5(bytes, bytes.length * 8)]);
}

export const READ_ALL_IDS = command(0x52, 0, 0);
export const CHAIN_INACTIVE = command(0x53, 0, 0);

export function setAddress(address: number): Uint8Array {
  return command(0x40, address, 0);
}

export function writeAll(register: number, value: number): Uint8Array {
  return command(0x51, 0, register, ...u32(value));
}

/** PLL words as the GekkoScience driver computes them, by MHz. */
export const PLL = { 0: 0x40000111, 200: 0x40a00225, 400: 0x40a00215, 450: 0x40b40215 };

/** A job with one midstate for each header; the headers differ in their version alone. */
export function jobFrame(chipJobId: number, headers: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(80)] = headers;
  const body = [
    0x21,
    headers.length === 1 ? 0x36 : 0x96,
    chipJobId,
    headers.length,
    ...[0, 0, 0, 0],
    ...first.subarray(72, 76),
    ...first.subarray(68, 72),
    ...first.subarray(64, 68),
    ...headers.flatMap((header) => midstateField(header)),
  ];
  const crc = crc16(body);
  return Uint8Array.from([0x55, 0xaa, ...body, crc >> 8, crc & 0xff]);
}

/** Four headers as a driver would make them with mask 1fffe000, alike but for the version. */
export function fourHeaders(seed: number): Uint8Array[] {
  return [0x2000_0000, 0x2000_e000, 0x3fff_0000, 0x3fff_e000].map((version) => headerOf(seed, version));
}

export function headerOf(seed: number, version: number): Uint8Array {
  const header = new Uint8Array(80);
  header.set(createHash('sha256').update(`prev ${seed}`).digest(), 4);
  header.set(createHash('sha256').update(`root ${seed}`).digest(), 36);
  const view = new DataView(header.buffer);
  view.setUint32(0, version, true);
  view.setUint32(68, 1_764_000_000 + seed, true);
  view.setUint32(72, 0x1702_0000, true);
  return header;
}

export interface HeardNonce {
  /** As on the wire and in the header. */
  readonly nonce: Uint8Array;
  readonly chipJobId: number;
  readonly midstateIndex: number;
}

export interface HeardRegister {
  readonly value: number;
  readonly address: number;
  readonly register: number;
}

/** Takes undamaged chip bytes apart. Throws on anything that is not a whole frame with a good CRC. */
export function heard(bytes: Uint8Array): { nonces: HeardNonce[]; registers: HeardRegister[] } {
  const nonces: HeardNonce[] = [];
  const registers: HeardRegister[] = [];
  if (bytes.length % 9 !== 0) throw new Error(`${bytes.length} bytes are no whole frames`);
  for (let at = 0; at < bytes.length; at += 9) {
    const frame = bytes.subarray(at, at + 9);
    const last = frame[8] ?? 0;
    if (frame[0] !== 0xaa || frame[1] !== 0x55) throw new Error('no preamble');
    if (crc5([...frame.subarray(2)], 51) !== (last & 0x1f)) throw new Error('bad CRC');
    const view = new DataView(frame.buffer, frame.byteOffset, 9);
    if (last >> 5 === 4) {
      const id = frame[7] ?? 0;
      nonces.push({ nonce: frame.slice(2, 6), chipJobId: id & 0xfc, midstateIndex: id & 3 });
    } else {
      registers.push({ value: view.getUint32(2), address: frame[6] ?? 0, register: frame[7] ?? 0 });
    }
  }
  return { nonces, registers };
}

/** Double SHA-256 of a header with this nonce, as a number. */
export function hashValue(header: Uint8Array, nonce: Uint8Array): bigint {
  const solved = Buffer.concat([header.subarray(0, 76), nonce]);
  const hash = createHash('sha256').update(createHash('sha256').update(solved).digest()).digest();
  return BigInt(`0x${hash.reverse().toString('hex')}`);
}

/** Difficulty 1 of `practice` with these bits, divided by `difficulty`. */
export function practiceTarget(bits: number, difficulty: number): bigint {
  return ((0xffffn << 208n) << BigInt(bits)) / BigInt(difficulty);
}

/** A small seeded generator: the same numbers every run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function midstateField(header: Uint8Array): number[] {
  const hasher = sha256.create().update(header.subarray(0, 64)) as unknown as { get(): number[] };
  return hasher.get().reverse().flatMap(u32);
}

function u32(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

function crc5(bytes: readonly number[], bits: number): number {
  const text = bytes
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, bits);
  let register = [1, 1, 1, 1, 1];
  for (const bit of text) {
    const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = register;
    const carry = first ^ Number(bit);
    register = [second, third, fourth ^ carry, fifth, carry];
  }
  return Number.parseInt(register.join(''), 2);
}

function crc16(bytes: readonly number[]): number {
  let remainder = 0xffffn;
  for (const byte of bytes) {
    remainder ^= BigInt(byte) << 8n;
    for (let bit = 0; bit < 8; bit += 1) {
      remainder <<= 1n;
      if (remainder > 0xffffn) remainder ^= 0x11021n;
    }
  }
  return Number(remainder);
}
