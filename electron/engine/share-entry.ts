/** A share with its outcome, as the ledger keeps it. Pure. */
import type { Share, ShareOutcome } from '../core/share.ts';
import type { ShareEntry } from '../ledger/entries.ts';

/** The row of a share whose outcome is known; `poolId` is of the pool its job came from. */
export function shareEntryOf(share: Share, outcome: ShareOutcome, poolId: string): ShareEntry {
  const { nonce, shareId, shareDifficulty, isBlock } = share;
  const isAnswered = outcome.kind === 'accepted' || outcome.kind === 'rejected';
  return {
    kind: 'share',
    shareId,
    stickId: nonce.stickId,
    poolId,
    atMs: nonce.atMs,
    assignedDifficulty: nonce.work.job.difficulty,
    shareDifficulty,
    isBlock,
    outcome: outcome.kind,
    rejectKind: outcome.kind === 'rejected' ? outcome.rejectKind : null,
    rejectText: outcome.kind === 'rejected' ? outcome.text : null,
    latencyMs: isAnswered ? outcome.latencyMs : null,
  };
}
