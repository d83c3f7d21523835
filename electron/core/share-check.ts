/** Our own verdict on what a chip returned, before anything is sent to a pool. */
import { type Chain, difficulty1Target } from './chain.ts';
import type { Job, Work } from './job.ts';
import { sha256dFromMidstate } from './sha256d.ts';
import type { Nonce, ShareVerdict, VerdictKind } from './share.ts';
import { difficultyOfHash, meetsTarget } from './target.ts';

/** Everything but `duplicate`, which only a memory of earlier nonces can tell. */
export function checkNonce(
  nonce: Pick<Nonce, 'work' | 'versionIndex' | 'nonce' | 'ticketDifficulty'>,
  chain: Chain,
): ShareVerdict {
  const { work } = nonce;
  const hash = hashOf(work, nonce.versionIndex, nonce.nonce);
  const kind = kindOfHash(hash, work.job, nonce.ticketDifficulty, chain);
  return { kind, shareDifficulty: difficultyOfHash(hash, chain), hash };
}

/** Whether a nonce belongs to this work and version at all: every result of a sane chip meets difficulty 1. */
export function meetsDifficulty1(work: Work, versionIndex: number, nonce: number, chain: Chain): boolean {
  return meetsTarget(hashOf(work, versionIndex, nonce), difficulty1Target(chain));
}

/** What a hash (internal byte order) is worth to a job. */
export function kindOfHash(
  hash: Uint8Array,
  job: Pick<Job, 'networkTarget' | 'shareTarget'>,
  ticketDifficulty: number,
  chain: Chain,
): VerdictKind {
  // A block first: it is sent even where the pool asks for more than the network does.
  if (meetsTarget(hash, job.networkTarget)) return 'block';
  // A pool may ask for less than difficulty 1; what it takes is never called an error.
  if (meetsTarget(hash, job.shareTarget)) return 'share';
  if (!meetsTarget(hash, difficulty1Target(chain))) return 'hardwareError';
  return difficultyOfHash(hash, chain) < ticketDifficulty ? 'belowTicket' : 'belowPool';
}

function hashOf(work: Work, versionIndex: number, nonce: number): Uint8Array {
  const state = work.midstates[versionIndex];
  if (state === undefined) throw new RangeError(`The work has no version ${versionIndex}`);
  const tail = new Uint8Array(16);
  tail.set(work.header76.subarray(64));
  tail[12] = nonce;
  tail[13] = nonce >>> 8;
  tail[14] = nonce >>> 16;
  tail[15] = nonce >>> 24;
  return sha256dFromMidstate(state, tail);
}
