/** The pool's side of the latency figures: one session's terms, and jobs of a usual size that differ in ntime. */
import { randomBytes } from 'node:crypto';
import type { Chain } from '../../electron/contract/units.ts';
import type { Work } from '../../electron/core/job.ts';
import { buildJob } from '../../electron/core/job-builder.ts';
import { WorkRoot } from '../../electron/core/work-root.ts';

/**
 * Four hashes for difficulty 1, so that the far end finds a nonce for any ticket in well under a millisecond
 * and is not busy when it should be timing.
 */
export const BENCH_CHAIN = { kind: 'practice', bits: 30 } as const satisfies Chain;

/** The highest ticket a Compac F takes: then nonces come as seldom as in real mining. */
export const BENCH_DIFFICULTY = 16;

export const SUBSCRIBE_RESULT = [[['mining.notify', 'bench']], '0a0b0c0d', 8] as const;
export const CONFIGURE_RESULT = { 'version-rolling': true, 'version-rolling.mask': '1fffe000' } as const;

/** A block of some 4,000 transactions: twelve branches; a coinbase of 200 bytes. */
const MERKLE_BRANCH = Array.from({ length: 12 }, () => randomBytes(32).toString('hex'));
const COINBASE_1 = `01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff2503301d0e${'00'.repeat(20)}`;
const COINBASE_2 = `ffffffff0100f2052a010000001976a914${'11'.repeat(20)}88ac00000000`;

/** Four works of one job, with so many midstates each, as for `BENCH_CHAIN`. */
export function benchWorks(midstateCount: 1 | 4): readonly Work[] {
  const job = buildJob({
    jobId: 'bench',
    session: 1,
    prevHashStratum: randomBytes(28).toString('hex').padEnd(64, '0'),
    coinbase1Hex: COINBASE_1,
    coinbase2Hex: COINBASE_2,
    extranonce1Hex: '0a0b0c0d',
    extranonce2Size: 8,
    merkleBranchHex: MERKLE_BRANCH,
    versionHex: '20000000',
    nbitsHex: '17023a04',
    ntimeHex: '6b054b55',
    versionRolling: true,
    versionMask: 0x1fffe000,
    difficulty: BENCH_DIFFICULTY,
    chain: BENCH_CHAIN,
    receivedAtMs: 0,
    receivedMonoMs: 0,
  });
  const root = new WorkRoot({ job, extranonce2: 0n, ntime: job.ntime });
  return Array.from({ length: 4 }, (_, index) => root.workAt(index, midstateCount));
}

/** A clean notify on a new block, with its line end. */
export function cleanNotify(ntime: number): string {
  const ntimeHex = ntime.toString(16).padStart(8, '0');
  const prevHash = randomBytes(28).toString('hex').padEnd(64, '0');
  const params = [
    ntimeHex,
    prevHash,
    COINBASE_1,
    COINBASE_2,
    MERKLE_BRANCH,
    '20000000',
    '17023a04',
    ntimeHex,
    true,
  ];
  return `${JSON.stringify({ id: null, method: 'mining.notify', params })}\n`;
}
