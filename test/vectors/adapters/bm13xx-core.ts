/** The bm13xx vectors that are not about chips: what the miner's core does for every one of them. */
import { z } from 'zod';
import { bytesToHex, hexToBytes } from '../../../electron/core/bytes.ts';
import { coinbaseOf, merkleRootOf } from '../../../electron/core/header.ts';
import { sha256d } from '../../../electron/core/sha256d.ts';
import { difficultyOfTarget, nbitsToTarget } from '../../../electron/core/target.ts';
import { extranonce2Bytes } from '../../../electron/core/work-root.ts';
import { type Adapter, unknown } from '../adapter.ts';
import { compare } from '../compare.ts';
import { MAINNET, word } from './stratum-job.ts';

export const bm13xxCoreAdapter: Adapter = {
  format: 'bm13xx',
  run(vectorCase) {
    const run = CATEGORIES.get(vectorCase.key);
    if (run === undefined) return unknown(vectorCase);
    return compare(run(vectorCase.value.inputs), vectorCase.value.outputs);
  },
};

const CATEGORIES: ReadonlyMap<string, (inputs: unknown) => unknown> = new Map([
  ['merkle', merkle],
  ['extranonce2', extranonce2],
  ['network-difficulty', networkDifficulty],
]);

function merkle(raw: unknown): unknown {
  const inputs = z
    .object({
      coinbase_1: z.string(),
      extranonce_1: z.string(),
      extranonce_2: z.string(),
      coinbase_2: z.string(),
      merkle_branch: z.array(z.string()),
    })
    .parse(raw);
  const parts = {
    coinbase1: hexToBytes(inputs.coinbase_1),
    extranonce1: hexToBytes(inputs.extranonce_1),
    coinbase2: hexToBytes(inputs.coinbase_2),
  };
  const coinbase = coinbaseOf(parts, hexToBytes(inputs.extranonce_2));
  return {
    merkle_root_internal: bytesToHex(merkleRootOf(coinbase, inputs.merkle_branch.map(hexToBytes))),
    coinbase_txid_internal: bytesToHex(sha256d(coinbase)),
  };
}

function extranonce2(raw: unknown): unknown {
  const { counter, length } = z.object({ counter: z.int(), length: z.int() }).parse(raw);
  return { hex: bytesToHex(extranonce2Bytes(BigInt(counter), length)) };
}

function networkDifficulty(raw: unknown): unknown {
  const { nbits } = z.object({ nbits: z.string() }).parse(raw);
  return { difficulty: difficultyOfTarget(nbitsToTarget(word(nbits)), MAINNET) };
}
