/** Those who wait until what they recorded is committed: each is told once, by a commit, a refusal or its limit. */
import type { Clock } from '../contract/ports.ts';
import { LedgerError } from './ledger-error.ts';

interface Waiter {
  readonly upTo: number;
  readonly settle: (error: LedgerError | null) => void;
}

export class CommitWaiters {
  readonly #waiters = new Set<Waiter>();
  readonly #clock: Clock;
  readonly #subject: string;

  constructor(deps: { readonly clock: Clock; readonly subject: string }) {
    this.#clock = deps.clock;
    this.#subject = deps.subject;
  }

  get size(): number {
    return this.#waiters.size;
  }

  /** Resolves when entries up to number `upTo` are committed; rejects with LedgerError, `timeout` after `limitMs`. */
  wait(upTo: number, limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error: LedgerError | null): void => {
        cancelLimit();
        this.#waiters.delete(waiter);
        if (error === null) resolve();
        else reject(error);
      };
      const waiter: Waiter = { upTo, settle };
      const late = new LedgerError(
        'timeout',
        this.#subject,
        'The disk is slow: the ledger is still writing.',
      );
      const cancelLimit = this.#clock.after(limitMs, () => settle(late));
      this.#waiters.add(waiter);
    });
  }

  committed(upTo: number): void {
    for (const waiter of [...this.#waiters]) if (waiter.upTo <= upTo) waiter.settle(null);
  }

  refused(error: LedgerError): void {
    for (const waiter of [...this.#waiters]) waiter.settle(error);
  }
}
