/** BM1397 vectors that take more than one call: whole bring-up, jobs, nonces, and from Stratum to share. */

import { z } from 'zod';
import {
  bytesToHex,
  hexToBytes,
  readU32LE,
  reverseBytes,
  swapWords,
  u32ToHex,
} from '../../../electron/core/bytes.ts';
import { coinbaseOf, header76Of, headerOf, merkleRootOf } from '../../../electron/core/header.ts';
import type { Work } from '../../../electron/core/job.ts';
import { buildJob } from '../../../electron/core/job-builder.ts';
import { sha256d } from '../../../electron/core/sha256d.ts';
import { difficultyOfHash } from '../../../electron/core/target.ts';
import { submitVersionBits } from '../../../electron/core/version-rolling.ts';
import { type Answer, AnswerParser } from '../../../electron/device/bm13xx/answers.ts';
import { jobFrame } from '../../../electron/device/bm13xx/job-frame.ts';
import { JobRing } from '../../../electron/device/bm13xx/job-ring.ts';
import { matchNonce } from '../../../electron/device/bm13xx/nonce-match.ts';
import { configureChips, countChips } from '../../../electron/device/bm1397/bring-up.ts';
import { BM1397 } from '../../../electron/device/bm1397/chip.ts';
import { chipOfNonce } from '../../../electron/device/bm1397/chip-of-nonce.ts';
import { candidatesOf, ESP_JOB_IDS } from '../../../electron/device/bm1397/job-ids.ts';
import { ESP_MINER_RECIPE } from '../../../electron/device/bm1397/recipes.ts';
import type { Verdicts } from '../adapter.ts';
import { compare } from '../compare.ts';
import { espVersions, workOf } from './chip-work.ts';
import { type LineEvent, openRecordedLine, type RecordedLine } from './recorded-line.ts';

type Fields = Readonly<Record<string, unknown>>;

const MAINNET = { kind: 'mainnet' } as const;
const text = z.string();
const hexNumber = z.string().transform((hex) => Number.parseInt(hex, 16));
const Event = z.record(z.string(), z.unknown());

export async function runInitStream(inputs: Fields, outputs: Fields): Promise<Verdicts> {
  const { chip_count, frequency_mhz, ticket_difficulty } = z
    .looseObject({ chip_count: z.int(), frequency_mhz: z.number(), ticket_difficulty: z.number() })
    .parse(inputs);
  const { events } = z.looseObject({ events: z.array(Event) }).parse(outputs);
  const ids = events.flatMap((event) => (typeof event.rx === 'string' ? [event.rx] : []));
  const recorded = await openRecordedLine({
    answer: (tx) => (tx === '55aa520500000a' ? ids : []),
    answerAfterMs: 0,
  });
  await recorded.run(wake(recorded));
  return compare(recorded.events, eventsOf(events));

  async function wake({ line, note }: RecordedLine): Promise<void> {
    const { reset } = ESP_MINER_RECIPE;
    note({ reset: 'low' });
    await line.pause(reset.lowMs);
    note({ reset: 'high' });
    await line.pause(reset.settleMs);
    const chipCount = await countChips(line, ESP_MINER_RECIPE, BM1397, chip_count);
    await configureChips(line, ESP_MINER_RECIPE, {
      chip: BM1397,
      chipCount,
      frequencyMhz: frequency_mhz,
      ticketDifficulty: ticket_difficulty,
      staysAtResetBaud: false,
    });
  }
}

export function runJob(inputs: Fields, outputs: Fields): Verdicts {
  const { job_id } = z.looseObject({ job_id: z.int() }).parse(inputs);
  const work = 'midstates_wire' in inputs ? workOnTheWire(inputs) : workOfBlock(inputs);
  const frame = jobFrame(job_id, work);
  const got = {
    frame_hex: bytesToHex(frame),
    length_byte: frame[3],
    midstates_wire: work.midstates.map((_, index) =>
      bytesToHex(frame.subarray(22 + 32 * index, 54 + 32 * index)),
    ),
    midstate_versions: work.versions.map(u32ToHex),
  };
  return compare(got, outputs);
}

