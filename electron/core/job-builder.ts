/** Builds a Job out of the fields of mining.notify and the state of the connection it came over. */
import { concatBytes, hexToBytes, swapWords } from './bytes.ts';
import type { Chain } from './chain.ts';
import { blockHeightOf } from './header.ts';
import type { Job } from './job.ts';
import { difficultyOfTarget, nbitsToTarget, targetOfDifficulty } from './target.ts';

export interface JobFields {
  readonly jobId: string;
  readonly session: number;
  /** 64 digits as in mining.notify: the bytes of each 4-byte word are reversed. */
  readonly prevHashStratum: string;
  readonly coinbase1Hex: string;
  readonly coinbase2Hex: string;
  readonly extranonce1Hex: string;
  readonly extranonce2Size: number;
  readonly merkleBranchHex: readonly string[];
  /** These three: 1 to 8 digits, big-endian; public-pool does not pad. */
  readonly versionHex: string;
  readonly nbitsHex: string;
  readonly ntimeHex: string;
  readonly versionRolling: boolean;
  readonly versionMask: number;
  readonly difficulty: number;
  readonly chain: Chain;
  readonly receivedAtMs: number;
  readonly receivedMonoMs: number;
}

/** Throws a RangeError that names the field when no header can be made of them. */
export function buildJob(fields: JobFields): Job {
  const extranonce2Size = fields.extranonce2Size;
  if (!Number.isInteger(extranonce2Size) || extranonce2Size < 1 || extranonce2Size > 16) {
    throw new RangeError(`extranonce2 size ${extranonce2Size} is not 1 to 16 bytes`);
  }
  const coinbase1 = bytesOf(fields.coinbase1Hex, 'coinbase 1');
  const coinbase2 = bytesOf(fields.coinbase2Hex, 'coinbase 2');
  const extranonce1 = bytesOf(fields.extranonce1Hex, 'extranonce1');
  const version = u32Of(fields.versionHex, 'version');
  const nbits = u32Of(fields.nbitsHex, 'nbits');
  const networkTarget = nbitsToTarget(nbits);
  return {
    jobId: fields.jobId,
    session: fields.session,
    prevHash: swapWords(hashOf(fields.prevHashStratum, 'previous hash')),
    coinbase1,
    coinbase2,
    extranonce1,
    extranonce2Size,
    merkleBranch: fields.merkleBranchHex.map((hex) => hashOf(hex, 'merkle branch')),
    version,
    nbits,
    ntime: u32Of(fields.ntimeHex, 'ntime'),
    versionRolling: fields.versionRolling,
    versionMask: fields.versionMask,
    difficulty: fields.difficulty,
    shareTarget: targetOfDifficulty(fields.difficulty, fields.chain),
    networkTarget,
    networkDifficulty: difficultyOfTarget(networkTarget, fields.chain),
    // BIP 34 asks for the height from version 2 on.
    blockHeight:
      version >= 2
        ? blockHeightOf(concatBytes(coinbase1, extranonce1, new Uint8Array(extranonce2Size), coinbase2))
        : null,
    receivedAtMs: fields.receivedAtMs,
    receivedMonoMs: fields.receivedMonoMs,
  };
}

function bytesOf(hex: string, name: string): Uint8Array {
  try {
    return hexToBytes(hex);
  } catch (cause) {
    throw new RangeError(`The ${name} is not hex`, { cause });
  }
}

function hashOf(hex: string, name: string): Uint8Array {
  const bytes = bytesOf(hex, name);
  if (bytes.length !== 32) throw new RangeError(`The ${name} has ${bytes.length} bytes instead of 32`);
  return bytes;
}

function u32Of(hex: string, name: string): number {
  if (!/^[0-9a-fA-F]{1,8}$/.test(hex)) throw new RangeError(`The ${name} is not 1 to 8 hex digits`);
  return Number.parseInt(hex, 16);
}
