/** Stratum vectors about work: jobs, headers, targets, version rolling, extranonce2 and ntime. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  bytesToHex,
  hexToBytes,
  reverseBytes,
  swapWords,
  u32ToHex,
  writeU32BE,
} from '../../../electron/core/bytes.ts';
import { coinbaseOf, header76Of, merkleRootOf } from '../../../electron/core/header.ts';
import { ntimeVerdict } from '../../../electron/core/ntime.ts';
import { midstate, sha256d } from '../../../electron/core/sha256d.ts';
import { kindOfHash } from '../../../electron/core/share-check.ts';
import {
  difficultyOfHash,
  difficultyOfTarget,
  nbitsToTarget,
  targetOfDifficulty,
} from '../../../electron/core/target.ts';
import {
  nthVersion,
  rollableBits,
  submitVersionBits,
  versionCount,
  WANTED_VERSION_MASK,
} from '../../../electron/core/version-rolling.ts';
import { extranonce2Bytes, extranonce2Capacity } from '../../../electron/core/work-root.ts';
import {
  decodeLine,
  parseSubscribeResult,
  parseVersionMask,
} from '../../../electron/pool/stratum-messages.ts';
import { type Adapter, unknown } from '../adapter.ts';
import { compare } from '../compare.ts';
import { MAINNET, runJob, TWELVE_DIGITS, word, wordsToHex } from './stratum-job.ts';

export const stratumAdapter: Adapter = {
  format: 'stratum',
  run(vectorCase) {
    const run = KINDS.get(vectorCase.key);
    if (run === undefined) return unknown(vectorCase);
    const { input, expect } = z.object({ input: z.unknown(), expect: Fields }).parse(vectorCase.value);
    return compare(run(input), claimsOf(vectorCase.key, expect), TWELVE_DIGITS);
  },
};

const Fields = z.record(z.string(), z.unknown());

/** Kinds whose `effect` is a sentence; other kinds name an effect by a word. */
const KINDS_WITH_PROSE: ReadonlySet<string> = new Set(['difficulty', 'mask_parse']);

function claimsOf(kind: string, expect: z.infer<typeof Fields>): unknown {
  if (!KINDS_WITH_PROSE.has(kind)) return expect;
  const { effect: _, ...claims } = expect;
  return claims;
}

const KINDS: ReadonlyMap<string, (input: unknown) => unknown> = new Map<string, (input: unknown) => unknown>([
  ['job', runJob],
  ['merkle', merkle],
  ['header', header],
  ['prevhash', prevhash],
  ['nbits', nbits],
  ['difficulty', difficulty],
  ['gate', gate],
  ['version_sequence', versionSequence],
  ['mask_parse', maskParse],
  ['extranonce2', extranonce2],
  ['ntime', ntime],
]);

function merkle(raw: unknown): unknown {
  const input = z
    .object({
      coinb1: z.string(),
      extranonce1: z.string(),
      extranonce2: z.string(),
      coinb2: z.string(),
      merkle_branch: z.array(z.string()),
    })
    .parse(raw);
  const coinbase = coinbaseOf(
    {
      coinbase1: hexToBytes(input.coinb1),
      extranonce1: hexToBytes(input.extranonce1),
      coinbase2: hexToBytes(input.coinb2),
    },
    hexToBytes(input.extranonce2),
  );
  const root = merkleRootOf(coinbase, input.merkle_branch.map(hexToBytes));
  return {
    coinbase_bytes: coinbase.length,
    coinbase_sha256: createHash('sha256').update(coinbase).digest('hex'),
    coinbase_hash_internal: bytesToHex(sha256d(coinbase)),
    coinbase_txid: bytesToHex(reverseBytes(sha256d(coinbase))),
    merkle_root_internal: bytesToHex(root),
    merkle_root_display: bytesToHex(reverseBytes(root)),
  };
}

function header(raw: unknown): unknown {
  const input = z
    .object({
      version: z.string(),
      prevhash_stratum: z.string(),
      merkle_root_internal: z.string(),
      ntime: z.string(),
      nbits: z.string(),
      nonce: z.string(),
    })
    .parse(raw);
  const first = header76Of(
    { prevHash: swapWords(hexToBytes(input.prevhash_stratum)), nbits: word(input.nbits) },
    hexToBytes(input.merkle_root_internal),
    word(input.version),
    word(input.ntime),
  );
  const whole = new Uint8Array(80);
  whole.set(first);
  writeU32BE(whole, 76, word(input.nonce));
  whole.set(reverseBytes(whole.subarray(76)), 76);
  const hash = sha256d(whole);
  return {
    header_hex: bytesToHex(whole),
    midstate_be_words: wordsToHex(midstate(whole)),
    header_tail16: bytesToHex(whole.subarray(64)),
    hash_internal: bytesToHex(hash),
    block_hash: bytesToHex(reverseBytes(hash)),
    share_difficulty_text: difficultyOfHash(hash, MAINNET),
  };
}

