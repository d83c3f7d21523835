/**
 * The database side of the ledger, living in the worker: one connection, opened when first needed (a full
 * disk at start is no reason to give up), replaced when it turns out to be corrupt, written again when someone
 * takes its file away or damages its log.
 */
import type { DatabaseSync } from 'node:sqlite';
import { backupIsDue, makeBackup } from './backups.ts';
import { BatchWriter } from './batch-writer.ts';
import { checkFile, type FileCheck } from './check-database.ts';
import { setWalAside } from './database-files.ts';
import type { FileIncident } from './entries.ts';
import { LedgerError } from './ledger-error.ts';
import { type FilePlace, moveOf, placeOf, writeAgain } from './live-file.ts';
import type { Answers, LedgerWorkerData, Request, RequestKind, RequestOf } from './messages.ts';
import { type DatabaseOptions, openDatabase, replaceCorruptFile } from './open-database.ts';
import { queryPassports } from './passports.ts';
import { queryEvents, queryPoints, queryTotals } from './queries.ts';
import { retainStep } from './retention.ts';
import { faultOf } from './sqlite-fault.ts';
import { queryTunings } from './tunings.ts';
import { DamagedLogError, WriteAheadLog } from './write-ahead-log.ts';

/** A file that is deleted costs at most what a sudden end of the program within this time would take with it. */
const LOOK_EVERY_MS = 3_000;
/** SQLite's own default for folding the log: 4 MB. */
const FOLD_FRAMES = 1_000;

interface OpenStore {
  readonly db: DatabaseSync;
  readonly writer: BatchWriter;
  readonly log: WriteAheadLog;
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
  /** Committed, and not in the file yet without its log: all of it while a fold has left the file whole. */
  #unfolded: RequestOf<'write'>[] = [];
  #foldedAtMs = 0;
  /** A damaged log, until what it held is written again. */
  #logIncident: Extract<FileIncident, { kind: 'logDamaged' }> | null = null;

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
   * Answers one request. When the file or its log proves corrupt meanwhile, it is replaced and the request done again
   * on what took its place. One request at a time, but `backup` may run beside others.
   */
  async answer(request: Request, nowMs: number): Promise<Answers[RequestKind]> {
    try {
      return await this.#answerMended(request, nowMs);
    } catch (error) {
      if (request.kind !== 'close' || this.#logIncident === null) throw error;
      throw this.#lostError(this.#logIncident.movedTo, error);
    }
  }

  async #answerMended(request: Request, nowMs: number): Promise<Answers[RequestKind]> {
    try {
      return await this.#answerOnce(request, nowMs);
    } catch (error) {
      const fault = faultOf(error);
      if ((fault !== 'corrupt' && fault !== 'ioError') || request.kind === 'backup') throw error;
      await this.#mend(error, nowMs);
      return this.#answerOnce(request, nowMs);
    }
  }

  async #answerOnce(request: Request, nowMs: number): Promise<Answers[RequestKind]> {
    if (request.kind === 'close') return this.#closeInPlace(nowMs);
    const open = await this.#openFor(request.kind, nowMs);
    switch (request.kind) {
      case 'open': {
        const run = open.writer.beginRun();
        this.#committed(open, nowMs);
        return { run };
      }
      case 'write': {
        const answer = open.writer.write(request.run, request.seq, request.batch);
        if (open.log.isFileWhole) this.#unfolded.push(request);
        this.#committed(open, nowMs);
        return answer;
      }
      case 'totals':
        return queryTotals(open.db, request.fromMs, request.toMs);
      case 'points':
        return queryPoints(open.db, request.fromMs, request.toMs, request.bucketMs, request.stickId);
      case 'events':
        return queryEvents(open.db, request.fromMs, request.toMs, request.limit, request.subject);
      case 'tunings':
        return queryTunings(open.db, request.stickId);
      case 'passports':
        return queryPassports(open.db, nowMs);
      case 'maintain':
        return { more: this.#maintainStep(open, nowMs) };
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
        open.log.glance();
        open.seenAtMs = nowMs;
        return open;
      case 'wal':
        this.#fold(open, 'TRUNCATE', nowMs);
        break;
      case 'file': {
        const movedTo = await writeAgain({ ...open, path, nowMs, isLast });
        this.#incident = { kind: 'rewritten', atMs: nowMs, movedTo };
      }
    }
    await this.#close();
    return this.#opened(nowMs);
  }

