import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { midstateOfHeader, NonceSearch } from '../../../electron/practice/simulator/nonce-search.ts';
import { nonceOfTrial, sliceOfChip, sliceSize } from '../../../electron/practice/simulator/nonce-slice.ts';
import { hashValue } from './chip-host.ts';

describe('nonce search', () => {
  it('agrees with an independent double SHA-256 on any header, at the hash itself and one below', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 80, maxLength: 80 }), (header) => {
        const view = new DataView(header.buffer, header.byteOffset, 80);
        const value = hashValue(header, header.subarray(76));
        const tail = [view.getInt32(64), view.getInt32(68), view.getInt32(72)] as const;
        const meets = (target: bigint): boolean =>
          new NonceSearch(target).meets(midstateOfHeader(header), [...tail], view.getUint32(76));
        expect(meets(value)).toBe(true);
        expect(meets(value - 1n)).toBe(false);
        expect(meets(2n ** 256n - 1n)).toBe(true);
      }),
    );
  });

  it('gives the midstate of block 1 that the reference driver sends', () => {
    const header = Buffer.from(
      '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299',
      'hex',
    );
    const words = Buffer.alloc(32);
    midstateOfHeader(header).forEach((word, index) => {
      words.writeInt32BE(word, index * 4);
    });
    expect(words.toString('hex')).toBe('a9f613237fbb2a30066ca2d47d617869ccbd0ee028757b755ff2646f0e7501ac');
  });
});

describe('nonce slices', () => {
  /** The rule by which the GekkoScience driver tells the chip. */
  const chipOf = (nonceWord: number, chips: number): number =>
    chips === 6
      ? Math.min(5, Math.floor((((nonceWord >>> 16) & 0xff) % 64) / 10.5))
      : Math.floor(((nonceWord >>> 8) & 0xff) / (256 / chips));

  it.each([1, 2, 4, 6])('lets the nonce tell the chip in a chain of %i', (chips) => {
    for (let chip = 0; chip < chips; chip += 1) {
      const slice = sliceOfChip(chip, chips);
      for (let trial = 0; trial < 500; trial += 1) {
        expect(chipOf(nonceOfTrial(slice, trial, 77), chips)).toBe(chip);
      }
    }
  });

  it('shares every nonce out once', () => {
    for (const chips of [1, 2, 6]) {
      const sizes = Array.from({ length: chips }, (_, chip) => sliceSize(sliceOfChip(chip, chips)));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2 ** 32);
    }
  });

  it('never tries a nonce twice in a sweep', () => {
    const slice = sliceOfChip(2, 6);
    const around = 2 ** 24;
    const seen = new Set<number>();
    for (let trial = 0; trial < 20_000; trial += 1) {
      seen.add(nonceOfTrial(slice, trial, 5));
      seen.add(nonceOfTrial(slice, around + trial, 5));
    }
    expect(seen.size).toBe(40_000);
  });
});
