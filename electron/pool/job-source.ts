/** Anything that gives jobs and takes shares: a pool, later an idle source. */
import type { EventEmitter } from 'node:events';
import type { Job, JobChange } from '../core/job.ts';
import type { Share, ShareOutcome } from '../core/share.ts';
import type { PoolError } from './pool-error.ts';

export type JobSourcePhase =
  | 'stopped'
  | 'connecting'
  | 'handshake'
  | 'waitingForJob'
  | 'live'
  | 'retrying'
  | 'refused';

export interface JobSourceStatus {
  readonly phase: JobSourcePhase;
  readonly phaseSinceMs: number;
  /** Wall time of the next connection attempt while `retrying` or `refused`. */
  readonly retryAtMs: number | null;
  readonly attempts: number;
  readonly encrypted: boolean;
  /** Difficulty for the next job, as the pool last said. */
  readonly difficulty: number | null;
  readonly difficultyAtMs: number | null;
  readonly latencyMs: number | null;
  readonly latencyAtMs: number | null;
  readonly versionRolling: boolean;
  readonly lastJobAtMs: number | null;
  /** From client.show_message, cleaned; null when none. */
  readonly message: string | null;
  readonly error: PoolError | null;
}

export interface JobSourceEvents {
  job: [Job, JobChange];
  /** No job is good any more (connection lost, refused, stopped): stop work. */
  jobsVoid: [];
  outcome: [ShareOutcome];
  changed: [];
}

export interface JobSource extends EventEmitter<JobSourceEvents> {
  readonly id: string;
  /** `host:port`. */
  readonly endpoint: string;
  readonly status: JobSourceStatus;
  start(): void;
  /** Idempotent; every share still waiting ends as `lost`. */
  stop(): Promise<void>;
  /** Whether a share of this job may still be sent. */
  isOpen(job: Job): boolean;
  /** Exactly one `outcome` follows for each call, sooner or later. */
  submit(share: Share): void;
}
