import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  nthVersion,
  rollableBits,
  submitVersionBits,
  versionCount,
  WANTED_VERSION_MASK,
} from '../../../electron/core/version-rolling.ts';

const u32 = fc.nat({ max: 0xffff_ffff });
/** At most ten bits, so that a test may count all versions. */
const fewBits = fc
  .array(fc.nat({ max: 31 }), { maxLength: 10 })
  .map((bits) => bits.reduce((mask, bit) => (mask | (1 << bit)) >>> 0, 0));

test('every version once, and none outside the mask', () => {
  fc.assert(
    fc.property(u32, fewBits, (jobVersion, mask) => {
      const bits = rollableBits(mask, jobVersion);
      const count = versionCount(bits);
      const versions = Array.from({ length: count }, (_, n) => nthVersion(jobVersion, bits, n));
      expect(new Set(versions).size).toBe(count);
      expect(versions[0]).toBe(jobVersion);
      for (const version of versions) expect(((version ^ jobVersion) & ~mask) >>> 0).toBe(0);
      expect(nthVersion(jobVersion, bits, count)).toBe(jobVersion);
    }),
  );
});

test('servers that replace and servers that OR rebuild the same version', () => {
  fc.assert(
    fc.property(u32, u32, fc.nat({ max: 70_000 }), (jobVersion, mask, n) => {
      const version = nthVersion(jobVersion, rollableBits(mask, jobVersion), n);
      const sent = submitVersionBits(version, mask);
      expect(((jobVersion & ~mask) | (sent & mask)) >>> 0).toBe(version);
      expect((jobVersion | sent) >>> 0).toBe(version);
    }),
  );
});

test('the top three bits are never rolled', () => {
  expect(rollableBits(0xffff_ffff, 0)).toBe(0x1fff_ffff);
  expect(versionCount(0x1fff_ffff)).toBe(2 ** 29);
});

test('the mask we ask for has 16 bits', () => {
  expect(versionCount(WANTED_VERSION_MASK)).toBe(65_536);
  expect(versionCount(0)).toBe(1);
});
