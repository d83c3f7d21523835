/**
 * Whether the file in use is still the one at its path. When it was deleted or another took its place, SQLite goes
 * on writing into a file without a name, and all of it is gone with the process: it is written again in time.
 */
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { syncFile } from './backups.ts';
import { checkFile } from './check-database.ts';
import { isNotThere, moveAside, removeFiles, removeWal, sizeOf } from './database-files.ts';
import { LedgerError } from './ledger-error.ts';
import { faultOf } from './sqlite-fault.ts';

/** Nothing else goes on meanwhile: one step for all but the largest files, 400 MB. */
const PAGES_PER_STEP = 100_000;

/** Device and inode of the open file and of its WAL; null where there is none or nobody can tell. */
export interface FilePlace {
  readonly file: string | null;
  readonly wal: string | null;
}

/** `wal`: only the write-ahead log is gone, which is mended by folding it in and opening again. */
export type FileMove = 'none' | 'wal' | 'file';

/** What is at `path` now. To be asked right after opening. */
export async function placeOf(path: string): Promise<FilePlace> {
  const [file, wal] = await Promise.all([inodeOf(path), inodeOf(`${path}-wal`)]);
  return { file: file ?? null, wal: wal ?? null };
}

/** What is no longer where it was at the opening. A place that cannot be looked at counts as unchanged. */
export async function moveOf(path: string, place: FilePlace): Promise<FileMove> {
  const [file, wal] = await Promise.all([inodeOf(path), inodeOf(`${path}-wal`)]);
  if (place.file !== null && file !== undefined && file !== place.file) return 'file';
  return place.wal !== null && wal !== undefined && wal !== place.wal ? 'wal' : 'none';
}

export interface WriteAgainOptions {
  /** The open connection to the file that lost its place; to be closed afterwards. */
  readonly db: DatabaseSync;
  readonly path: string;
  readonly place: FilePlace;
  readonly nowMs: number;
  /** The last chance: when the place is taken, a copy is left beside it. */
  readonly isLast: boolean;
}

/**
 * Writes all that `db` holds to `path` again, its folder too. Another file there is moved aside whole. Returns where
 * to, or null. Throws `LedgerError` `fileGone`, or SQLite's own error for a full disk or a corrupt file; `db` is
 * then as good as before.
 */
export async function writeAgain(options: WriteAgainOptions): Promise<string | null> {
  try {
    return await putBack(options);
  } catch (error) {
    const fault = faultOf(error);
    if (error instanceof LedgerError || fault === 'diskFull' || fault === 'corrupt') throw error;
    throw goneError(options.path, error instanceof Error ? error.message : String(error), error);
  }
}

/**
 * Takes what a `writeAgain` left that was cut off by the end of the program: where the file itself is missing, it
 * is all that remains of it.
 */
export async function adoptRewritten(path: string): Promise<void> {
  const copyPath = copyPathOf(path);
  if ((await sizeOf(copyPath)) === null) return;
  const isWanted = (await sizeOf(path)) === null && (await isWhole(copyPath));
  if (!isWanted) return removeFiles(copyPath);
  await removeWal(path);
  await rename(copyPath, path);
}

async function isWhole(path: string): Promise<boolean> {
  try {
    await checkFile(path);
    return true;
  } catch (error) {
    if (faultOf(error) === 'corrupt') return false;
    throw error;
  }
}

const copyPathOf = (path: string): string => `${path}.again`;

async function putBack(options: WriteAgainOptions): Promise<string | null> {
  const { db, path, place, nowMs } = options;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await removeOwnWal(path, place);
  const isTaken = (await inodeOf(path)) !== null;
  if (isTaken && isInUse(path)) throw await takenError(options);
  const copyPath = copyPathOf(path);
  await copyTo(copyPath, db);
  const movedTo = isTaken ? await moveAside(path, 'exchanged', nowMs) : null;
  // A log that belongs to no file would be played into the next one.
  await removeWal(path);
  await rename(copyPath, path);
  return movedTo;
}

async function takenError({ db, path, nowMs, isLast }: WriteAgainOptions): Promise<LedgerError> {
  const why = 'another program has taken its place and has the file open';
  if (!isLast) return goneError(path, why);
  const rescued = `${path}.rescued-${new Date(nowMs).toISOString().replace(/[-:]/g, '')}`;
  await copyTo(rescued, db);
  return goneError(path, `${why}; its history is now in ${rescued}`);
}

async function copyTo(copyPath: string, db: DatabaseSync): Promise<void> {
  await removeFiles(copyPath);
  try {
    await backup(db, copyPath, { rate: PAGES_PER_STEP });
    await syncFile(copyPath);
  } catch (error) {
    await removeFiles(copyPath);
    throw error;
  }
}

/** Of the file that is gone: its connection has it open still. Must go before anything opens what took its place. */
async function removeOwnWal(path: string, place: FilePlace): Promise<void> {
  if (place.wal !== null && (await inodeOf(`${path}-wal`)) === place.wal) await removeWal(path);
}

/** True when another program has the database open. Folds a WAL of its own into it otherwise. */
function isInUse(path: string): boolean {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { timeout: 0, defensive: true });
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK');
    return false;
  } catch (error) {
    return faultOf(error) === 'ioError';
  } finally {
    db?.close();
  }
}

function goneError(path: string, why: string, cause?: unknown): LedgerError {
  return new LedgerError(
    'fileGone',
    path,
    `The history ${path} was deleted or exchanged while Hashwatt runs and cannot be written again (${why}). ` +
      'Make its folder writable and free; Hashwatt tries again by itself, and must not be ended before.',
    { cause },
  );
}

/** Null: there is nothing. Undefined: that cannot be told, such as in a folder that may not be entered. */
async function inodeOf(path: string): Promise<string | null | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    return isNotThere(error) ? null : undefined;
  }
}
