/** Vectors of whole-header chips that take more than one call: jobs, nonces, and from Stratum to share. */
import { z } from 'zod';
import {
  bytesToHex,
  hexToBytes,
  readU32LE,
  reverseBytes,
  swapWords,
  u32ToHex,
  writeU32LE,
} from '../../../electron/core/bytes.ts';
import { coinbaseOf, header76Of, headerOf, merkleRootOf } from '../../../electron/core/header.ts';
import { buildJob } from '../../../electron/core/job-builder.ts';
import { sha256d } from '../../../electron/core/sha256d.ts';
import { difficultyOfHash } from '../../../electron/core/target.ts';
import { submitVersionBits } from '../../../electron/core/version-rolling.ts';
import { JobRing } from '../../../electron/device/bm13xx/job-ring.ts';
import { matchNonce } from '../../../electron/device/bm13xx/nonce-match.ts';
import type { HeaderChip } from '../../../electron/device/bm1370/chips.ts';
import { ESP_JOB_FORM, FACTORY_JOB_FORM, headerJobFrame } from '../../../electron/device/bm1370/job-frame.ts';
import { headerCandidates, subCoreOf } from '../../../electron/device/bm1370/job-ids.ts';
import {
  addressOfNonce,
  chipOfHeaderNonce,
  coreOfNonce,
} from '../../../electron/device/bm1370/nonce-place.ts';
import { rolledVersion } from '../../../electron/device/bm1370/version.ts';
import type { Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import { answersIn } from './bm13xx-jobs.ts';
import { workOf } from './chip-work.ts';

type Fields = Readonly<Record<string, unknown>>;

const MAINNET = { kind: 'mainnet' } as const;
const FULL_MASK = 0x1fffe000;
const text = z.string();
const hexNumber = z.string().transform((hex) => Number.parseInt(hex, 16));

export function runHeaderJob(inputs: Fields, outputs: Fields): Verdicts {
  const { job_id, version, prev_hash_stratum, prev_hash_display, merkle_root_internal, nbits, ntime } = z
    .looseObject({
      job_id: z.int(),
      version: hexNumber,
      prev_hash_stratum: text.optional(),
      prev_hash_display: text,
      merkle_root_internal: text,
      nbits: hexNumber,
      ntime: hexNumber,
    })
    .parse(inputs);
  const prevHash =
    prev_hash_stratum === undefined
      ? reverseBytes(hexToBytes(prev_hash_display))
      : swapWords(hexToBytes(prev_hash_stratum));
  const header76 = header76Of({ prevHash, nbits }, hexToBytes(merkle_root_internal), version, ntime);
  const frame = headerJobFrame(job_id, header76, ESP_JOB_FORM);
  const got = {
    frame_hex: bytesToHex(frame),
    length_byte: frame[3],
    frame_hex_factory_length: bytesToHex(headerJobFrame(job_id, header76, FACTORY_JOB_FORM)),
  };
  return compare(got, outputs);
}

export function runHeaderNonce(inputs: Fields, outputs: Fields, chip: HeaderChip): Verdicts {
  const { frame_hex, chip_count, job_id_sent, job_version, version_mask } = z
    .looseObject({
      frame_hex: text,
      chip_count: z.int().default(1),
      job_id_sent: z.int(),
      job_version: hexNumber,
      version_mask: hexNumber.default(FULL_MASK),
    })
    .parse(inputs);
  const { header_hex } = z.looseObject({ header_hex: text }).parse(outputs);
  const header76 = hexToBytes(header_hex).slice(0, 76);
  writeU32LE(header76, 0, job_version);
  const found = solve(header76, job_id_sent, frame_hex, chip);
  if (found === null) return compare(null, outputs);
  const { header, hash, nonce, nonceBytes, idByte, ntime } = found;
  const version = readU32LE(header, 0);
  const got = {
    job_id: job_id_sent,
    nonce: u32ToHex(nonce),
    rolled_version: u32ToHex(version),
    submit: {
      ntime: u32ToHex(ntime),
      nonce: u32ToHex(nonce),
      version_bits: u32ToHex(submitVersionBits(version, version_mask)),
    },
    asic_nr: chipOfHeaderNonce(nonceBytes, chip_count),
    core_id: coreOfNonce(nonceBytes),
    chip_address_field: addressOfNonce(nonceBytes),
    small_core_id: subCoreOf(idByte, chip),
    midstate_index: null,
    header_hex: bytesToHex(header),
    block_hash: bytesToHex(reverseBytes(hash)),
    share_difficulty: difficultyOfHash(hash, MAINNET),
  };
  return compare(got, outputsOf(outputs), { rel: 1e-6 });
}

/** What a chip's own log told: the answer is put together from it, less what only the wire had. */
export function runNonceLog(inputs: Fields, outputs: Fields): Verdicts {
  const { header_without_nonce_and_version_hex, nonce, rolled_version } = z
    .looseObject({
      header_without_nonce_and_version_hex: text,
      nonce: hexNumber,
      rolled_version: hexNumber,
    })
    .parse(inputs);
  const { version_field } = z.looseObject({ version_field: z.int() }).parse(outputs);
  const header76 = hexToBytes(`00000000${header_without_nonce_and_version_hex}`);
  const base = (rolled_version & ~FULL_MASK) >>> 0;
  const version = rolledVersion(base, version_field);
  writeU32LE(header76, 0, version);
  const header = headerOf(workOf(header76, [version]), 0, nonce);
  const nonceBytes = header.subarray(76, 80);
  const got = {
    nonce_wire_hex: bytesToHex(nonceBytes),
    version_field,
    version_bits_submit: u32ToHex(submitVersionBits(version, FULL_MASK)),
    header_hex: bytesToHex(header),
    share_difficulty: difficultyOfHash(sha256d(header), MAINNET),
    core_id: coreOfNonce(nonceBytes),
    chip_address_field: addressOfNonce(nonceBytes),
  };
  return [compare(got, outputs, { rel: 1e-6 }), compare(version, rolled_version)];
}

export function runHeaderRoundTrip(inputs: Fields, outputs: Fields, chip: HeaderChip): Verdicts {
  const {
    notify,
    extranonce_1,
    extranonce_2,
    version_mask,
    asic_job_id,
    response_frame_hex,
    pool_difficulty,
  } = z
    .looseObject({
      notify: z.looseObject({
        job_id: text,
        prev_hash: text,
        coinbase_1: text,
        coinbase_2: text,
        merkle_branch: z.array(text),
        version: text,
        nbits: text,
        ntime: text,
      }),
      extranonce_1: text,
      extranonce_2: text,
      version_mask: hexNumber,
      asic_job_id: z.int(),
      response_frame_hex: text,
      pool_difficulty: z.number().default(1),
    })
    .parse(inputs);
  const job = buildJob({
    jobId: notify.job_id,
    session: 1,
    prevHashStratum: notify.prev_hash,
    coinbase1Hex: notify.coinbase_1,
    coinbase2Hex: notify.coinbase_2,
    extranonce1Hex: extranonce_1,
    extranonce2Size: extranonce_2.length / 2,
    merkleBranchHex: notify.merkle_branch,
    versionHex: notify.version,
    nbitsHex: notify.nbits,
    ntimeHex: notify.ntime,
    versionRolling: true,
    versionMask: version_mask,
    difficulty: pool_difficulty,
    chain: MAINNET,
    receivedAtMs: 0,
    receivedMonoMs: 0,
  });
  const root = merkleRootOf(coinbaseOf(job, hexToBytes(extranonce_2)), job.merkleBranch);
  const header76 = header76Of(job, root, job.version, job.ntime);
  const found = solve(header76, asic_job_id, response_frame_hex, chip);
  if (found === null) return compare(null, outputs);
  const version = readU32LE(found.header, 0);
  const shareDifficulty = difficultyOfHash(found.hash, MAINNET);
  const got = {
    merkle_root_internal: bytesToHex(root),
    job_frame_hex: bytesToHex(headerJobFrame(asic_job_id, header76, ESP_JOB_FORM)),
    nonce: u32ToHex(found.nonce),
    rolled_version: u32ToHex(version),
    job_id: asic_job_id,
    core_id: coreOfNonce(found.nonceBytes),
    small_core_id: subCoreOf(found.idByte, chip),
    share_difficulty: shareDifficulty,
    block_hash: bytesToHex(reverseBytes(found.hash)),
    submit: {
      job_id: job.jobId,
      extranonce_2,
      ntime: u32ToHex(found.ntime),
      nonce: u32ToHex(found.nonce),
      version_bits: u32ToHex(submitVersionBits(version, version_mask)),
    },
    accepted: Number(shareDifficulty) >= pool_difficulty,
  };
  return compare(got, outputsOf(outputs), { rel: 1e-6 });
}

interface Solved {
  readonly header: Uint8Array;
  readonly hash: Uint8Array;
  readonly nonce: number;
  readonly nonceBytes: Uint8Array;
  readonly idByte: number;
  readonly ntime: number;
}

/** The ring holds the one job, under the id it was sent with. */
function solve(header76: Uint8Array, jobId: number, frameHex: string, chip: HeaderChip): Solved | null {
  const ring = new JobRing({ step: jobId, max: jobId, wrapTo: jobId });
  ring.add(workOf(header76, [readU32LE(header76, 0)]));
  const frame = hexToBytes(frameHex);
  const [answer] = answersIn(frame, frame.length);
  if (answer?.kind !== 'nonce') return null;
  const { nonce, nonceBytes, idByte } = answer;
  const match = matchNonce(headerCandidates(ring, answer, chip), nonce, MAINNET);
  if (match.kind !== 'solved') return null;
  const header = headerOf(match.work, match.versionIndex, nonce);
  return { header, hash: sha256d(header), nonce, nonceBytes, idByte, ntime: match.work.ntime };
}

/** Less the field that ESP-Miner alone sends. */
function outputsOf(outputs: Fields): Fields {
  const { version_bits_as_espminer_sends_xor: _xor, ...submit } = z.looseObject({}).parse(outputs.submit);
  return { ...outputs, submit };
}
