/** A job source that answers late and differently each time, and breaks down when told. */
import { EventEmitter } from 'node:events';
import type { Clock, Random } from '../../electron/contract/ports.ts';
import type { Chain } from '../../electron/contract/units.ts';
import type { Job } from '../../electron/core/job.ts';
import type { Share, ShareOutcome } from '../../electron/core/share.ts';
import type { JobSource, JobSourceEvents, JobSourceStatus } from '../../electron/pool/job-source.ts';
import { FakeSource } from '../unit/engine/fake-parts.ts';
import { jobWith } from '../unit/engine/jobs.ts';

const MOST_LATE_MS = 2500;

export interface WhimsicalSourceDeps {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
}

export class WhimsicalSource extends EventEmitter<JobSourceEvents> implements JobSource {
  readonly id = 'pool';
  readonly endpoint = '127.0.0.1:1';
  readonly status: JobSourceStatus = new FakeSource().status;
  readonly #deps: WhimsicalSourceDeps;
  readonly #open = new Set<Job>();
  readonly #waiting = new Map<string, () => void>();
  #jobs = 0;

  constructor(deps: WhimsicalSourceDeps) {
    super();
    this.#deps = deps;
  }

  /** Shares that have no outcome yet. */
  get unanswered(): number {
    return this.#waiting.size;
  }

  start(): void {}

  async stop(): Promise<void> {
    this.breakDown();
  }

  isOpen(job: Job): boolean {
    return this.#open.has(job);
  }

  submit({ shareId }: Share): void {
    const lateMs = Math.floor(this.#deps.random() * MOST_LATE_MS);
    const cancel = this.#deps.clock.after(lateMs, () => this.#answer(this.#whim(shareId, lateMs)));
    this.#waiting.set(shareId, cancel);
  }

  newJob(): void {
    this.#announce('update');
  }

  newBlock(): void {
    this.#open.clear();
    this.#announce('replace');
  }

  /** The connection is gone: what waits is lost, and no job is good any more. */
  breakDown(): void {
    const { clock } = this.#deps;
    for (const [shareId, cancel] of this.#waiting) {
      cancel();
      this.#answer({ kind: 'lost', shareId, atMs: clock.nowMs() });
    }
    this.#open.clear();
    this.emit('jobsVoid');
  }

  #announce(change: 'update' | 'replace'): void {
    const { chain, clock } = this.#deps;
    this.#jobs += 1;
    const job = jobWith({
      chain,
      jobId: `${this.#jobs}`,
      ntimeHex: (0x504e86b9 + this.#jobs).toString(16),
      receivedAtMs: clock.nowMs(),
      receivedMonoMs: clock.monotonicMs(),
    });
    this.#open.add(job);
    this.emit('job', job, change);
  }

  #whim(shareId: string, latencyMs: number): ShareOutcome {
    const atMs = this.#deps.clock.nowMs();
    const whim = this.#deps.random();
    if (whim < 0.9) return { kind: 'accepted', shareId, atMs, latencyMs };
    if (whim < 0.95) return { kind: 'lost', shareId, atMs };
    return { kind: 'rejected', shareId, atMs, latencyMs, rejectKind: 'lowDifficulty', text: 'low' };
  }

  #answer(outcome: ShareOutcome): void {
    this.#waiting.delete(outcome.shareId);
    this.emit('outcome', outcome);
  }
}
