/**
 * The database side of the ledger, living in the worker: one connection, opened when first needed (a full
 * disk at start is no reason to give up), replaced when it turns out to be corrupt.
 */
import type { DatabaseSync } from 'node:sqlite';
import { backupIsDue, makeBackup } from './backups.ts';
import { BatchWriter } from './batch-writer.ts';
import { checkFile, type FileCheck } from './check-database.ts';
import type { Answers, LedgerWorkerData, Request, RequestKind } from './messages.ts';
import {
  type DatabaseOptions,
  openDatabase,
  type ReplacedFile,
  replaceCorruptFile,
} from './open-database.ts';
import { queryEvents, queryPoints, queryTotals } from './queries.ts';
import { retainStep } from './retention.ts';
import { faultOf } from './sqlite-fault.ts';

interface OpenStore {
  readonly db: DatabaseSync;
  readonly writer: BatchWriter;
  /** What a check beside the requests found in the file. */
  damage: unknown;
}

export class LedgerStore {
  readonly #options: LedgerWorkerData;
  readonly #check: FileCheck;
  #open: Promise<OpenStore> | null = null;
  #replaced: ReplacedFile | null = null;

  /** `check` reads whole files, which takes long: where batches wait it must do so in another thread. */
  constructor(options: LedgerWorkerData, check: FileCheck = checkFile) {
    this.#options = options;
    this.#check = check;
  }

  /** Set once a corrupt file had to make way. */
  get replaced(): ReplacedFile | null {
    return this.#replaced;
  }

  /**
   * Answers one request. When the file proves corrupt meanwhile, it is replaced and the request done again
   * on what took its place. One request at a time, but `backup` may run beside others.
   */
  async answer(request: Request, nowMs: number): Promise<Answers[RequestKind]> {
    try {
      return await this.#answerOnce(request, nowMs);
    } catch (error) {
      if (faultOf(error) !== 'corrupt' || request.kind === 'backup') throw error;
      await this.#replace(nowMs);
      return this.#answerOnce(request, nowMs);
    }
  }

  async #answerOnce(request: Request, nowMs: number): Promise<Answers[RequestKind]> {
    if (request.kind === 'close') return this.#close();
    const open = await this.#opened(nowMs);
    switch (request.kind) {
      case 'open':
        return { run: open.writer.beginRun() };
      case 'write':
        return open.writer.write(request.run, request.seq, request.batch);
      case 'totals':
        return queryTotals(open.db, request.fromMs, request.toMs);
      case 'points':
        return queryPoints(open.db, request.fromMs, request.toMs, request.bucketMs);
      case 'events':
        return queryEvents(open.db, request.fromMs, request.toMs, request.limit);
      case 'maintain':
        return { more: maintainStep(open, nowMs) };
      case 'backup':
        return { path: await this.#backUpIfDue(open, nowMs) };
    }
  }

  async #opened(nowMs: number): Promise<OpenStore> {
    this.#open ??= openStore({ ...this.#options, nowMs });
    try {
      return await this.#open;
    } catch (error) {
      this.#open = null;
      throw error;
    }
  }

  /** A damaged copy may have been damaged on its way: the file is checked too, and replaced by the next upkeep. */
  async #backUpIfDue(open: OpenStore, nowMs: number): Promise<string | null> {
    const { path, backupDir } = this.#options;
    if (!(await backupIsDue(backupDir, nowMs))) return null;
    try {
      return await makeBackup(open.db, backupDir, nowMs, this.#check);
    } catch (error) {
      if (faultOf(error) === 'corrupt') {
        await this.#check(path).catch((damage: unknown) => {
          if (faultOf(damage) === 'corrupt') open.damage = damage;
        });
      }
      throw error;
    }
  }

  async #replace(nowMs: number): Promise<void> {
    await this.#close();
    this.#replaced = await replaceCorruptFile({ ...this.#options, nowMs });
  }

  async #close(): Promise<null> {
    const open = await this.#open?.catch(() => null);
    this.#open = null;
    open?.db.close();
    return null;
  }
}

async function openStore(options: DatabaseOptions): Promise<OpenStore> {
  const db = await openDatabase(options);
  try {
    return { db, writer: new BatchWriter(db), damage: null };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Throws the damage that was found meanwhile; then retention; when all is done the WAL is folded into the file. */
function maintainStep(open: OpenStore, nowMs: number): boolean {
  if (open.damage !== null) throw open.damage;
  if (retainStep(open.db, nowMs)) return true;
  open.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return false;
}
