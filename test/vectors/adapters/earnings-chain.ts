/** Operations on nBits, difficulty, subsidy and the chain. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hexToBytes, reverseBytes } from '../../../electron/core/bytes.ts';
import { HASHES_PER_DIFFICULTY_1, POOL_HASHES_PER_DIFFICULTY_1 } from '../../../electron/core/hashrate.ts';
import { decimal } from '../../../electron/core/money.ts';
import {
  blockProof,
  chainSpan,
  clampedEpochS,
  difficultyChangePercent,
  hashesPerBlock,
  networkHashrateHs,
  nextNbits,
} from '../../../electron/core/network.ts';
import {
  halvingPeriod,
  issuedSats,
  nextHalvingHeight,
  nextHalvingTime,
  subsidySats,
} from '../../../electron/core/subsidy.ts';
import {
  decodeCompact,
  difficultyOfHash,
  difficultyOfTarget,
  meetsTarget,
  nbitsToTarget,
  targetOfDifficulty,
  targetToNbits,
} from '../../../electron/core/target.ts';
import type { Operation } from './earnings.ts';

const MAINNET = { kind: 'mainnet' } as const;
const EPOCH_BLOCKS = 2016;

export const Numeric = z.union([z.string(), z.number()]).transform(Number);

/** nBits as `0x` and hex. */
const Bits = z
  .string()
  .regex(/^0x[0-9a-f]{8}$/i)
  .transform(Number);

const Target = z
  .string()
  .regex(/^[0-9a-f]{1,64}$/i)
  .transform((hex) => BigInt(`0x${hex}`));

export const CHAIN_OPERATIONS: readonly (readonly [string, Operation])[] = [
  ['compact.decode', decode],
  [
    'compact.encode',
    (raw) => ({ bits: bitsText(targetToNbits(z.object({ target_hex: Target }).parse(raw).target_hex)) }),
  ],
  ['difficulty.fromBits', fromBits],
  ['difficulty.toTarget', toTarget],
  ['share.difficultyFromHash', difficultyFromHash],
  ['retarget.next', retarget],
  ['retarget.bitsDifference', bitsDifference],
  ['subsidy.atHeight', subsidyAtHeight],
  ['subsidy.supplyThrough', (raw) => ({ issued_sat: issuedSats(Height.parse(raw).height) })],
  ['halving.estimate', halving],
  [
    'chainwork.blockProof',
    (raw) => ({ proof: blockProof(nbitsToTarget(z.object({ bits: Bits }).parse(raw).bits)) }),
  ],
  ['earnings.blocksFromTarget', blocksFromTarget],
  ['network.hashrateFromDifficulty', hashrateFromDifficulty],
  ['network.getnetworkhashps', networkHashps],
];

const Height = z.object({ height: z.int() });

function decode(raw: unknown): unknown {
  const { bits } = z.object({ bits: Bits }).parse(raw);
  const { target, negative, overflow } = decodeCompact(bits);
  const sign = negative ? 0x0080_0000 : 0;
  return {
    negative,
    overflow,
    target_hex: hex256(target),
    reencoded: bitsText((targetToNbits(target) | sign) >>> 0),
  };
}

function fromBits(raw: unknown): unknown {
  const { target } = decodeCompact(z.object({ bits: Bits }).parse(raw).bits);
  return { difficulty: difficultyOfTarget(target, MAINNET) };
}

function toTarget(raw: unknown): unknown {
  const { difficulty } = z.object({ difficulty: z.union([z.string(), z.number()]) }).parse(raw);
  return { target_hex: hex256(targetOfDifficulty(difficulty, MAINNET)) };
}

async function difficultyFromHash(raw: unknown, folder: string): Promise<unknown> {
  const { hash_hex, height } = z.object({ hash_hex: z.string(), height: z.int() }).parse(raw);
  const epochs = await chainData(folder, 'epoch-bits-0-473.json', z.object({ bits: z.array(Bits) }));
  const target = nbitsToTarget(at(epochs.bits, Math.floor(height / EPOCH_BLOCKS)));
  const hash = reverseBytes(hexToBytes(hash_hex));
  return {
    share_difficulty: difficultyOfHash(hash, MAINNET),
    block_difficulty: difficultyOfTarget(target, MAINNET),
    meets_target: meetsTarget(hash, target),
  };
}

