/**
 * The ledger as the engine sees it: record and forget, ask about the past. Entries gather for under a
 * second, go to the worker as a numbered batch and stay here until the worker says they are committed; a
 * disk that refuses or a worker that dies costs nothing but waiting.
 */
import { Worker } from 'node:worker_threads';
import type { HistoryEvent, HistoryPoint } from '../contract/history.ts';
import type { Passport } from '../contract/passport.ts';
import type { Clock, Logger } from '../contract/ports.ts';
import { CommitWaiters } from './commit-waiters.ts';
import type { FileIncident, Ledger, LedgerEntry, LedgerHealth, TotalsGroup, TuningEntry } from './entries.ts';
import { batchSize, EntryQueue } from './entry-queue.ts';
import { historyPointOf } from './history-points.ts';
import { LedgerError, type LedgerErrorCode } from './ledger-error.ts';
import type { Batch, BucketSums } from './messages.ts';
import { Upkeep } from './upkeep.ts';
import { type LedgerThread, WorkerLink } from './worker-link.ts';

export interface LedgerOptions {
  /** File of the database; its folder exists. */
  readonly path: string;
  readonly backupDir: string;
  /** URL of ledger-worker as the running build has it. */
  readonly workerUrl: URL;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Entries commit within 1 s: this long they gather, the rest is for the disk. */
const GATHER_MS = 700;
const GATHER_ROWS = 500;
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 30_000;
/** An fsync on a busy SD card can take seconds; past this the worker is taken for stuck. */
const WRITE_LIMIT_MS = 30_000;
/** A first start may restore a backup of some 100 MB. */
const OPEN_LIMIT_MS = 60_000;
const QUERY_LIMIT_MS = 30_000;
const UPKEEP_LIMIT_MS = 600_000;
const FLUSH_LIMIT_MS = 10_000;
/** The whole program has 5 s to end. */
const CLOSE_LIMIT_MS = 2_500;
const LAST_TRY_LIMIT_MS = 1_000;
/** The WAL is folded into the file, and a file that was deleted is written again. */
const LAST_WORD_LIMIT_MS = 2_000;
const INCIDENT_MESSAGES: Readonly<Record<FileIncident['kind'], string>> = {
  replaced: 'ledger file was corrupt and has been replaced',
  rewritten: 'ledger file was deleted or exchanged while in use and has been written again',
  logDamaged: 'log of the ledger file was damaged while in use and what it held has been written again',
};
/** A question about a year goes in slices, so that a batch never waits behind it for long. */
const SLICE_MS = 31 * 86_400_000;

/**
 * Opens the ledger and starts its worker. A full or failing disk is not an error: the ledger is then
 * `paused` and opens by itself later. Rejects with `LedgerError` when only the user can mend it.
 */
export function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { workerUrl, path, backupDir } = options;
  return startLedger({
    ...options,
    spawn: () => new Worker(workerUrl, { name: 'ledger', workerData: { path, backupDir } }),
  });
}

export type LedgerDeps = Pick<LedgerOptions, 'path' | 'clock' | 'log'> & {
  readonly spawn: () => LedgerThread;
};

/** `openLedger` over any thread that speaks the worker's protocol. */
export async function startLedger(deps: LedgerDeps): Promise<Ledger> {
  const ledger = new WorkerLedger(deps);
  await ledger.open();
  return ledger;
}

interface SentBatch {
  readonly seq: number;
  readonly batch: Batch;
}

