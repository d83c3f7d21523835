import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerOf } from '../../../electron/core/header.ts';
import type { Work } from '../../../electron/core/job.ts';
import { checkNonce, kindOfHash, meetsDifficulty1 } from '../../../electron/core/share-check.ts';
import { targetOfDifficulty } from '../../../electron/core/target.ts';
import { WorkRoot } from '../../../electron/core/work-root.ts';
import { jobWith, MAINNET, sha256dOf } from './jobs.ts';

/** Difficulty 1 takes 256 tries, so that a test may look for results. */
const PRACTICE = { kind: 'practice', bits: 24 } as const;

const easyWork = (difficulty: number): Work => {
  const job = jobWith({ chain: PRACTICE, difficulty });
  return new WorkRoot({ job, extranonce2: 0n, ntime: job.ntime }).workAt(0, 4);
};

test('the hash is that of the header', () => {
  const work = easyWork(1);
  fc.assert(
    fc.property(fc.nat({ max: 3 }), fc.nat({ max: 0xffff_ffff }), (versionIndex, nonce) => {
      const { hash } = checkNonce({ work, versionIndex, nonce, ticketDifficulty: 1 }, PRACTICE);
      expect(hash).toEqual(new Uint8Array(sha256dOf(headerOf(work, versionIndex, nonce))));
    }),
  );
});

test('each of many nonces gets the verdict that its hash calls for', () => {
  const work = easyWork(4);
  const kinds = new Map<string, number>();
  for (let nonce = 0; nonce < 4_000; nonce += 1) {
    const { kind, shareDifficulty, hash } = checkNonce(
      { work, versionIndex: nonce % 4, nonce, ticketDifficulty: 2 },
      PRACTICE,
    );
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const value = BigInt(`0x${Buffer.from(hash).reverse().toString('hex')}`);
    const want =
      value <= work.job.shareTarget
        ? 'share'
        : value > targetOfDifficulty(1, PRACTICE)
          ? 'hardwareError'
          : value > targetOfDifficulty(2, PRACTICE)
            ? 'belowTicket'
            : 'belowPool';
    expect(kind).toBe(want);
    expect(meetsDifficulty1(work, nonce % 4, nonce, PRACTICE)).toBe(want !== 'hardwareError');
    expect(shareDifficulty >= 1).toBe(want !== 'hardwareError');
  }
  expect([...kinds.keys()].sort()).toEqual(['belowPool', 'belowTicket', 'hardwareError', 'share']);
});

const hashOf = (hex: string): Uint8Array =>
  new Uint8Array(Buffer.from(hex.padStart(64, '0'), 'hex').reverse());
const terms = (difficulty: number, networkTarget: bigint) => ({
  shareTarget: targetOfDifficulty(difficulty, MAINNET),
  networkTarget,
});

test('a block is sent even where the pool asks for more than the network', () => {
  expect(kindOfHash(hashOf('ff'), terms(1e70, 0xffn), 1, MAINNET)).toBe('block');
});

test('a hash exactly on the target is a share, one above is not', () => {
  const target = targetOfDifficulty(512, MAINNET);
  expect(kindOfHash(hashOf(target.toString(16)), terms(512, 0n), 1, MAINNET)).toBe('share');
  expect(kindOfHash(hashOf((target + 1n).toString(16)), terms(512, 0n), 1, MAINNET)).toBe('belowPool');
});

test('what a pool below difficulty 1 takes is no hardware error', () => {
  const hash = hashOf(targetOfDifficulty(0.5, MAINNET).toString(16));
  expect(kindOfHash(hash, terms(0.1, 0n), 1, MAINNET)).toBe('share');
  expect(kindOfHash(hash, terms(1, 0n), 1, MAINNET)).toBe('hardwareError');
});

test('a version the work does not have is refused', () => {
  expect(() =>
    checkNonce({ work: easyWork(1), versionIndex: 4, nonce: 0, ticketDifficulty: 1 }, PRACTICE),
  ).toThrow(RangeError);
});
