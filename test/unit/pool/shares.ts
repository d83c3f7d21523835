/** Shares for tests that only care where they end. */
import { StickId } from '../../../electron/contract/units.ts';
import type { Job } from '../../../electron/core/job.ts';
import type { Share } from '../../../electron/core/share.ts';
import { WorkMaker } from '../../doubles/work-maker.ts';

export interface ShareChoice {
  readonly shareId?: string;
  readonly versionIndex?: number;
  readonly nonce?: number;
  readonly extranonce2?: bigint;
}

/** A share of the job's first work; it need not meet any target. */
export function shareOf(job: Job, choice: ShareChoice = {}): Share {
  const { shareId = 'share-1', versionIndex = 0, nonce = 0x7c, extranonce2 = 1n } = choice;
  const work = new WorkMaker({ job, extranonce2, midstatesPerWork: job.versionMask === 0 ? 1 : 4 }).next();
  if (work === null) throw new Error('the job gives no work');
  return {
    shareId,
    nonce: {
      stickId: StickId.parse('serial:test'),
      work,
      versionIndex,
      nonce,
      chipIndex: 0,
      ticketDifficulty: 1,
      atMs: job.receivedAtMs,
      monoMs: job.receivedMonoMs,
    },
    shareDifficulty: 2,
    isBlock: false,
  };
}
