/**
 * Between sticks and the job source: newest work out, every nonce to a verdict, every share to exactly one
 * outcome. It knows neither serial frames nor Stratum lines.
 */
import { EventEmitter } from 'node:events';
import type { Clock, Logger } from '../contract/ports.ts';
import type { Chain, StickId } from '../contract/units.ts';
import type { Job, JobChange, WorkFeed } from '../core/job.ts';
import type { Nonce, Share, ShareOutcome, ShareVerdict } from '../core/share.ts';
import { checkNonce } from '../core/share-check.ts';
import type { Stick } from '../device/stick.ts';
import type { JobSource } from '../pool/job-source.ts';
import { LeaseBook } from './lease-book.ts';
import { SeenNonces } from './seen-nonces.ts';

export interface SchedulerDeps {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly log: Logger;
  /** A fresh id for each share, unique for the life of the ledger. */
  readonly newShareId: () => string;
}

/** Id of the source a share belongs to; empty when there was none any more. */
type PoolId = string;

export interface SchedulerEvents {
  verdict: [Nonce, ShareVerdict];
  /** Once for each share, always. */
  outcome: [Share, ShareOutcome, PoolId];
  /** A job arrived or none is good any more. */
  job: [Job | null];
}

interface Seat {
  readonly stick: Stick;
  readonly onNonce: (nonce: Nonce) => void;
}

export class Scheduler extends EventEmitter<SchedulerEvents> {
  readonly #deps: SchedulerDeps;
  readonly #seats = new Map<StickId, Seat>();
  /** Sticks that may not work now. */
  readonly #held = new Set<StickId>();
  readonly #pending = new Map<string, { readonly share: Share; readonly poolId: PoolId }>();
  readonly #poolOf = new WeakMap<Job, PoolId>();
  readonly #seen = new SeenNonces();
  #source: JobSource | null = null;
  #leases: LeaseBook | null = null;
  #paused = false;

  constructor(deps: SchedulerDeps) {
    super();
    this.#deps = deps;
  }

  /** The job being worked on, or null when no pool lives. */
  get job(): Job | null {
    return this.#leases?.job ?? null;
  }

  /** Takes the source's jobs from now on. The caller starts and stops it. */
  attachSource(source: JobSource): void {
    this.#source = source;
    source.on('job', (job, change) => this.#onJob(source, job, change));
    source.on('jobsVoid', () => this.#onVoid(source));
    source.on('outcome', (outcome) => this.#onOutcome(outcome));
  }

  /** Forgets the source. Its outcomes still count: call after its `stop()` has settled. */
  detachSource(): void {
    if (this.#source !== null) this.#onVoid(this.#source);
    this.#source = null;
  }

  addStick(stick: Stick): void {
    const onNonce = (nonce: Nonce): void => this.#onNonce(nonce);
    this.#seats.set(stick.id, { stick, onNonce });
    stick.on('nonce', onNonce);
    if (this.#feeds(stick.id)) stick.setFeed(this.#feedOf(stick.id));
  }

  removeStick(stick: Stick): void {
    const seat = this.#seats.get(stick.id);
    if (seat?.stick !== stick) return;
    this.#seats.delete(stick.id);
    stick.off('nonce', seat.onNonce);
    stick.setFeed(null);
    this.#leases?.release(stick.id);
  }

  /** Stops or resumes work on every stick; jobs keep coming, so that resuming starts at once. */
  setPaused(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    this.#giveFeeds();
  }

  /** Takes the work from one stick, or gives it back. Idempotent; holds for whatever stick has this id. */
  setHeld(id: StickId, isHeld: boolean): void {
    if (this.#held.has(id) === isHeld) return;
    if (isHeld) this.#held.add(id);
    else this.#held.delete(id);
    this.#seats.get(id)?.stick.setFeed(this.#feeds(id) ? this.#feedOf(id) : null);
  }

  #onJob(source: JobSource, job: Job, change: JobChange): void {
    if (source !== this.#source) return;
    const wasIdle = this.#leases === null;
    const leases = this.#leases?.successor(job) ?? new LeaseBook(job, this.#deps.clock);
    // The same headers said again: nonces already seen are duplicates still.
    if (change === 'replace' && leases !== this.#leases) this.#seen.clear();
    this.#leases = leases;
    this.#poolOf.set(job, source.id);
    if (wasIdle) this.#giveFeeds();
    else if (!this.#paused) for (const { stick } of this.#seats.values()) stick.pullNow();
    this.emit('job', job);
  }

  #onVoid(source: JobSource): void {
    if (source !== this.#source || this.#leases === null) return;
    this.#leases = null;
    this.#seen.clear();
    this.#giveFeeds();
    this.emit('job', null);
  }

  #feeds(id: StickId): boolean {
    return this.#leases !== null && !this.#paused && !this.#held.has(id);
  }

  #giveFeeds(): void {
    for (const [id, { stick }] of this.#seats) stick.setFeed(this.#feeds(id) ? this.#feedOf(id) : null);
  }

  #feedOf(stickId: StickId): WorkFeed {
    return {
      next: (share) => (this.#feeds(stickId) ? (this.#leases?.next(stickId, share) ?? null) : null),
    };
  }

  #onNonce(nonce: Nonce): void {
    const verdict = this.#verdictOf(nonce);
    if (verdict.kind === 'share' || verdict.kind === 'block') this.#submit(nonce, verdict);
    this.emit('verdict', nonce, verdict);
  }

  #verdictOf(nonce: Nonce): ShareVerdict {
    const verdict = checkNonce(nonce, this.#deps.chain);
    if (verdict.kind === 'hardwareError') return verdict;
    return this.#seen.add(nonce) ? verdict : { ...verdict, kind: 'duplicate' };
  }

  #submit(nonce: Nonce, verdict: ShareVerdict): void {
    const share: Share = {
      shareId: this.#deps.newShareId(),
      nonce,
      shareDifficulty: verdict.shareDifficulty,
      isBlock: verdict.kind === 'block',
    };
    this.#pending.set(share.shareId, { share, poolId: this.#poolOf.get(nonce.work.job) ?? '' });
    if (this.#source?.isOpen(nonce.work.job)) this.#source.submit(share);
    else this.#onOutcome({ kind: 'stale', shareId: share.shareId, atMs: this.#deps.clock.nowMs() });
  }

  #onOutcome(outcome: ShareOutcome): void {
    const pending = this.#pending.get(outcome.shareId);
    if (pending === undefined) {
      this.#deps.log.warn('Outcome for a share that is not waiting', { shareId: outcome.shareId });
      return;
    }
    this.#pending.delete(outcome.shareId);
    this.emit('outcome', pending.share, outcome, pending.poolId);
  }
}
