/**
 * The practice pool's own finding on a submitted share: rebuilt from the job and hashed, with nothing taken
 * from the client's code.
 */
import type { Chain } from '../contract/units.ts';
import { concatBytes, hexToBytes, leBytesToBigInt } from '../core/bytes.ts';
import { sha256d } from '../core/sha256d.ts';
import { nbitsToTarget, targetOfDifficulty } from '../core/target.ts';
import type { PracticeJob } from './block-book.ts';
import { EXTRANONCE2_SIZE } from './practice-coinbase.ts';

/** As `mining.submit` carries them, behind user and job id; all hex. */
export interface SubmittedShare {
  readonly extranonce2: string;
  readonly ntime: string;
  readonly nonce: string;
  /** Null when the share had five members. */
  readonly versionBits: string | null;
}

export interface ShareTerms {
  readonly chain: Chain;
  readonly job: PracticeJob;
  readonly extranonce1: Uint8Array;
  /** Difficulty the job was sent with. */
  readonly difficulty: number;
  /** Granted mask, or null without version rolling. */
  readonly versionMask: number | null;
  readonly nowMs: number;
}

export type ShareFinding =
  | { readonly kind: 'accepted'; readonly blockHash: Uint8Array | null }
  | { readonly kind: 'refused'; readonly code: 20 | 22 | 23; readonly text: string };

/** How far a share's ntime may be ahead of the clock, seconds: node-stratum-pool's limit. */
const MAX_NTIME_AHEAD_S = 7200;

/** Judges a share of a live job and, when it is good, remembers it so that a second one is a duplicate. */
export function judgeShare(share: SubmittedShare, terms: ShareTerms): ShareFinding {
  const flaw = flawOf(share, terms);
  if (flaw !== null) return { kind: 'refused', code: 20, text: flaw };
  const { job, chain } = terms;
  const version = rolledVersion(share, terms);
  const hash = sha256d(headerOf(share, version, terms));
  const value = leBytesToBigInt(hash);
  const isBlock = value <= nbitsToTarget(job.nbits);
  if (!isBlock && value > targetOfDifficulty(terms.difficulty, chain)) {
    return { kind: 'refused', code: 23, text: 'Low difficulty share' };
  }
  // The header is the identity of a share, whatever the case of its digits.
  const key = leBytesToBigInt(hash).toString(36);
  if (job.takenShares.has(key)) return { kind: 'refused', code: 22, text: 'Duplicate share' };
  job.takenShares.add(key);
  return { kind: 'accepted', blockHash: isBlock ? hash : null };
}

function flawOf(share: SubmittedShare, terms: ShareTerms): string | null {
  if (!isHex(share.extranonce2, EXTRANONCE2_SIZE)) return 'Invalid extranonce2 length';
  if (!isHex(share.nonce, 4)) return 'Invalid nonce';
  if (!isHex(share.ntime, 4)) return 'Invalid ntime';
  const ntime = Number.parseInt(share.ntime, 16);
  if (ntime < terms.job.ntime || ntime > terms.nowMs / 1000 + MAX_NTIME_AHEAD_S) return 'Ntime out of range';
  if (terms.versionMask === null) return share.versionBits === null ? null : 'Version rolling not negotiated';
  if (share.versionBits === null || !isHex(share.versionBits, 4)) return 'Invalid version bits';
  const outside = Number.parseInt(share.versionBits, 16) & ~terms.versionMask;
  return outside === 0 ? null : 'Invalid version mask';
}

/** BIP 310: the job's version with the bits inside the mask replaced. */
function rolledVersion(share: SubmittedShare, terms: ShareTerms): number {
  const { version } = terms.job;
  if (terms.versionMask === null || share.versionBits === null) return version;
  const bits = Number.parseInt(share.versionBits, 16);
  return ((version & ~terms.versionMask) | (bits & terms.versionMask)) >>> 0;
}

function headerOf(share: SubmittedShare, version: number, terms: ShareTerms): Uint8Array {
  const { job } = terms;
  const coinbase = concatBytes(
    job.coinbase1,
    terms.extranonce1,
    hexToBytes(share.extranonce2),
    job.coinbase2,
  );
  const root = job.merkleBranch.reduce(
    (hash, branch) => sha256d(concatBytes(hash, branch)),
    sha256d(coinbase),
  );
  const header = new Uint8Array(80);
  const view = new DataView(header.buffer);
  view.setUint32(0, version, true);
  header.set(job.prevHash, 4);
  header.set(root, 36);
  view.setUint32(68, Number.parseInt(share.ntime, 16), true);
  view.setUint32(72, job.nbits, true);
  view.setUint32(76, Number.parseInt(share.nonce, 16), true);
  return header;
}

function isHex(text: string, bytes: number): boolean {
  return text.length === bytes * 2 && /^[0-9a-fA-F]+$/.test(text);
}
