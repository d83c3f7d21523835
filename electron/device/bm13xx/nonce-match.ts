/** Which work a nonce solves. A slot counts only if the header hashes to difficulty 1 of the chain. */
import type { Chain } from '../../contract/units.ts';
import type { Work } from '../../core/job.ts';
import { meetsDifficulty1 } from '../../core/share-check.ts';
import type { NonceAnswer } from './answers.ts';
import type { JobRing } from './job-ring.ts';

export type NonceMatch =
  | { readonly kind: 'solved'; readonly work: Work; readonly versionIndex: number }
  /** Work was sent under this id and the nonce solves neither it nor its neighbours: the chip erred. */
  | { readonly kind: 'hardwareError' }
  /** Nothing was sent under this id, and no recent work fits: an answer to someone else's job. */
  | { readonly kind: 'orphan' };

/** The named slot first, then every version of the works in the look-back window (KG). */
export function matchNonce(ring: JobRing, answer: NonceAnswer, chain: Chain): NonceMatch {
  const named = ring.named(answer.idByte);
  if (named !== null && meetsDifficulty1(named.work, named.versionIndex, answer.nonce, chain)) {
    return { kind: 'solved', ...named };
  }
  for (const work of ring.recent()) {
    for (let versionIndex = 0; versionIndex < work.versions.length; versionIndex += 1) {
      if (work === named?.work && versionIndex === named.versionIndex) continue;
      if (meetsDifficulty1(work, versionIndex, answer.nonce, chain)) {
        return { kind: 'solved', work, versionIndex };
      }
    }
  }
  return { kind: named === null ? 'orphan' : 'hardwareError' };
}
