/** The `job` vectors: from a notify to the header, its hash and the submit. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  bytesToHex,
  hexToBytes,
  leBytesToBigInt,
  reverseBytes,
  swapWords,
  u32ToHex,
} from '../../../electron/core/bytes.ts';
import { coinbaseOf, headerOf, merkleRootOf } from '../../../electron/core/header.ts';
import type { Job, Work } from '../../../electron/core/job.ts';
import { buildJob } from '../../../electron/core/job-builder.ts';
import { sha256d } from '../../../electron/core/sha256d.ts';
import { checkNonce } from '../../../electron/core/share-check.ts';
import { meetsTarget } from '../../../electron/core/target.ts';
import {
  nthVersion,
  rollableBits,
  submitVersionBits,
  versionCount,
} from '../../../electron/core/version-rolling.ts';
import { WorkRoot } from '../../../electron/core/work-root.ts';
import type { NotifyFields } from '../../../electron/pool/notify-fields.ts';
import { decodeLine } from '../../../electron/pool/stratum-messages.ts';
import { submitParams } from '../../../electron/pool/stratum-requests.ts';

export const MAINNET = { kind: 'mainnet' } as const;

/** The files print difficulties with twelve digits, whole or not. */
const PRINTED = { rel: 1e-11 };
export const TWELVE_DIGITS = {
  share_difficulty_text: PRINTED,
  network_difficulty_text: PRINTED,
  difficulty_text: PRINTED,
};

const JobInput = z.object({
  notify: z.unknown(),
  extranonce1: z.string(),
  extranonce2_size: z.int(),
  extranonce2: z.string(),
  ntime: z.string(),
  nonce: z.string(),
  header_version: z.string(),
  username: z.string(),
  version_mask: z.string().optional(),
  job_difficulty: z.number().optional(),
});

export function runJob(raw: unknown): unknown {
  const input = JobInput.parse(raw);
  const job = jobOf(notifyFieldsOf(JSON.stringify(input.notify)), {
    extranonce1: input.extranonce1,
    extranonce2Size: input.extranonce2_size,
    versionMask: input.version_mask === undefined ? null : word(input.version_mask),
    difficulty: input.job_difficulty ?? 1,
  });
  const root = new WorkRoot({
    job,
    extranonce2: leBytesToBigInt(hexToBytes(input.extranonce2)),
    ntime: word(input.ntime),
  });
  const { work, versionIndex } = workWith(root, word(input.header_version));
  const nonce = word(input.nonce);
  const header = headerOf(work, versionIndex, nonce);
  const verdict = checkNonce({ work, versionIndex, nonce, ticketDifficulty: 1 }, MAINNET);
  const coinbase = coinbaseOf(job, hexToBytes(work.extranonce2));
  const merkleRoot = merkleRootOf(coinbase, job.merkleBranch);
  const midstateHex = wordsToHex(work.midstates[versionIndex]);
  const version = work.versions[versionIndex] ?? 0;
  const versionBits = submitVersionBits(version, job.versionMask);
  const submit = {
    user: input.username,
    jobId: job.jobId,
    extranonce2: work.extranonce2,
    ntime: work.ntime,
    nonce,
  };
  const firstItem = root.workAt(0, 4);
  return {
    coinbase_bytes: coinbase.length,
    coinbase_sha256: createHash('sha256').update(coinbase).digest('hex'),
    coinbase_hash_internal: bytesToHex(sha256d(coinbase)),
    coinbase_txid: bytesToHex(reverseBytes(sha256d(coinbase))),
    merkle_root_internal: bytesToHex(merkleRoot),
    merkle_root_display: bytesToHex(reverseBytes(merkleRoot)),
    prev_block_hash_display: bytesToHex(reverseBytes(job.prevHash)),
    header_hex: bytesToHex(header),
    midstate_be_words: midstateHex,
    midstate_le_words: bytesToHex(swapWords(hexToBytes(midstateHex))),
    header_tail16: bytesToHex(header.subarray(64)),
    hash_internal: bytesToHex(verdict.hash),
    block_hash: bytesToHex(reverseBytes(verdict.hash)),
    share_difficulty: verdict.shareDifficulty,
    share_difficulty_text: verdict.shareDifficulty,
    network_difficulty_text: job.networkDifficulty,
    solves_block: verdict.kind === 'block',
    job_target: job.shareTarget.toString(16).padStart(64, '0'),
    meets_job_target: meetsTarget(verdict.hash, job.shareTarget),
    submit_params_5: submitParams({ ...submit, versionBits: null }),
    submit_params_6: submitParams({ ...submit, versionBits }),
    version_bits: u32ToHex(versionBits),
    server_reads_same_version: {
      bip310_replace: ((job.version & ~job.versionMask) | versionBits) >>> 0 === version,
      or_into_job_version: (job.version | versionBits) >>> 0 === version,
      xor_with_job_version: (job.version ^ versionBits) >>> 0 === version,
    },
    rolled_versions_x4: firstItem.versions.map(u32ToHex),
    midstates_x4_be_words: firstItem.midstates.map(wordsToHex),
  };
}

/** The fields of a notify line, as the product reads them. */
export function notifyFieldsOf(line: string): NotifyFields {
  const message = decodeLine(line);
  if (message.kind !== 'notify') throw new Error(`read as ${message.kind}: ${JSON.stringify(message)}`);
  return message.fields;
}

export interface JobTerms {
  readonly extranonce1: string;
  readonly extranonce2Size: number;
  /** Null: the pool granted no version rolling. */
  readonly versionMask: number | null;
  readonly difficulty: number;
}

export function jobOf(fields: NotifyFields, terms: JobTerms): Job {
  return buildJob({
    jobId: fields.jobId,
    session: 1,
    prevHashStratum: fields.prevHash,
    coinbase1Hex: fields.coinbase1,
    coinbase2Hex: fields.coinbase2,
    extranonce1Hex: terms.extranonce1,
    extranonce2Size: terms.extranonce2Size,
    merkleBranchHex: fields.merkleBranch,
    versionHex: fields.version,
    nbitsHex: fields.nbits,
    ntimeHex: fields.ntime,
    versionRolling: terms.versionMask !== null,
    versionMask: terms.versionMask ?? 0,
    difficulty: terms.difficulty,
    chain: MAINNET,
    receivedAtMs: 0,
    receivedMonoMs: 0,
  });
}

/** The item of the root that searches a version. */
export function workWith(
  root: WorkRoot,
  version: number,
): { readonly work: Work; readonly versionIndex: number } {
  const { job } = root;
  const bits = job.versionRolling ? rollableBits(job.versionMask, job.version) : 0;
  for (let n = 0; n < versionCount(bits); n += 1) {
    if (nthVersion(job.version, bits, n) !== version) continue;
    const versionsPerItem = root.workAt(0, 4).versions.length;
    return { work: root.workAt(Math.floor(n / versionsPerItem), 4), versionIndex: n % versionsPerItem };
  }
  throw new Error(`version ${u32ToHex(version)} is not reached by rolling`);
}

export const wordsToHex = (state: Uint32Array | undefined): string =>
  Array.from(state ?? [], u32ToHex).join('');

export const word = (hex: string): number => Number.parseInt(z.hex().max(8).parse(hex), 16);