/** Which core found it is not asked: the sources disagree, and nothing hangs on it. */
const NOT_OURS = ['core_id', 'small_core_id'];

export function runNonce(inputs: Fields, outputs: Fields): Verdicts {
  const { frame_hex, chip_count, job_id_sent, job_version, version_mask } = z
    .looseObject({
      frame_hex: text,
      chip_count: z.int(),
      job_id_sent: z.int(),
      job_version: hexNumber,
      version_mask: hexNumber,
    })
    .parse(inputs);
  const { header_hex } = z.looseObject({ header_hex: text }).parse(outputs);
  const work = workOf(hexToBytes(header_hex), espVersions(job_version, version_mask));
  const found = solve(work, job_id_sent, frame_hex);
  if (found === null) return compare(null, outputs);
  const { version, header, hash, nonce, versionIndex, nonceBytes } = found;
  const got = {
    job_id: job_id_sent,
    nonce,
    rolled_version: u32ToHex(version),
    submit: {
      ntime: u32ToHex(work.ntime),
      nonce,
      version_bits: u32ToHex(submitVersionBits(version, version_mask)),
    },
    asic_nr: chipOfNonce(nonceBytes, chip_count),
    midstate_index: versionIndex,
    header_hex: bytesToHex(header),
    block_hash: bytesToHex(reverseBytes(hash)),
    share_difficulty: difficultyOfHash(hash, MAINNET),
  };
  return compare(got, withoutXor(outputs, NOT_OURS), { rel: 1e-6 });
}

export function runRoundTrip(inputs: Fields, outputs: Fields): Verdicts {
  const { notify, extranonce_1, extranonce_2, version_mask, asic_job_id, response_frame_hex } = z
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
    difficulty: 1,
    chain: MAINNET,
    receivedAtMs: 0,
    receivedMonoMs: 0,
  });
  const root = merkleRootOf(coinbaseOf(job, hexToBytes(extranonce_2)), job.merkleBranch);
  const header76 = header76Of(job, root, job.version, job.ntime);
  const work = workOf(header76, espVersions(job.version, version_mask));
  const found = solve(work, asic_job_id, response_frame_hex);
  if (found === null) return compare(null, outputs);
  const got = {
    merkle_root_internal: bytesToHex(root),
    job_frame_hex: bytesToHex(jobFrame(asic_job_id, work)),
    nonce: found.nonce,
    rolled_version: u32ToHex(found.version),
    job_id: asic_job_id,
    share_difficulty: difficultyOfHash(found.hash, MAINNET),
    block_hash: bytesToHex(reverseBytes(found.hash)),
    submit: {
      job_id: job.jobId,
      extranonce_2,
      ntime: u32ToHex(work.ntime),
      nonce: found.nonce,
      version_bits: u32ToHex(submitVersionBits(found.version, version_mask)),
    },
  };
  return compare(got, withoutXor(outputs, []), { rel: 1e-6 });
}

/** The answers a run of bytes holds. */
export function answersIn(bytes: Uint8Array, answerLength: number): readonly Answer[] {
  const answers: Answer[] = [];
  const parser = new AnswerParser({
    answerLength,
    onAnswer: (answer) => void answers.push(answer),
    tryBrokenNonce: () => false,
  });
  parser.push(bytes);
  return answers;
}

/** What a task told a recording line. */
export async function recorded(task: (line: RecordedLine) => Promise<void>): Promise<readonly LineEvent[]> {
  const line = await openRecordedLine({ answer: () => [], answerAfterMs: 1 });
  await line.run(task(line));
  return line.events;
}

