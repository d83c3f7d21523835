/** Which work a nonce solves. A slot counts only if the header hashes to difficulty 1 of the chain. */
import type { Chain } from '../../contract/units.ts';
import type { Work } from '../../core/job.ts';
import { meetsDifficulty1 } from '../../core/share-check.ts';

/** One header but for the nonce. */
export interface WorkSlot {
  readonly work: Work;
  readonly versionIndex: number;
}

/** What an answer may be about. */
export interface NonceCandidates {
  /** Whether work was sent under the id it names: if nothing is solved then, the chip erred. */
  readonly isNamed: boolean;
  /** Likeliest first. */
  readonly slots: Iterable<WorkSlot>;
}

export type NonceMatch =
  | { readonly kind: 'solved'; readonly work: Work; readonly versionIndex: number }
  /** Work was sent under this id and the nonce solves neither it nor its neighbours: the chip erred. */
  | { readonly kind: 'hardwareError' }
  /** Nothing was sent under this id, and no recent work fits: an answer to someone else's job. */
  | { readonly kind: 'orphan' }
  /** Its id is none that a chip could answer now: noise in the shape of an answer. */
  | { readonly kind: 'stray' };

/** The first slot that the nonce (little-endian reading) solves; null candidates are a stray. */
export function matchNonce(candidates: NonceCandidates | null, nonce: number, chain: Chain): NonceMatch {
  if (candidates === null) return { kind: 'stray' };
  for (const { work, versionIndex } of candidates.slots) {
    if (meetsDifficulty1(work, versionIndex, nonce, chain)) return { kind: 'solved', work, versionIndex };
  }
  return { kind: candidates.isNamed ? 'hardwareError' : 'orphan' };
}
