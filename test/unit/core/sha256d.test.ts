import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compress, midstate, sha256d, sha256dFromMidstate } from '../../../electron/core/sha256d.ts';

const twice = (bytes: Uint8Array): Uint8Array => {
  const first = createHash('sha256').update(bytes).digest();
  return new Uint8Array(createHash('sha256').update(first).digest());
};

test('double SHA-256 is what OpenSSL says, at every length around the block edges', () => {
  for (let length = 0; length <= 260; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
    expect(sha256d(bytes)).toEqual(twice(bytes));
  }
});

test('and for any content, also where it lies inside a larger buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 9 }), (bytes, offset) => {
      const view = new Uint8Array(bytes.length + offset + 3).subarray(offset, offset + bytes.length);
      view.set(bytes);
      expect(sha256d(view)).toEqual(twice(bytes));
    }),
  );
});

test('a header hashes the same through its midstate', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 80, maxLength: 80 }), (header) => {
      expect(sha256dFromMidstate(midstate(header), header.subarray(64))).toEqual(twice(header));
    }),
  );
});

test('compressing changes neither the state nor the block', () => {
  const block = new Uint8Array(64).fill(7);
  const state = midstate(block);
  const before = state.slice();
  compress(state, block);
  expect(state).toEqual(before);
  expect(block).toEqual(new Uint8Array(64).fill(7));
});
