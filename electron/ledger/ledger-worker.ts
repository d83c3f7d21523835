/**
 * Entry of the worker thread that owns the database: a slow fsync must not delay a job. Requests are
 * answered in order; only a backup goes on beside the next ones. It starts itself a second time for each
 * check of a backup, which may take a minute from an SD card.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { checkFile } from './check-database.ts';
import { LedgerError, type LedgerErrorCode } from './ledger-error.ts';
import { LedgerStore } from './ledger-store.ts';
import type { LedgerWorkerData, ReplyMessage, RequestMessage } from './messages.ts';
import { CorruptFileError, faultOf, type SqliteFault } from './sqlite-fault.ts';

if (parentPort === null) throw new Error('ledger-worker.ts is started by ledger.ts as a worker thread');
const role = workerData as LedgerWorkerData | CheckerData;
if ('checkedPath' in role) parentPort.postMessage(await damageOf(role.checkedPath));
else serve(parentPort, new LedgerStore(role, checkInThread));

type Port = NonNullable<typeof parentPort>;

interface CheckerData {
  readonly checkedPath: string;
}

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
    return { id: message.id, incident: store.incident, ok: true, answer };
  } catch (error) {
    return { id: message.id, incident: store.incident, ok: false, ...refusalOf(error) };
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

/** A `FileCheck` that holds nothing up. The thread ends by itself, or with this one. */
function checkInThread(checkedPath: string): Promise<void> {
  const data: CheckerData = { checkedPath };
  const thread = new Worker(new URL(import.meta.url), { name: 'ledger-check', workerData: data });
  return new Promise((resolve, reject) => {
    thread.on('message', (damage: string | null) =>
      damage === null ? resolve() : reject(new CorruptFileError(damage)),
    );
    thread.on('error', reject);
    thread.on('exit', (code) => reject(new Error(`The check of ${checkedPath} ended: exit code ${code}`)));
  });
}

/** What is wrong with the file; null when it is good. Rejects when that cannot be told. */
async function damageOf(path: string): Promise<string | null> {
  try {
    await checkFile(path);
    return null;
  } catch (error) {
    if (faultOf(error) !== 'corrupt') throw error;
    return error instanceof Error ? error.message : String(error);
  }
}
