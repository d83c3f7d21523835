/** A ledger thread that runs the real store in this process and fails where the test says. */

import type { LedgerErrorCode } from '../../../electron/ledger/ledger-error.ts';
import { LedgerStore } from '../../../electron/ledger/ledger-store.ts';
import type {
  LedgerWorkerData,
  ReplyMessage,
  Request,
  RequestMessage,
} from '../../../electron/ledger/messages.ts';
import type { LedgerThread } from '../../../electron/ledger/worker-link.ts';

/** `crashAfter`: done and committed, but nobody hears of it. `hang`: never answers. */
export type Fate = 'answer' | 'crashBefore' | 'crashAfter' | 'hang' | { readonly refuse: LedgerErrorCode };

export interface FaultyThreads {
  readonly spawn: () => LedgerThread;
  /** Requests as they came in, over all threads. */
  readonly requests: Request[];
  readonly spawned: () => number;
  /** Resolves when no thread works on a request. */
  readonly idle: () => Promise<void>;
}

export function faultyThreads(options: LedgerWorkerData, fateOf: (request: Request) => Fate): FaultyThreads {
  const requests: Request[] = [];
  let spawned = 0;
  let working: Promise<unknown> = Promise.resolve();
  const spawn = (): LedgerThread => {
    spawned += 1;
    const store = new LedgerStore(options);
    const listeners = { message: (_reply: ReplyMessage) => {}, exit: (_code: number) => {} };
    let alive = true;
    const end = async (): Promise<number> => {
      if (alive) {
        alive = false;
        await store.answer({ kind: 'close' }, 0);
        listeners.exit(1);
      }
      return 1;
    };
    const work = async ({ id, nowMs, request }: RequestMessage): Promise<void> => {
      if (!alive) return;
      requests.push(request);
      const fate = fateOf(request);
      if (fate === 'hang') return;
      if (fate === 'crashBefore') return void (await end());
      const reply = { id, incident: store.incident };
      if (typeof fate === 'object') {
        return listeners.message({ ...reply, ok: false, code: fate.refuse, message: 'as the test says' });
      }
      const answer = await store.answer(request, nowMs);
      if (fate === 'crashAfter') return void (await end());
      listeners.message({ ...reply, ok: true, answer });
    };
    return {
      postMessage: (message: RequestMessage) => {
        const copy = structuredClone(message);
        working = working.then(() => work(copy));
      },
      terminate: end,
      on: (event: string, listener: never) => Object.assign(listeners, { [event]: listener }),
    };
  };
  const idle = async (): Promise<void> => {
    for (let seen: Promise<unknown> | null = null; seen !== working; ) {
      seen = working;
      await seen;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { spawn, requests, spawned: () => spawned, idle };
}
