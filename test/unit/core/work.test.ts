import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToHex, hexToBytes, readU32LE } from '../../../electron/core/bytes.ts';
import { coinbaseOf, header76Of, headerOf, merkleRootOf } from '../../../electron/core/header.ts';
import { midstate } from '../../../electron/core/sha256d.ts';
import { extranonce2Bytes, extranonce2Capacity, WorkRoot } from '../../../electron/core/work-root.ts';
import { WorkMaker } from '../../doubles/work-maker.ts';
import { jobWith, sha256dOf } from './jobs.ts';

const rootOf = (fields: Parameters<typeof jobWith>[0] = {}, extranonce2 = 0n): WorkRoot => {
  const job = jobWith(fields);
  return new WorkRoot({ job, extranonce2, ntime: job.ntime });
};

test('the first item has extranonce2 zero and the job’s own version first', () => {
  const work = rootOf().workAt(0, 4);
  expect(work.extranonce2).toBe('00000000');
  expect(work.versions).toEqual([0x20000000, 0x20002000, 0x20004000, 0x20006000]);
  expect(work.ntime).toBe(work.job.ntime);
});

test('one root serves 16,384 items of four midstates, every version once', () => {
  const root = rootOf();
  expect(root.itemCount(4)).toBe(16_384);
  expect(root.itemCount(1)).toBe(65_536);
  const seen = new Set<number>();
  for (let item = 0; item < 16_384; item += 1) for (const v of root.workAt(item, 4).versions) seen.add(v);
  expect(seen.size).toBe(65_536);
  expect([...seen].every((version) => (version & ~0x1fffe000) === 0x20000000)).toBe(true);
  expect(() => root.workAt(16_384, 4)).toThrow(RangeError);
  expect(() => root.workAt(-1, 4)).toThrow(RangeError);
  expect(() => root.workAt(0.5, 4)).toThrow(RangeError);
});

test('the header of every version is what its midstate stands for', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 16_383 }),
      fc.bigInt({ min: 0n, max: 0xffff_ffffn }),
      fc.nat({ max: 0xffff_ffff }),
      (item, extranonce2, nonce) => {
        const work = rootOf({}, extranonce2).workAt(item, 4);
        expect(readU32LE(work.header76, 0)).toBe(work.versions[0]);
        work.versions.forEach((version, i) => {
          const header = headerOf(work, i, nonce);
          expect(readU32LE(header, 0)).toBe(version);
          expect(readU32LE(header, 76)).toBe(nonce);
          expect(work.midstates[i]).toEqual(midstate(header));
          expect(header.subarray(4, 76)).toEqual(work.header76.subarray(4));
        });
      },
    ),
    { numRuns: 50 },
  );
});

test('a version there is not is refused', () => {
  expect(() => headerOf(rootOf().workAt(0, 4), 4, 0)).toThrow(RangeError);
});

test('without rolling there is one item of one midstate', () => {
  for (const fields of [
    { versionRolling: false },
    { versionMask: 0 },
    { versionHex: '3fffe000' },
    { versionMask: 0x20000000 },
  ]) {
    const root = rootOf(fields);
    expect(root.itemCount(4)).toBe(1);
    expect(root.workAt(0, 4).versions).toEqual([root.job.version]);
    expect(root.workAt(0, 4).midstates).toHaveLength(1);
  }
});

test('with two versions there are two items of one midstate', () => {
  const root = rootOf({ versionMask: 0x00002000 });
  expect(root.itemCount(4)).toBe(2);
  expect([0, 1].map((item) => root.workAt(item, 4).versions)).toEqual([[0x20000000], [0x20002000]]);
});

test('a later ntime stands in the header and in the work', () => {
  const job = jobWith();
  const work = new WorkRoot({ job, extranonce2: 0n, ntime: job.ntime + 3 }).workAt(0, 4);
  expect(work.ntime).toBe(job.ntime + 3);
  expect(readU32LE(work.header76, 68)).toBe(job.ntime + 3);
});

test('the maker walks a root to its end', () => {
  const maker = new WorkMaker({
    job: jobWith({ versionMask: 0x0000e000 }),
    extranonce2: 5n,
    midstatesPerWork: 4,
  });
  const works = [maker.next(), maker.next(), maker.next()];
  expect(works.map((work) => work?.versions)).toEqual([
    [0x20000000, 0x20002000, 0x20004000, 0x20006000],
    [0x20008000, 0x2000a000, 0x2000c000, 0x2000e000],
    undefined,
  ]);
  expect(works[0]?.extranonce2).toBe('05000000');
});

test('extranonce2 is a counter of exactly its size', () => {
  expect(bytesToHex(extranonce2Bytes(0x0102n, 4))).toBe('02010000');
  expect(extranonce2Capacity(1)).toBe(256n);
  expect(extranonce2Capacity(16)).toBe(1n << 128n);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.bigInt({ min: 0n, max: 1n << 130n }), (size, value) => {
      if (value >= extranonce2Capacity(size)) expect(() => extranonce2Bytes(value, size)).toThrow(RangeError);
      else expect(extranonce2Bytes(value, size)).toHaveLength(size);
    }),
  );
  expect(() => extranonce2Bytes(-1n, 4)).toThrow(RangeError);
});

test('the merkle root is the hash of hashes, written apart', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 16 }),
      (coinbase, branch) => {
        let root = sha256dOf(coinbase);
        for (const sibling of branch) root = sha256dOf(Buffer.concat([root, sibling]));
        expect(merkleRootOf(coinbase, branch)).toEqual(new Uint8Array(root));
      },
    ),
  );
});

test('the coinbase is the four parts in order', () => {
  const job = { coinbase1: hexToBytes('01'), extranonce1: hexToBytes('0203'), coinbase2: hexToBytes('06') };
  expect(bytesToHex(coinbaseOf(job, hexToBytes('0405')))).toBe('010203040506');
});

test('the header has its fields in their places', () => {
  const job = { prevHash: new Uint8Array(32).fill(0xaa), nbits: 0x01020304 };
  expect(bytesToHex(header76Of(job, new Uint8Array(32).fill(0xbb), 0x20000001, 0x0a0b0c0d))).toBe(
    `01000020${'aa'.repeat(32)}${'bb'.repeat(32)}0d0c0b0a04030201`,
  );
});
