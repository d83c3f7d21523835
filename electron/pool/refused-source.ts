/** Stands in for a pool that cannot even be tried, so that its fault is told like any other pool's. */
import { EventEmitter } from 'node:events';
import type { JobSource, JobSourceEvents, JobSourceStatus } from './job-source.ts';
import type { PoolError } from './pool-error.ts';

export class RefusedSource extends EventEmitter<JobSourceEvents> implements JobSource {
  readonly id: string;
  readonly endpoint: string;
  readonly status: JobSourceStatus;

  /** `endpoint` is whatever the user wrote. */
  constructor(id: string, endpoint: string, error: PoolError, nowMs: number) {
    super();
    this.id = id;
    this.endpoint = endpoint;
    this.status = {
      phase: 'refused',
      phaseSinceMs: nowMs,
      retryAtMs: null,
      attempts: 0,
      encrypted: false,
      difficulty: null,
      difficultyAtMs: null,
      latencyMs: null,
      latencyAtMs: null,
      versionRolling: false,
      lastJobAtMs: null,
      message: null,
      error,
    };
  }

  start(): void {}

  async stop(): Promise<void> {}

  isOpen(): boolean {
    return false;
  }

  /** Never called: no job of it is open. */
  submit(): void {
    throw new Error('A refused pool takes no shares');
  }
}
