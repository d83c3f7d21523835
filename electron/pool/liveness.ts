/**
 * Decides when a pool that keeps its connection open is dead all the same. The limits lie between those of
 * other miners, corrected by the captures: the first job has no limit of its own (observation 14), and a
 * pool may answer the whole handshake 15 s late (observation 30).
 */
import type { Clock } from '../contract/ports.ts';

const HANDSHAKE_LIMIT_MS = 30_000;
/** Pools send a job every 30 to 60 s; cgminer gives up at 90 s, ESP-Miner at 180 s. */
const SILENCE_LIMIT_MS = 120_000;
/** Sooner when shares go unanswered too. */
const SILENCE_LIMIT_UNANSWERED_MS = 90_000;
const UNANSWERED_SUBMITS = 3;
/** Other lines flow, but no share is answered: hashing for nothing (bfgminer #447). */
const UNANSWERED_LIMIT_MS = 300_000;
const JOB_OLD_MS = 300_000;
const JOB_LIMIT_MS = 20 * 60_000;

const CHECK_EVERY_MS = 5_000;

export type Death = 'handshakeTimeout' | 'silent' | 'unanswered' | 'noJobs';

export interface LivenessHandlers {
  /** Called once; the watch has ended then. */
  readonly onDead: (death: Death) => void;
  /** Called once for each job that grows old. */
  readonly onJobOld: () => void;
}

export class Liveness {
  readonly #clock: Clock;
  readonly #handlers: LivenessHandlers;
  readonly #stopWatch: () => void;
  readonly #openedMs: number;
  #heardMs: number;
  #jobMs: number;
  #handshakeDone = false;
  #toldJobOld = false;
  #unanswered = 0;
  #unansweredSinceMs = 0;

  /** Starts watching a connection that was just opened. */
  constructor(clock: Clock, handlers: LivenessHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
    this.#openedMs = clock.monotonicMs();
    this.#heardMs = this.#openedMs;
    this.#jobMs = this.#openedMs;
    this.#stopWatch = clock.every(CHECK_EVERY_MS, () => this.#check());
  }

  stop(): void {
    this.#stopWatch();
  }

  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  handshakeFinished(): void {
    this.#handshakeDone = true;
    this.#jobMs = this.#clock.monotonicMs();
  }

  jobArrived(nowMs: number): void {
    this.#jobMs = nowMs;
    this.#toldJobOld = false;
  }

  submitted(nowMs: number): void {
    if (this.#unanswered === 0) this.#unansweredSinceMs = nowMs;
    this.#unanswered += 1;
  }

  /** Any answer to any share shows that they are read. */
  answered(): void {
    this.#unanswered = 0;
  }

  #check(): void {
    const nowMs = this.#clock.monotonicMs();
    const death = this.#deathAt(nowMs);
    if (death !== null) {
      this.stop();
      this.#handlers.onDead(death);
      return;
    }
    if (!this.#handshakeDone || this.#toldJobOld || nowMs - this.#jobMs < JOB_OLD_MS) return;
    this.#toldJobOld = true;
    this.#handlers.onJobOld();
  }

  #deathAt(nowMs: number): Death | null {
    if (!this.#handshakeDone) return nowMs - this.#openedMs >= HANDSHAKE_LIMIT_MS ? 'handshakeTimeout' : null;
    const silentMs = nowMs - this.#heardMs;
    const isUnanswered = this.#unanswered >= UNANSWERED_SUBMITS;
    if (silentMs >= (isUnanswered ? SILENCE_LIMIT_UNANSWERED_MS : SILENCE_LIMIT_MS)) return 'silent';
    if (isUnanswered && nowMs - this.#unansweredSinceMs >= UNANSWERED_LIMIT_MS) return 'unanswered';
    return nowMs - this.#jobMs >= JOB_LIMIT_MS ? 'noJobs' : null;
  }
}
