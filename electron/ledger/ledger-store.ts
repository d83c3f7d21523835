/**
 * The database side of the ledger, living in the worker: one connection, opened when first needed (a full
 * disk at start is no reason to give up), replaced when it turns out to be corrupt, written again when someone
 * takes its file away.
 */
import type { DatabaseSync } from 'node:sqlite';
import { backupIsDue, makeBackup } from './backups.ts';
import { BatchWriter } from './batch-writer.ts';
import { checkFile, type FileCheck } from './check-database.ts';
import type { FileIncident } from './entries.ts';
import { type FilePlace, moveOf, placeOf, writeAgain } from './live-file.ts';
import type { Answers, LedgerWorkerData, Request, RequestKind } from './messages.ts';
import { type DatabaseOptions, openDatabase, replaceCorruptFile } from './open-database.ts';
import { queryPassports } from './passports.ts';
import { queryEvents, queryPoints, queryTotals } from './queries.ts';
import { retainStep } from './retention.ts';
import { faultOf } from './sqlite-fault.ts';

/** A file that is deleted costs at most what a sudden end of the program within this time would take with it. */
const LOOK_EVERY_MS = 3_000;

interface OpenStore {
  readonly db: DatabaseSync;
  readonly writer: BatchWriter;
  readonly place: FilePlace;
  /** When it was last seen in its place. */
  seenAtMs: number;
  /** What a check beside the requests found in the file. */
  damage: unknown;
}

export class LedgerStore {
  readonly #options: LedgerWorkerData;
  readonly #check: FileCheck;
  #open: Promise<OpenStore> | null = null;
  #incident: FileIncident | null = null;

  /** `check` reads whole files, which takes long: where batches wait it must do so in another thread. */
  constructor(options: LedgerWorkerData, check: FileCheck = checkFile) {
    this.#options = options;
    this.#check = check;
  }

  /** The last time that the file had to be mended. */
  get incident(): FileIncident | null {
    return this.#incident;
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
    if (request.kind === 'close') return this.#closeInPlace(nowMs);
    const open = await this.#openFor(request.kind, nowMs);
    switch (request.kind) {
      case 'open':
        return { run: open.writer.beginRun() };
      case 'write':
        return open.writer.write(request.run, request.seq, request.batch);
      case 'totals':
        return queryTotals(open.db, request.fromMs, request.toMs);
      case 'points':
        return queryPoints(open.db, request.fromMs, request.toMs, request.bucketMs, request.stickId);
      case 'events':
        return queryEvents(open.db, request.fromMs, request.toMs, request.limit, request.subject);
      case 'passports':
        return queryPassports(open.db, nowMs);
      case 'maintain':
        return { more: maintainStep(open, nowMs) };
      case 'backup':
        return { path: await this.#backUpIfDue(open, nowMs) };
    }
  }

  /** Questions are answered from the open file wherever it is; a backup follows a step of `maintain`. */
  #openFor(kind: RequestKind, nowMs: number): Promise<OpenStore> {
    if (kind === 'write') return this.#inPlace(nowMs, LOOK_EVERY_MS);
    return kind === 'maintain' ? this.#inPlace(nowMs, 0) : this.#opened(nowMs);
  }

  /** The store, its file back in its place when someone took it away; not looked at when seen that lately. */
  async #inPlace(nowMs: number, latelyMs: number, isLast = false): Promise<OpenStore> {
    const open = await this.#opened(nowMs);
    if (Math.abs(nowMs - open.seenAtMs) < latelyMs) return open;
    const { path } = this.#options;
    switch (await moveOf(path, open.place)) {
      case 'none':
        open.seenAtMs = nowMs;
        return open;
      case 'wal':
        open.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        break;
      case 'file': {
        const movedTo = await writeAgain({ ...open, path, nowMs, isLast });
        this.#incident = { kind: 'rewritten', atMs: nowMs, movedTo };
      }
    }
    await this.#close();
    return this.#opened(nowMs);
  }

  async #closeInPlace(nowMs: number): Promise<null> {
    try {
      if (this.#open !== null) await this.#inPlace(nowMs, 0, true);
    } finally {
      await this.#close();
    }
    return null;
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
    this.#incident = await replaceCorruptFile({ ...this.#options, nowMs });
  }

  async #close(): Promise<void> {
    const open = await this.#open?.catch(() => null);
    this.#open = null;
    open?.db.close();
  }
}

async function openStore(options: DatabaseOptions): Promise<OpenStore> {
  const db = await openDatabase(options);
  try {
    const writer = new BatchWriter(db);
    return { db, writer, place: await placeOf(options.path), seenAtMs: options.nowMs, damage: null };
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
