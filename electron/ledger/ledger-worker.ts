/**
 * Entry of the worker thread that owns the database: a slow fsync must not delay a job. Requests are
 * answered in order; only a backup goes on beside the next ones.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { LedgerError, type LedgerErrorCode } from './ledger-error.ts';
import { LedgerStore } from './ledger-store.ts';
import type { LedgerWorkerData, ReplyMessage, RequestMessage } from './messages.ts';
import { faultOf, type SqliteFault } from './sqlite-fault.ts';

if (parentPort === null) throw new Error('ledger-worker.ts is started by ledger.ts as a worker thread');
serve(parentPort, new LedgerStore(workerData as LedgerWorkerData));

type Port = NonNullable<typeof parentPort>;

function serve(port: Port, store: LedgerStore): void {
  let last: Promise<void> = Promise.resolve();
  port.on('message', (message: RequestMessage) => {
    const reply = async (): Promise<void> => port.postMessage(await replyTo(store, message));
    const done = last.then(reply);
    if (message.request.kind !== 'backup') last = done;
  });
}

async function replyTo(store: LedgerStore, message: RequestMessage): Promise<ReplyMessage> {
  try {
    const answer = await store.answer(message.request, message.nowMs);
    return { id: message.id, replaced: store.replaced, ok: true, answer };
  } catch (error) {
    return { id: message.id, replaced: store.replaced, ok: false, ...refusalOf(error) };
  }
}

function refusalOf(error: unknown): { readonly code: LedgerErrorCode; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof LedgerError) return { code: error.code, message };
  return { code: CODE_OF_FAULT[faultOf(error)], message };
}

const CODE_OF_FAULT: Readonly<Record<SqliteFault, LedgerErrorCode>> = {
  corrupt: 'failed',
  diskFull: 'diskFull',
  ioError: 'ioError',
  cannotOpen: 'cannotOpen',
  badRow: 'failed',
  other: 'failed',
};