function prevhash(raw: unknown): unknown {
  const bytes = swapWords(hexToBytes(z.object({ stratum: z.string() }).parse(raw).stratum));
  return { header_bytes: bytesToHex(bytes), display: bytesToHex(reverseBytes(bytes)) };
}

function nbits(raw: unknown): unknown {
  const bits = word(z.object({ nbits: z.string() }).parse(raw).nbits);
  try {
    const target = nbitsToTarget(bits);
    return { valid: true, target: hex256(target), difficulty_text: difficultyOfTarget(target, MAINNET) };
  } catch (error) {
    if (error instanceof RangeError) return { valid: false };
    throw error;
  }
}

function difficulty(raw: unknown): unknown {
  const message = decodeLine(z.object({ set_difficulty_line: z.string() }).parse(raw).set_difficulty_line);
  if (message.kind !== 'setDifficulty') return { accepted: false };
  const target = targetOfDifficulty(message.difficulty, MAINNET);
  return {
    accepted: true,
    difficulty: message.difficulty,
    target_be: hex256(target),
    clamped: target === 2n ** 256n - 1n,
  };
}

function gate(raw: unknown): unknown {
  const input = z
    .object({
      hash_internal: z.string(),
      job_difficulty: z.number(),
      network_nbits: z.string().nullish(),
    })
    .parse(raw);
  const kind = kindOfHash(
    hexToBytes(input.hash_internal),
    {
      shareTarget: targetOfDifficulty(input.job_difficulty, MAINNET),
      networkTarget: input.network_nbits == null ? 0n : nbitsToTarget(word(input.network_nbits)),
    },
    1,
    MAINNET,
  );
  return { submit: kind === 'share' || kind === 'block' };
}

function versionSequence(raw: unknown): unknown {
  const input = z.object({ job_version: z.string(), mask: z.string(), count: z.int() }).parse(raw);
  const jobVersion = word(input.job_version);
  const bits = rollableBits(word(input.mask), jobVersion);
  const versions = Array.from({ length: input.count + 1 }, (_, n) =>
    nthVersion(jobVersion, bits, n % versionCount(bits)),
  );
  return {
    roll_mask: u32ToHex(bits),
    space: String(versionCount(bits)),
    sequence: versions.map(u32ToHex),
    distinct: new Set(versions).size,
    version_bits: versions.map((version) => u32ToHex(submitVersionBits(version, word(input.mask)))),
  };
}

function maskParse(raw: unknown): unknown {
  const mask = parseVersionMask(z.object({ mask: z.string() }).parse(raw).mask);
  if (mask === null) return { ok: false };
  const effective = (mask & WANTED_VERSION_MASK) >>> 0;
  return {
    ok: true,
    value: u32ToHex(mask),
    effective_if_asked_1fffe000: u32ToHex(effective),
    roll_enabled: effective !== 0,
  };
}

/** Ours is the `le` form; either is right, so the other is written from the same bytes. */
function extranonce2(raw: unknown): unknown {
  const input = z
    .object({
      size: z.unknown(),
      counters: z.array(z.string()).optional(),
      subscribe_line: z.string().optional(),
    })
    .parse(raw);
  if (input.subscribe_line !== undefined) {
    const message = decodeLine(input.subscribe_line);
    return { usable: message.kind === 'answer' && parseSubscribeResult(message.result) !== null };
  }
  const size = z.int().parse(input.size);
  const values = (input.counters ?? []).map((counter) => extranonce2Bytes(BigInt(counter), size));
  return {
    hex_length: 2 * size,
    le: values.map(bytesToHex),
    be: values.map((bytes) => bytesToHex(reverseBytes(bytes))),
    space: String(extranonce2Capacity(size)),
  };
}

function ntime(raw: unknown): unknown {
  const input = z
    .object({ job_ntime: z.string(), seconds_since_job: z.number(), candidate_offset: z.int() })
    .parse(raw);
  const jobNtime = word(input.job_ntime);
  const candidate = jobNtime + input.candidate_offset;
  return {
    verdict: ntimeVerdict(jobNtime, candidate, input.seconds_since_job),
    hex: u32ToHex(candidate),
  };
}

const hex256 = (value: bigint): string => value.toString(16).padStart(64, '0');
