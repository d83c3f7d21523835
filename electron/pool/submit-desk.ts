/**
 * Shares on their way to the pool and back: each gets exactly one outcome, whatever happens. Also where the
 * answers teach something: latency, whether the pool refuses everything, how it wants version bits written.
 */
import type { Clock, Logger } from '../contract/ports.ts';
import type { Job } from '../core/job.ts';
import type { Share, ShareOutcome } from '../core/share.ts';
import { PendingSubmits, type SentSubmit } from './pending-submits.ts';
import { readAnswer, rejectKindOf } from './reject-taxonomy.ts';
import type { AnswerMessage } from './stratum-messages.ts';
import { VersionForm } from './version-form.ts';

/** cgminer sets a pool aside after ten refusals in a row. */
const ONLY_REJECTS_AFTER = 10;

export interface SubmitDeskDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly onOutcome: (outcome: ShareOutcome) => void;
  /** Whether the pool now refuses everything it is sent. */
  readonly onOnlyRejects: (onlyRejects: boolean) => void;
}

interface PendingShare extends SentSubmit {
  readonly share: Share;
}

const jobOf = ({ share }: PendingShare): Job => share.nonce.work.job;

/** What an answer belonged to. */
export type AnswerMatch = 'share' | 'late' | 'none';

export class SubmitDesk {
  readonly #deps: SubmitDeskDeps;
  readonly #pending: PendingSubmits<PendingShare>;
  readonly #versionForm = new VersionForm();
  #refusedInARow = 0;
  #lateAnswers = 0;
  #latency: { readonly ms: number; readonly atMs: number } | null = null;

  constructor(deps: SubmitDeskDeps) {
    this.#deps = deps;
    this.#pending = new PendingSubmits(deps.clock, (pending) => this.#lose(pending));
  }

  get versionForm(): VersionForm {
    return this.#versionForm;
  }

  /** From submit to answer, of the last share answered in time. */
  get latency(): { readonly ms: number; readonly atMs: number } | null {
    return this.#latency;
  }

  /** The share was written to the socket under this id just now. */
  sent(id: number, share: Share, monoMs: number): void {
    this.#pending.add({ id, share, sentMonoMs: monoMs });
  }

  /** The share was not sent: its job is closed. */
  refuse(share: Share): void {
    this.#deps.onOutcome({ kind: 'stale', shareId: share.shareId, atMs: this.#deps.clock.nowMs() });
  }

  /** `isOpen`: whether a job is still open now that the answer is here. `scrub` removes secrets from the pool's words. */
  answered(
    answer: AnswerMessage,
    isOpen: (job: Job) => boolean,
    scrub: (text: string) => string,
  ): AnswerMatch {
    const pending = this.#pending.take(answer.id);
    if (pending === null) return 'none';
    if (pending === 'late') {
      this.#lateAnswers += 1;
      this.#deps.log.info('A share was answered after it was counted as lost', {
        lateAnswers: this.#lateAnswers,
      });
      return 'late';
    }
    this.#settle(pending, answer, isOpen(jobOf(pending)), scrub);
    return 'share';
  }

  /** The connection is gone: everything that waits is lost. */
  loseAll(): void {
    this.#refusedInARow = 0;
    for (const pending of this.#pending.drain()) this.#lose(pending);
  }

  #settle(
    pending: PendingShare,
    answer: AnswerMessage,
    jobIsOpen: boolean,
    scrub: (text: string) => string,
  ): void {
    const { clock, onOutcome } = this.#deps;
    const { shareId } = pending.share;
    const atMs = clock.nowMs();
    const latencyMs = clock.monotonicMs() - pending.sentMonoMs;
    this.#latency = { ms: latencyMs, atMs };
    const read = readAnswer(answer);
    if (read.kind === 'accepted') {
      onOutcome({ kind: 'accepted', shareId, atMs, latencyMs });
      this.#learn(jobOf(pending), 'accepted');
      this.#countRefusals(0);
      return;
    }
    const rejectKind = rejectKindOf(read, jobIsOpen);
    const text = scrub(read.text ?? '');
    onOutcome({ kind: 'rejected', shareId, atMs, latencyMs, rejectKind, text });
    if (rejectKind === 'lowDifficulty') this.#learn(jobOf(pending), 'lowDifficulty');
    this.#countRefusals(this.#refusedInARow + 1);
  }

  #learn(job: Job, answer: 'accepted' | 'lowDifficulty'): void {
    if (!job.versionRolling || !this.#versionForm.learn(job.version, job.versionMask, answer)) return;
    this.#deps.log.info('The pool refuses rolled shares: trying the other form of version bits', {
      isXor: this.#versionForm.isXor,
    });
  }

  #countRefusals(inARow: number): void {
    const was = this.#refusedInARow >= ONLY_REJECTS_AFTER;
    this.#refusedInARow = inARow;
    const is = inARow >= ONLY_REJECTS_AFTER;
    if (is !== was) this.#deps.onOnlyRejects(is);
  }

  #lose({ share }: PendingShare): void {
    this.#deps.onOutcome({ kind: 'lost', shareId: share.shareId, atMs: this.#deps.clock.nowMs() });
  }
}
