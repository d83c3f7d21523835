/** The scripted pool's own look at a share, from submit parameters to a verdict, with `node:crypto` alone. */
import { createHash } from 'node:crypto';

export interface PoolJob {
  readonly jobId: string;
  readonly prevHash: string;
  readonly coinbase1: string;
  readonly coinbase2: string;
  readonly merkleBranch: readonly string[];
  readonly version: string;
  readonly nbits: string;
  readonly ntime: string;
  /** In force when it was announced. */
  readonly difficulty: number;
}

export interface CheckedShare {
  readonly params: readonly unknown[];
  /** Null when accepted, else the error of the answer. */
  readonly error: readonly [number, string, null] | null;
}

export interface ShareRules {
  readonly jobs: ReadonlyMap<string, PoolJob>;
  /** Submits seen before; an accepted one is added. */
  readonly seen: Set<string>;
  readonly extranonce1: string;
  readonly extranonce2Size: number;
  /** Null: version rolling was not negotiated, so there must be five fields. */
  readonly versionMask: number | null;
  readonly versionRule: 'replace' | 'or' | 'xor';
  readonly easierBits: number;
}

export function checkShare(params: readonly unknown[], rules: ShareRules): CheckedShare {
  return { params, error: errorOf(params, rules) };
}

function errorOf(params: readonly unknown[], rules: ShareRules): CheckedShare['error'] {
  if (!params.every((field) => typeof field === 'string')) return [20, 'fields must be text', null];
  const [, jobId = '', extranonce2 = '', ntime = '', nonce = '', bits] = params;
  if (params.length !== (rules.versionMask === null ? 5 : 6)) return [23, 'bad-version', null];
  const job = rules.jobs.get(jobId);
  if (job === undefined) return [21, 'Job not found', null];
  if (!isHex(extranonce2, 2 * rules.extranonce2Size)) return [20, 'incorrect size of extranonce2', null];
  if (!isHex(ntime, 8) || ntime < job.ntime) return [20, 'Ntime out of range', null];
  if (!isHex(nonce, 8)) return [20, 'incorrect size of nonce', null];
  if (bits !== undefined && !isHex(bits, 8)) return [23, 'bad-version', null];
  const version = versionOf(job, Number.parseInt(bits ?? '0', 16), rules);
  if (version === null) return [20, 'Invalid version mask', null];
  const key = params.slice(1).join('/');
  if (rules.seen.has(key)) return [22, 'Duplicate share', null];
  const header = headerHex({ job, extranonce1: rules.extranonce1, extranonce2, ntime, nonce, version });
  if (difficultyOf(header, rules.easierBits) < job.difficulty) return [23, 'Difficulty too low', null];
  rules.seen.add(key);
  return null;
}

const isHex = (text: string, digits: number): boolean => text.length === digits && /^[0-9a-f]*$/.test(text);

function versionOf(job: PoolJob, bits: number, rules: ShareRules): number | null {
  const own = Number.parseInt(job.version, 16);
  const mask = rules.versionMask ?? 0;
  if ((bits & ~mask) !== 0) return null;
  if (rules.versionRule === 'xor') return (own ^ bits) >>> 0;
  if (rules.versionRule === 'or') return (own | bits) >>> 0;
  return ((own & ~mask) | bits) >>> 0;
}

interface HeaderParts {
  readonly job: PoolJob;
  readonly extranonce1: string;
  readonly extranonce2: string;
  readonly ntime: string;
  readonly nonce: string;
  readonly version: number;
}

function headerHex({ job, extranonce1, extranonce2, ntime, nonce, version }: HeaderParts): Buffer {
  const coinbase = Buffer.from(job.coinbase1 + extranonce1 + extranonce2 + job.coinbase2, 'hex');
  const root = job.merkleBranch.reduce(
    (hash, sibling) => doubleSha(Buffer.concat([hash, Buffer.from(sibling, 'hex')])),
    doubleSha(coinbase),
  );
  const flipped = (hex: string): Buffer => Buffer.from(hex, 'hex').reverse();
  const prevHash = Buffer.from(job.prevHash, 'hex').swap32();
  const versionHex = version.toString(16).padStart(8, '0');
  return Buffer.concat([
    flipped(versionHex),
    prevHash,
    root,
    flipped(ntime),
    flipped(job.nbits),
    flipped(nonce),
  ]);
}

const sha = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const doubleSha = (bytes: Buffer): Buffer => sha(sha(bytes));

/** Difficulty on a chain whose difficulty 1 is 2^easierBits easier than Bitcoin's. */
function difficultyOf(header: Buffer, easierBits: number): number {
  const hash = BigInt(`0x${doubleSha(header).reverse().toString('hex')}`);
  const difficulty1 = 0xffffn << BigInt(208 + easierBits);
  return Number((difficulty1 * 1_000_000n) / (hash + 1n)) / 1_000_000;
}
