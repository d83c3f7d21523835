/** A database as SQLite lays it on the disk: the file, and logs beside it. */
import { copyFile, rename, rm, stat, truncate } from 'node:fs/promises';
import { LedgerError } from './ledger-error.ts';

/** The write-ahead log, its index, and the log of a file that is not in that mode. */
const BESIDE = ['-wal', '-shm', '-journal'] as const;

/**
 * Moves the file with its WAL to `<path>.<why>-<time>` and returns that path. The main file goes last: cut off
 * before that, the next start finds it as it was and goes on.
 */
export async function moveAside(path: string, why: 'corrupt' | 'exchanged', nowMs: number): Promise<string> {
  const movedTo = await freeName(`${path}.${why}-${timeIn(nowMs)}`);
  for (const suffix of [...BESIDE, '']) {
    if ((await sizeOf(path + suffix)) !== null) await rename(path + suffix, movedTo + suffix);
  }
  return movedTo;
}

/**
 * Copies the WAL to `<path>-wal.corrupt-<time>` and empties it: when the database is closed then, nothing is folded into
 * its file. Returns the path of the copy; null when the disk did not take it, since the file matters more.
 */
export async function setWalAside(path: string, nowMs: number): Promise<string | null> {
  const copyPath = await freeName(`${path}-wal.corrupt-${timeIn(nowMs)}`);
  const isCopied = await copyFile(`${path}-wal`, copyPath).then(
    () => true,
    () => false,
  );
  if (!isCopied) await rm(copyPath, { force: true });
  await truncate(`${path}-wal`, 0);
  return isCopied ? copyPath : null;
}

/** Deletes the file with its WAL, if it is there. */
export async function removeFiles(path: string): Promise<void> {
  await removeWal(path);
  await rm(path, { force: true });
}

/** Deletes the logs alone: what they hold is gone for the file beside them. */
export async function removeWal(path: string): Promise<void> {
  for (const suffix of BESIDE) await rm(path + suffix, { force: true });
}

/** Bytes of a file; null when there is none. */
export async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : found.size;
}

/** Throws `LedgerError` `notAFile` when there is something at `path` that can never be a database. */
export async function assertFileOrNothing(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isFile()) return;
  throw new LedgerError(
    'notAFile',
    path,
    `${path} is ${found.isDirectory() ? 'a folder' : 'not a plain file'}, and the file of the history should be ` +
      'there: move it away and start again.',
  );
}

const timeIn = (nowMs: number): string => new Date(nowMs).toISOString().replace(/[-:]/g, '');

async function freeName(wanted: string): Promise<string> {
  let name = wanted;
  for (let n = 2; (await sizeOf(name)) !== null; n += 1) name = `${wanted}-${n}`;
  return name;
}