/** ESP-Miner's events as ours are named: waits in a row as one, and the rate a port is opened with left out. */
export function eventsOf(value: unknown): readonly LineEvent[] {
  const told: LineEvent[] = [];
  for (const event of z.array(Event).parse(value)) {
    const waitMs = event.wait_ms ?? event.rx_timeout_ms;
    if (typeof waitMs === 'number') {
      const last = told.at(-1);
      const before = last !== undefined && 'waitUs' in last ? last.waitUs : null;
      if (before === null) told.push({ waitUs: waitMs * 1000 });
      else told[told.length - 1] = { waitUs: before + waitMs * 1000 };
    } else if (typeof event.tx === 'string') told.push({ tx: event.tx });
    else if (event.reset === 'low' || event.reset === 'high') told.push({ reset: event.reset });
    else if (event.flush_rx === true) told.push({ flush: true });
    else if (typeof event.host_baud === 'number' && event.host_baud !== 115_200) {
      told.push({ baud: event.host_baud });
    }
  }
  return told;
}

interface Solved {
  readonly version: number;
  readonly versionIndex: number;
  readonly header: Uint8Array;
  readonly hash: Uint8Array;
  /** As submitted: big-endian print of the number. */
  readonly nonce: string;
  readonly nonceBytes: Uint8Array;
}

function solve(work: Work, jobId: number, frameHex: string): Solved | null {
  const ring = new JobRing(ESP_JOB_IDS, (jobId - ESP_JOB_IDS.step + 128) % 128);
  ring.add(work);
  const [answer] = answersIn(hexToBytes(frameHex), BM1397.answerLength);
  if (answer?.kind !== 'nonce') return null;
  const match = matchNonce(candidatesOf(ring, answer), answer.nonce, MAINNET);
  if (match.kind !== 'solved') return null;
  const header = headerOf(work, match.versionIndex, answer.nonce);
  return {
    version: readU32LE(header, 0),
    versionIndex: match.versionIndex,
    header,
    hash: sha256d(header),
    nonce: u32ToHex(answer.nonce),
    nonceBytes: answer.nonceBytes,
  };
}

function workOfBlock(inputs: Fields): Work {
  const { version, version_mask, prev_hash_stratum, merkle_root_internal, nbits, ntime } = z
    .looseObject({
      version: hexNumber,
      version_mask: hexNumber,
      prev_hash_stratum: text,
      merkle_root_internal: text,
      nbits: hexNumber,
      ntime: hexNumber,
    })
    .parse(inputs);
  const job = { prevHash: swapWords(hexToBytes(prev_hash_stratum)), nbits };
  const header76 = header76Of(job, hexToBytes(merkle_root_internal), version, ntime);
  return workOf(header76, espVersions(version, version_mask));
}

/** A published frame's parts: only what the frame carries is known of its header. */
function workOnTheWire(inputs: Fields): Work {
  const { nbits, ntime, merkle4_wire, midstates_wire } = z
    .looseObject({ nbits: text, ntime: text, merkle4_wire: text, midstates_wire: z.array(text) })
    .parse(inputs);
  const header76 = new Uint8Array(76);
  header76.set(hexToBytes(merkle4_wire), 64);
  header76.set(reverseBytes(hexToBytes(ntime)), 68);
  header76.set(reverseBytes(hexToBytes(nbits)), 72);
  const midstates = midstates_wire.map((hex) => {
    const words = hex.match(/.{8}/g) ?? [];
    return Uint32Array.from(words.toReversed(), (word) => Number.parseInt(word, 16));
  });
  return {
    ...workOf(
      header76,
      midstates.map(() => 0),
    ),
    midstates,
  };
}

function withoutXor(outputs: Fields, alsoWithout: readonly string[]): Fields {
  const { submit, ...rest } = outputs;
  const { version_bits_as_espminer_sends_xor: _xor, ...ours } = z.looseObject({}).parse(submit);
  const kept = Object.entries(rest).filter(([name]) => !alsoWithout.includes(name));
  return { ...Object.fromEntries(kept), submit: ours };
}