function retarget(raw: unknown): unknown {
  const { prev_bits, first_time, last_time } = z
    .object({ prev_bits: Bits, first_time: z.int(), last_time: z.int() })
    .parse(raw);
  const nextBits = nextNbits(prev_bits, first_time, last_time, MAINNET);
  const difficultyOf = (nbits: number): number => difficultyOfTarget(nbitsToTarget(nbits), MAINNET);
  return {
    next_bits: bitsText(nextBits),
    difficulty_ratio: difficultyOf(nextBits) / difficultyOf(prev_bits),
    actual_timespan: last_time - first_time,
    clamped_timespan: clampedEpochS(last_time - first_time),
  };
}

/** A refusal of one nBits alone is another than that of the two together. */
function bitsDifference(raw: unknown): unknown {
  const { old_bits, new_bits } = z.object({ old_bits: Bits, new_bits: Bits }).parse(raw);
  if (!isAccepted(old_bits, old_bits) || !isAccepted(new_bits, new_bits)) return { error: 'Invalid bits' };
  if (!isAccepted(old_bits, new_bits)) return { error: 'Impossible exponent difference' };
  return { percent: difficultyChangePercent(old_bits, new_bits) };
}

function isAccepted(oldNbits: number, newNbits: number): boolean {
  try {
    difficultyChangePercent(oldNbits, newNbits);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function subsidyAtHeight(raw: unknown): unknown {
  const { height } = Height.parse(raw);
  return { subsidy_sat: subsidySats(height), epoch: halvingPeriod(height) };
}

function halving(raw: unknown): unknown {
  const { tip_height, tip_time, avg_block_seconds } = z
    .object({ tip_height: z.int(), tip_time: z.number(), avg_block_seconds: z.number() })
    .parse(raw);
  const next = nextHalvingHeight(tip_height);
  return {
    next_halving_height: next,
    blocks_remaining: next - tip_height,
    estimated_time: nextHalvingTime(tip_height, tip_time, avg_block_seconds),
    subsidy_after_sat: subsidySats(next),
  };
}

function blocksFromTarget(raw: unknown): unknown {
  const { bits, hashrate_hs, seconds } = z
    .object({ bits: Bits, hashrate_hs: Numeric, seconds: z.number() })
    .parse(raw);
  const hashes = hashesPerBlock(nbitsToTarget(bits));
  return {
    hashes_per_block: hashes,
    expected_blocks: (hashrate_hs * seconds) / hashes,
    'rel_error_of_2^32_formula': decimal(HASHES_PER_DIFFICULTY_1).div(POOL_HASHES_PER_DIFFICULTY_1).minus(1),
  };
}

function hashrateFromDifficulty(raw: unknown): unknown {
  const { difficulty } = z.object({ difficulty: Numeric }).parse(raw);
  return { hs: networkHashrateHs(difficulty, POOL_HASHES_PER_DIFFICULTY_1) };
}

const BlockTimes = z.object({
  first_height: z.int(),
  bits_by_epoch: z.record(z.string(), Bits),
  times: z.array(z.int()),
});

async function networkHashps(raw: unknown, folder: string): Promise<unknown> {
  const { height, nblocks, data } = z
    .object({ height: z.int(), nblocks: z.int(), data: z.string() })
    .parse(raw);
  const fileName = /([\w.-]+\.json)/.exec(data)?.[1] ?? '';
  const chain = await chainData(folder, fileName, BlockTimes);
  // As in Core's call, -1 asks for the blocks since the last retarget.
  const count = nblocks > 0 ? nblocks : (height % EPOCH_BLOCKS) + 1;
  const blocks = Array.from({ length: count + 1 }, (_, i) => {
    const own = height - count + i;
    const epoch = String(own - (own % EPOCH_BLOCKS));
    return { timeS: at(chain.times, own - chain.first_height), nbits: chain.bits_by_epoch[epoch] ?? 0 };
  });
  const { work, seconds } = chainSpan(blocks);
  return { work, time_diff: seconds, hs: Number(work) / seconds };
}

/** Chain data lies beside the file, or else beside our own copy of it. */
async function chainData<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T> {
  const own = join(import.meta.dirname, '../data/earnings');
  const [beside, ours] = [folder, own].map((base) => join(base, 'fixtures/chain', name));
  const text = await readFile(beside ?? '', 'utf8').catch(() => readFile(ours ?? '', 'utf8'));
  return schema.parse(JSON.parse(text));
}

function at(list: readonly number[], index: number): number {
  const value = list[index];
  if (value === undefined) throw new RangeError(`the chain data has no entry ${index}`);
  return value;
}

const hex256 = (value: bigint): string => value.toString(16).padStart(64, '0');

const bitsText = (nbits: number): string => `0x${nbits.toString(16).padStart(8, '0')}`;
