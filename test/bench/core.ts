/** What the core costs, as ratios to the hashing that nobody can avoid. Both sides of a ratio run in turn. */
import { hash } from 'node:crypto';
import { buildJob } from '../../electron/core/job-builder.ts';
import { compress, midstate } from '../../electron/core/sha256d.ts';
import { checkNonce } from '../../electron/core/share-check.ts';
import { WorkRoot } from '../../electron/core/work-root.ts';
import { type Figure, percentiles } from './figure.ts';

const CHAIN = { kind: 'mainnet' } as const;
const SAMPLES = 300;
const CALLS_PER_SAMPLE = 100;

export async function coreFigures(): Promise<Figure[]> {
  const root = new WorkRoot({ job: JOB, extranonce2: 0n, ntime: JOB.ntime });
  const items = root.itemCount(4);
  const work = root.workAt(0, 4);
  const header = new Uint8Array(80);
  header.set(work.header76);
  const state = midstate(header);
  return [
    ratioFigure({
      name: 'work item over four SHA-256 compressions',
      goal: { p50: 2 },
      note: 'four midstates; a new merkle root comes every 16,384 items',
      ours: (i) => root.workAt(i % items, 4),
      bare: () => [
        compress(state, header),
        compress(state, header),
        compress(state, header),
        compress(state, header),
      ],
    }),
    ratioFigure({
      name: 'share check over two crypto.hash calls',
      goal: { p50: 2 },
      note: 'an 80-byte header hashed twice by OpenSSL',
      ours: (i) => checkNonce({ work, versionIndex: i % 4, nonce: i, ticketDifficulty: 256 }, CHAIN),
      bare: () => hash('sha256', hash('sha256', header, 'buffer'), 'buffer'),
    }),
  ];
}

/** A job of a usual size: twelve branches, a mask that gives 65,536 versions. */
const JOB = buildJob({
  jobId: 'bench',
  session: 1,
  prevHashStratum: '4f10a3789e15641a4a3a955a5a7915104b89661e0002c0f70000000000000000',
  coinbase1Hex: `01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff2503301d0e${'00'.repeat(20)}`,
  coinbase2Hex: `ffffffff0100f2052a010000001976a914${'11'.repeat(20)}88ac00000000`,
  extranonce1Hex: '0a0b0c0d',
  extranonce2Size: 8,
  merkleBranchHex: Array.from({ length: 12 }, (_, i) => i.toString(16).padStart(64, '0')),
  versionHex: '20000000',
  nbitsHex: '17023a04',
  ntimeHex: '6b054b55',
  versionRolling: true,
  versionMask: 0x1fffe000,
  difficulty: 512,
  chain: CHAIN,
  receivedAtMs: 0,
  receivedMonoMs: 0,
});

interface Contest {
  readonly name: string;
  readonly goal: Figure['goal'];
  readonly note: string;
  readonly ours: (i: number) => unknown;
  readonly bare: (i: number) => unknown;
}

function ratioFigure({ name, goal, note, ours, bare }: Contest): Figure {
  // The first samples are of code that is not compiled yet.
  sample(ours);
  sample(bare);
  const ratios = Array.from({ length: SAMPLES }, () => sample(ours) / sample(bare));
  const spread = percentiles(ratios.slice(SAMPLES / 10));
  return { name, unit: 'x', ...spread, goal, ratio: spread.p50, note };
}

/** Last results are kept where the optimiser cannot prove them unused. */
const kept: unknown[] = [];

function sample(call: (i: number) => unknown): number {
  const startMs = performance.now();
  for (let i = 0; i < CALLS_PER_SAMPLE; i += 1) kept[i % 8] = call(i);
  return performance.now() - startMs;
}