  /** SQLite folds the log when it closes the file, so a damaged one is left open to be mended. */
  async #closeInPlace(nowMs: number): Promise<null> {
    try {
      if (this.#open !== null || this.#logIncident !== null) {
        const open = await this.#inPlace(nowMs, 0, true);
        open.log.check();
      }
    } catch (error) {
      if (faultOf(error) !== 'corrupt') await this.#close();
      throw error;
    }
    await this.#close();
    return null;
  }

  async #opened(nowMs: number): Promise<OpenStore> {
    this.#open ??= this.#openAnew(nowMs);
    try {
      return await this.#open;
    } catch (error) {
      this.#open = null;
      throw error;
    }
  }

  /** With everything in it that was committed: what is there already is known by its number. */
  async #openAnew(nowMs: number): Promise<OpenStore> {
    const open = await openStore({ ...this.#options, nowMs });
    try {
      for (const { run, seq, batch } of this.#unfolded) open.writer.write(run, seq, batch);
      open.log.noteCommit();
      this.#foldIfCan(open, nowMs);
    } catch (error) {
      open.db.close();
      throw error;
    }
    this.#incident = this.#logIncident ?? this.#incident;
    this.#logIncident = null;
    return open;
  }

  #committed(open: OpenStore, nowMs: number): void {
    open.log.noteCommit();
    if (open.log.unfoldedFrames >= FOLD_FRAMES) this.#foldIfCan(open, nowMs);
  }

  /** A disk that refuses leaves everything in the log, and the next fold comes. */
  #foldIfCan(open: OpenStore, nowMs: number): void {
    try {
      this.#fold(open, 'PASSIVE', nowMs);
    } catch (error) {
      if (faultOf(error) === 'corrupt') throw error;
    }
  }

  #fold(open: OpenStore, mode: 'PASSIVE' | 'TRUNCATE', nowMs: number): void {
    if (open.log.fold(mode)) this.#foldedAtMs = nowMs;
    // When it was held up they are of no use either: a file that is half folded is no place to write them into.
    this.#unfolded = [];
  }

  /** Retention; when all of it is done the log is folded into the file. Throws the damage that was found meanwhile. */
  #maintainStep(open: OpenStore, nowMs: number): boolean {
    if (open.damage !== null) throw open.damage;
    const more = retainStep(open.db, nowMs);
    this.#committed(open, nowMs);
    if (!more) this.#fold(open, 'TRUNCATE', nowMs);
    return more;
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

  /**
   * Sets a damaged log aside, which also shows as reads that fail, and goes on with the file as it was without it.
   * Replaces the file where that will not do.
   */
  async #mend(error: unknown, nowMs: number): Promise<void> {
    const open = await this.#open?.catch(() => null);
    if (open == null || !isDamaged(open.log)) {
      if (faultOf(error) !== 'corrupt') throw error;
      return this.#replace(nowMs);
    }
    this.#logIncident = { kind: 'logDamaged', atMs: nowMs, movedTo: null };
    const movedTo = await setWalAside(this.#options.path, nowMs);
    this.#logIncident = { ...this.#logIncident, movedTo };
    await this.#close();
    if (!open.log.isFileWhole) return this.#replace(nowMs);
    try {
      await this.#opened(nowMs);
    } catch (reopening) {
      if (faultOf(reopening) !== 'corrupt') throw reopening;
      await this.#replace(nowMs);
    }
  }

  async #replace(nowMs: number): Promise<void> {
    await this.#close();
    this.#logIncident = null;
    this.#incident = await replaceCorruptFile({ ...this.#options, nowMs });
  }

  async #close(): Promise<void> {
    const open = await this.#open?.catch(() => null);
    this.#open = null;
    open?.db.close();
  }

  #lostError(movedTo: string | null, cause: unknown): LedgerError {
    const { path } = this.#options;
    return new LedgerError(
      'rowsLost',
      path,
      `The log of the history ${path} was damaged by another program, and what it held since ` +
        `${new Date(this.#foldedAtMs).toISOString()} cannot be written again ` +
        `(${cause instanceof Error ? cause.message : String(cause)}).` +
        (movedTo === null ? '' : ` The damaged log is in ${movedTo}.`),
      { cause },
    );
  }
}

async function openStore(options: DatabaseOptions): Promise<OpenStore> {
  const db = await openDatabase(options);
  try {
    const writer = new BatchWriter(db);
    const place = await placeOf(options.path);
    const log = new WriteAheadLog(db, `${options.path}-wal`, place.wal);
    return { db, writer, log, place, seenAtMs: options.nowMs, damage: null };
  } catch (error) {
    db.close();
    throw error;
  }
}

function isDamaged(log: WriteAheadLog): boolean {
  try {
    log.check();
    return false;
  } catch (error) {
    if (error instanceof DamagedLogError) return true;
    throw error;
  }
}
