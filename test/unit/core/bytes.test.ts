import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bytesEqual,
  bytesToHex,
  concatBytes,
  hexToBytes,
  leBytesToBigInt,
  readU32BE,
  readU32LE,
  reverseBytes,
  swapWords,
  u32ToHex,
  writeU32BE,
  writeU32LE,
} from '../../../electron/core/bytes.ts';

const bytes = fc.uint8Array({ maxLength: 100 });
const u32 = fc.nat({ max: 0xffff_ffff });

test('hex goes both ways, as Buffer does it', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      expect(bytesToHex(value)).toBe(Buffer.from(value).toString('hex'));
      expect(hexToBytes(bytesToHex(value))).toEqual(value);
      expect(hexToBytes(bytesToHex(value).toUpperCase())).toEqual(value);
    }),
  );
});

test.each(['0', 'abc', '0g', 'zz', '0x00', ' 00', '00 ', '--', 'é0', '0é', '\u{1f600}'])(
  'refuses %j as hex',
  (text) => {
    expect(() => hexToBytes(text)).toThrow(RangeError);
  },
);

test('reads a text as hex exactly where it is whole bytes of hex digits', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEFgGxX -@`/:'), maxLength: 8 }),
      (text) => {
        const isHex = /^([0-9a-f]{2})*$/i.test(text);
        if (isHex) expect(hexToBytes(text)).toEqual(new Uint8Array(Buffer.from(text, 'hex')));
        else expect(() => hexToBytes(text)).toThrow(RangeError);
      },
    ),
  );
});

test('words are read as they were written, in both orders', () => {
  fc.assert(
    fc.property(u32, fc.nat({ max: 4 }), (value, offset) => {
      const buffer = new Uint8Array(8);
      writeU32LE(buffer, offset, value);
      expect(readU32LE(buffer, offset)).toBe(value);
      expect(Buffer.from(buffer).readUInt32LE(offset)).toBe(value);
      writeU32BE(buffer, offset, value);
      expect(readU32BE(buffer, offset)).toBe(value);
      expect(Buffer.from(buffer).readUInt32BE(offset)).toBe(value);
      expect(u32ToHex(value)).toBe(bytesToHex(buffer.subarray(offset, offset + 4)));
    }),
  );
});

test('u32ToHex takes negative 32-bit numbers for what their bits say', () => {
  expect(u32ToHex(-1)).toBe('ffffffff');
  expect(u32ToHex(0)).toBe('00000000');
});

test('swapping words twice changes nothing; once it reverses each word', () => {
  expect(bytesToHex(swapWords(hexToBytes('0011223344556677')))).toBe('3322110077665544');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (value) => {
      expect(swapWords(swapWords(value))).toEqual(value);
    }),
  );
  expect(() => swapWords(new Uint8Array(7))).toThrow('7 bytes');
});

test('reversing does not touch the original', () => {
  const original = Uint8Array.of(1, 2, 3);
  expect(reverseBytes(original)).toEqual(Uint8Array.of(3, 2, 1));
  expect(original).toEqual(Uint8Array.of(1, 2, 3));
});

test('joins and compares', () => {
  expect(concatBytes()).toEqual(new Uint8Array(0));
  expect(concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(
    Uint8Array.of(1, 2, 3),
  );
  expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
});

test('little-endian bytes as a number', () => {
  expect(leBytesToBigInt(new Uint8Array(0))).toBe(0n);
  expect(leBytesToBigInt(Uint8Array.of(1, 2))).toBe(0x0201n);
});
