/**
 * Requests to the worker thread and their replies: one worker at a time, started when first needed, a limit
 * on every answer. It knows nothing of what is asked; who lost an answer decides whether to ask again.
 */
import type { Worker } from 'node:worker_threads';
import type { Clock, Logger } from '../contract/ports.ts';
import type { FileIncident } from './entries.ts';
import { LedgerError } from './ledger-error.ts';
import type { Answers, ReplyMessage, Request, RequestKind, RequestMessage, RequestOf } from './messages.ts';

/** The part of a worker thread that is used here. */
export type LedgerThread = Pick<Worker, 'postMessage' | 'terminate'> & {
  on(event: 'message', listener: (message: ReplyMessage) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
};

export interface WorkerLinkDeps {
  readonly spawn: () => LedgerThread;
  /** Path of the ledger's file, for errors. */
  readonly subject: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called once with each. */
  readonly onIncident: (incident: FileIncident) => void;
}

/** A thread inside a system call that hangs cannot be ended; it dies with the process. */
const STOP_LIMIT_MS = 500;

interface Pending {
  readonly resolve: (answer: Answers[RequestKind]) => void;
  readonly reject: (error: LedgerError) => void;
  readonly cancelLimit: () => void;
}

export class WorkerLink {
  readonly #deps: WorkerLinkDeps;
  readonly #pending = new Map<number, Pending>();
  #thread: LedgerThread | null = null;
  #lastId = 0;
  #lastIncident = 'null';

  constructor(deps: WorkerLinkDeps) {
    this.#deps = deps;
  }

  /**
   * Sends a request. Rejects with LedgerError: the worker's own refusal, `workerLost` when it ended
   * meanwhile, `timeout` after `limitMs` (then the worker is given up and ended as well).
   */
  ask<K extends RequestKind>(request: RequestOf<K>, limitMs: number): Promise<Answers[K]> {
    const { clock } = this.#deps;
    const id = ++this.#lastId;
    const answer = new Promise<Answers[RequestKind]>((resolve, reject) => {
      const cancelLimit = clock.after(limitMs, () => this.#giveUp(limitMs));
      this.#pending.set(id, { resolve, reject, cancelLimit });
    });
    const message: RequestMessage = { id, nowMs: clock.nowMs(), request: request as Request };
    this.#thread ??= this.#start();
    this.#thread.postMessage(message);
    // The worker answers a request with the answer of its kind: the protocol in messages.ts.
    return answer as Promise<Answers[K]>;
  }

  /** Ends the worker; what was asked and not answered is `workerLost`. Idempotent. */
  async stop(): Promise<void> {
    const thread = this.#thread;
    this.#drop(new LedgerError('workerLost', this.#deps.subject, 'The ledger was closed meanwhile.'));
    if (thread === null) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#deps.clock.after(STOP_LIMIT_MS, resolve);
      void thread.terminate().then(() => {
        cancel();
        resolve();
      });
    });
  }

  #start(): LedgerThread {
    const { spawn, log } = this.#deps;
    const thread = spawn();
    thread.on('message', (reply) => this.#settle(reply));
    thread.on('error', (error) => {
      log.error('ledger worker failed', { error: error.message });
      this.#lost(thread, error.message);
    });
    thread.on('exit', (code) => this.#lost(thread, `exit code ${code}`));
    return thread;
  }

  #settle(reply: ReplyMessage): void {
    const incident = JSON.stringify(reply.incident);
    if (reply.incident !== null && incident !== this.#lastIncident) {
      this.#lastIncident = incident;
      this.#deps.onIncident(reply.incident);
    }
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    this.#pending.delete(reply.id);
    pending.cancelLimit();
    if (reply.ok) pending.resolve(reply.answer);
    else pending.reject(new LedgerError(reply.code, this.#deps.subject, reply.message));
  }

  #lost(thread: LedgerThread, why: string): void {
    if (thread !== this.#thread) return;
    this.#drop(new LedgerError('workerLost', this.#deps.subject, `The ledger worker ended: ${why}`));
  }

  #giveUp(limitMs: number): void {
    this.#deps.log.error('ledger worker does not answer, ending it', { limitMs });
    const thread = this.#thread;
    const seconds = Math.round(limitMs / 1000);
    this.#drop(
      new LedgerError(
        'timeout',
        this.#deps.subject,
        `The disk did not finish within ${seconds} s; the ledger tries again.`,
      ),
    );
    void thread?.terminate();
  }

  #drop(error: LedgerError): void {
    this.#thread = null;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { cancelLimit, reject } of pending) {
      cancelLimit();
      reject(error);
    }
  }
}