class WorkerLedger implements Ledger {
  readonly #deps: LedgerDeps;
  readonly #link: WorkerLink;
  readonly #upkeep: Upkeep;
  readonly #queue = new EntryQueue();
  readonly #listeners = new Set<(health: LedgerHealth) => void>();
  readonly #waiters: CommitWaiters;
  /** Number of this run in the file, known once it is open. */
  #run: number | null = null;
  #sent: SentBatch | null = null;
  #lastSeq = 0;
  #recorded = 0;
  /** What `#recorded` was when the queue was last taken: committed as soon as nothing is under way. */
  #taken = 0;
  #droppedRows = 0;
  #sending = false;
  #cancelTimer: (() => void) | null = null;
  #retryMs = RETRY_FIRST_MS;
  #settledHealth: LedgerHealth = { kind: 'ok' };
  #health: LedgerHealth = { kind: 'ok' };
  /** Whether rows of this run that were committed are gone. */
  #hasLost = false;
  #closed: Promise<boolean> | null = null;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.#waiters = new CommitWaiters({ clock: deps.clock, subject: deps.path });
    this.#link = new WorkerLink({
      spawn: deps.spawn,
      subject: deps.path,
      clock: deps.clock,
      log: deps.log,
      onIncident: (incident) => {
        deps.log.error(INCIDENT_MESSAGES[incident.kind], { ...incident });
        this.#settledHealth = incident;
        // What a restored backup does not hold had been committed.
        if (incident.kind === 'replaced' && this.#run !== null) this.#hasLost = true;
        if (this.#health.kind !== 'paused') this.#setHealth(incident);
      },
    });
    this.#upkeep = new Upkeep({
      clock: deps.clock,
      log: deps.log,
      maintain: () => this.#link.ask({ kind: 'maintain' }, UPKEEP_LIMIT_MS),
      backUp: () => this.#link.ask({ kind: 'backup' }, UPKEEP_LIMIT_MS),
    });
  }

  async open(): Promise<void> {
    try {
      await this.#begin();
    } catch (error) {
      const fault = this.#asLedgerError(error);
      if (fault.code !== 'diskFull' && fault.code !== 'ioError') {
        await this.#link.stop();
        throw explained(fault);
      }
      this.#refused(fault);
    }
    this.#upkeep.start();
  }

  get health(): LedgerHealth {
    return this.#health;
  }

  onHealth(listener: (health: LedgerHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  record(entry: LedgerEntry): void {
    if (this.#closed !== null) return;
    if (!numbersAreFinite(entry)) {
      this.#deps.log.error('ledger entry with a number that is none, left out', { entry });
      return;
    }
    this.#dropped(this.#queue.add(entry));
    this.#recorded += 1;
    this.#schedule();
  }

  async totals(fromMs: number, toMs: number): Promise<readonly TotalsGroup[]> {
    await this.#settle();
    return this.#link.ask({ kind: 'totals', fromMs, toMs }, QUERY_LIMIT_MS);
  }

  async points(
    fromMs: number,
    toMs: number,
    bucketMs: number,
    stickId: string | null = null,
  ): Promise<readonly HistoryPoint[]> {
    if (!Number.isInteger(bucketMs) || bucketMs < 1) throw new RangeError('bucketMs must be a whole number');
    await this.#settle();
    const buckets: BucketSums[] = [];
    for (let startMs = fromMs; startMs < toMs; ) {
      const endMs = Math.min(toMs, (Math.floor((startMs + SLICE_MS) / bucketMs) + 1) * bucketMs);
      const slice = { kind: 'points', fromMs: startMs, toMs: endMs, bucketMs, stickId } as const;
      buckets.push(...(await this.#link.ask(slice, QUERY_LIMIT_MS)));
      startMs = endMs;
    }
    return buckets.map((sums) => historyPointOf(sums, bucketMs));
  }

  async events(
    fromMs: number,
    toMs: number,
    limit: number,
    subject: string | null = null,
  ): Promise<readonly HistoryEvent[]> {
    await this.#settle();
    return this.#link.ask({ kind: 'events', fromMs, toMs, limit, subject }, QUERY_LIMIT_MS);
  }

  async tunings(stickId: string | null): Promise<readonly TuningEntry[]> {
    await this.#settle();
    return this.#link.ask({ kind: 'tunings', stickId }, QUERY_LIMIT_MS);
  }

  async passports(): Promise<readonly Passport[]> {
    await this.#settle();
    return this.#link.ask({ kind: 'passports' }, QUERY_LIMIT_MS);
  }

  flush(): Promise<void> {
    if (this.#closed !== null) return Promise.reject(this.#closedError());
    return this.#committed(FLUSH_LIMIT_MS);
  }

  close(): Promise<boolean> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<boolean> {
    this.#upkeep.stop();
    const isCommitted = await this.#committed(CLOSE_LIMIT_MS)
      .catch((error: unknown) => this.#committedAtLast(error))
      .then(() => true)
      .catch((error: unknown) => {
        const { code } = this.#asLedgerError(error);
        const rows = this.#waitingRows();
        this.#deps.log.error('ledger closed with rows the disk did not take', { rows, code });
        return false;
      });
    this.#cancelTimer?.();
    const isClosed = await this.#link
      .ask({ kind: 'close' }, LAST_WORD_LIMIT_MS)
      .then(() => true)
      .catch((error: unknown) => this.#isSafeAfter(this.#asLedgerError(error)));
    await this.#link.stop();
    this.#listeners.clear();
    return isCommitted && isClosed && !this.#hasLost;
  }

  /** What is committed is in the WAL, and the next start reads that: unless file or WAL were taken away. */
  #isSafeAfter({ code, message }: LedgerError): boolean {
    if (!UNSAFE_AT_CLOSE.has(code)) return true;
    this.#deps.log.error('ledger was not closed in order, and some of its history may be lost', {
      code,
      error: message,
    });
    return false;
  }

  /** One more try after a refusal: the worker may just have died. A slow disk gets no more time. */
  #committedAtLast(error: unknown): Promise<void> {
    const slow = error instanceof LedgerError && error.code === 'timeout';
    return slow ? Promise.reject(error) : this.#committed(LAST_TRY_LIMIT_MS);
  }

  /** So that an answer covers everything recorded before the question. A paused ledger answers from what it has. */
  async #settle(): Promise<void> {
    if (this.#closed !== null) throw this.#closedError();
    if (this.#health.kind === 'paused') return;
    // A refusal is in the log and in `health` already; the question is answered from what is committed.
    await this.#committed(FLUSH_LIMIT_MS).catch(() => {});
  }

  #committed(limitMs: number): Promise<void> {
    if (this.#recorded === this.#taken && this.#sent === null) return Promise.resolve();
    const committed = this.#waiters.wait(this.#recorded, limitMs);
    void this.#send();
    return committed;
  }

  #schedule(): void {
    if (this.#sending || this.#health.kind === 'paused') return;
    if (this.#queue.size >= GATHER_ROWS) void this.#send();
    else this.#cancelTimer ??= this.#deps.clock.after(GATHER_MS, () => void this.#send());
  }

  /** Sends batch after batch while someone waits for them or enough has gathered; one at a time. */
  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    // A share is recorded first and its sums right after: the caller goes on before the batch is taken.
    await Promise.resolve();
    try {
      do await this.#sendOne();
      while (this.#waiters.size > 0 || this.#queue.size >= GATHER_ROWS);
      this.#accepted();
    } catch (error) {
      this.#refused(this.#asLedgerError(error));
    } finally {
      this.#sending = false;
    }
    if (this.#queue.size > 0) this.#schedule();
  }

  async #sendOne(): Promise<void> {
    const run = this.#run ?? (await this.#begin());
    this.#sent ??= this.#takeBatch();
    if (this.#sent !== null) {
      const { dropped } = await this.#link.ask({ kind: 'write', run, ...this.#sent }, WRITE_LIMIT_MS);
      if (dropped > 0) this.#deps.log.error('ledger rows the tables refuse, left out', { dropped });
      this.#sent = null;
    }
    this.#waiters.committed(this.#taken);
  }

  #takeBatch(): SentBatch | null {
    const batch = this.#queue.take();
    this.#taken = this.#recorded;
    if (batch === null) return null;
    this.#lastSeq += 1;
    return { seq: this.#lastSeq, batch };
  }

  async #begin(): Promise<number> {
    const { run } = await this.#link.ask({ kind: 'open' }, OPEN_LIMIT_MS);
    this.#run = run;
    return run;
  }

  /** Told once when it begins and once with the sum: a full memory would fill the log as well. */
  #dropped(rows: number): void {
    if (rows > 0 && this.#droppedRows === 0) {
      this.#deps.log.error('ledger has waited too long for the disk, its oldest rows are dropped');
    }
    this.#droppedRows += rows;
  }

  #accepted(): void {
    if (this.#health.kind !== 'paused') return;
    this.#retryMs = RETRY_FIRST_MS;
    this.#deps.log.info('ledger writes again', { droppedRows: this.#droppedRows });
    this.#droppedRows = 0;
    this.#setHealth(this.#settledHealth);
  }

  #refused(error: LedgerError): void {
    const code = error.code === 'diskFull' || error.code === 'fileGone' ? error.code : 'ioError';
    if (this.#health.kind !== 'paused') {
      this.#deps.log.error('ledger paused, rows wait in memory', { code: error.code, error: error.message });
    }
    this.#setHealth({ kind: 'paused', code, waitingEntries: this.#waitingRows() });
    this.#waiters.refused(error);
    if (this.#closed === null) {
      this.#cancelTimer = this.#deps.clock.after(this.#retryMs, () => void this.#send());
      this.#retryMs = Math.min(RETRY_MOST_MS, this.#retryMs * 2);
    }
  }

  #waitingRows(): number {
    return this.#queue.size + (this.#sent === null ? 0 : batchSize(this.#sent.batch));
  }

  /** Tells of changes, not of a number of waiting entries that grows. */
  #setHealth(health: LedgerHealth): void {
    const before = this.#health;
    this.#health = health;
    if (before.kind === 'paused' && health.kind === 'paused' && before.code === health.code) return;
    for (const listener of [...this.#listeners]) listener(health);
  }

  #asLedgerError(error: unknown): LedgerError {
    if (error instanceof LedgerError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new LedgerError('failed', this.#deps.path, message, { cause: error });
  }

  #closedError(): LedgerError {
    return new LedgerError('closed', this.#deps.path, 'The ledger is closed.');
  }
}

const UNSAFE_AT_CLOSE: ReadonlySet<LedgerErrorCode> = new Set(['fileGone', 'rowsLost', 'timeout']);

/** Codes whose errors say what the user can do. */
const EXPLAINED: ReadonlySet<LedgerErrorCode> = new Set(['newerSchema', 'oldSqlite', 'notAFile']);

/** The sentence for a file that cannot be opened says what the user can do. */
function explained(error: LedgerError): LedgerError {
  if (EXPLAINED.has(error.code)) return error;
  return new LedgerError(
    error.code,
    error.subject,
    `The history in ${error.subject} cannot be opened (${error.message}). Check that you may read and write this ` +
      'file, those beside it that begin with its name, and their folder, or start with another data folder.',
    { cause: error },
  );
}

const numbersAreFinite = (entry: LedgerEntry): boolean =>
  Object.values(entry).every((value) => typeof value !== 'number' || Number.isFinite(value));
