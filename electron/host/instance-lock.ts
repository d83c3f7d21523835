/**
 * One host per data folder. The lock is an exclusive transaction on `lock.db`: the kernel frees it the moment
 * the process ends, however it ends. Beside it lies the running host's address, for a second start to print.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { HostError } from './host-error.ts';
import { assertOwnFile } from './own-file.ts';

export interface InstanceLock {
  /** Tells later starts where this host is reached. The address holds no token. */
  publishAddress(address: string): void;
  /**
   * Whether the lock still holds. A file that was deleted or exchanged locks nothing: it is taken anew (`again`) before a
   * second start does; `lost` when that one was faster, or the folder refuses.
   */
  look(): 'held' | 'again' | 'lost';
  /** Idempotent. */
  release(): void;
}

/**
 * Takes the lock or throws a HostError: `alreadyRunning` (with the other's address when it is known), or
 * `dataFolder` when the lock file cannot be used.
 */
export function acquireInstanceLock(lockFile: string): InstanceLock {
  const addressFile = `${lockFile}.address`;
  for (const file of [lockFile, addressFile]) assertOwnFile('dataFolder', file);
  const lock = new HeldLock(lockFile, addressFile);
  rmSync(addressFile, { force: true });
  return lock;
}

class HeldLock implements InstanceLock {
  readonly #lockFile: string;
  readonly #addressFile: string;
  #database: DatabaseSync;
  #place: string | null | undefined;
  #address: string | null = null;
  #isReleased = false;

  constructor(lockFile: string, addressFile: string) {
    this.#lockFile = lockFile;
    this.#addressFile = addressFile;
    this.#database = lockExclusively(lockFile, addressFile);
    this.#place = placeOf(lockFile);
  }

  publishAddress(address: string): void {
    if (this.#isReleased) return;
    this.#address = address;
    writeFileSync(this.#addressFile, JSON.stringify({ address }), { mode: 0o600 });
  }

  look(): 'held' | 'again' | 'lost' {
    const place = placeOf(this.#lockFile);
    if (this.#isReleased || place === undefined || place === this.#place) return 'held';
    try {
      mkdirSync(dirname(this.#lockFile), { recursive: true, mode: 0o700 });
      const database = lockExclusively(this.#lockFile, this.#addressFile);
      this.#database.close();
      this.#database = database;
      this.#place = placeOf(this.#lockFile);
      if (this.#address !== null) this.publishAddress(this.#address);
      return 'again';
    } catch {
      return 'lost';
    }
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    try {
      // What stands there may be another host's by now.
      if (placeOf(this.#lockFile) === this.#place) rmSync(this.#addressFile, { force: true });
    } catch {
      // In a folder that may no longer be written to; the next start asks the lock itself.
    } finally {
      this.#database.close();
    }
  }
}

/** Device and inode; null when nothing is there, undefined when that cannot be told. */
function placeOf(path: string): string | null | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? null : `${found.dev}:${found.ino}`;
  } catch {
    return undefined;
  }
}

/** SQLite result codes: sqlite.org/rescode.html. */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

function lockExclusively(lockFile: string, addressFile: string): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(lockFile, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    throw refusal(lockFile, addressFile, error);
  }
}

function refusal(lockFile: string, addressFile: string, error: unknown): HostError {
  const code = sqliteCodeOf(error);
  if (code === SQLITE_BUSY) {
    const address = addressIn(addressFile);
    const where = address === null ? 'It is just starting; wait a moment.' : `It is at ${address}`;
    return new HostError('alreadyRunning', `Hashwatt is already running on this data folder. ${where}`, {
      address,
    });
  }
  if (code === SQLITE_NOTADB || code === SQLITE_CORRUPT) {
    return new HostError('dataFolder', `The lock file ${lockFile} is damaged. Delete it and start again.`, {
      cause: error,
    });
  }
  if (code === SQLITE_READONLY) {
    return new HostError('dataFolder', `You may not write to ${lockFile}. Delete it and start again.`, {
      cause: error,
    });
  }
  if (code === SQLITE_FULL) {
    return new HostError('dataFolder', `The disk is full: free some space and start again (${lockFile}).`, {
      cause: error,
    });
  }
  const why = error instanceof Error ? error.message : String(error);
  return new HostError(
    'dataFolder',
    `The lock file ${lockFile} cannot be used (${why}). Check that you may write to its folder, or choose another one with --data-dir.`,
    { cause: error },
  );
}

/** Primary result code: the low byte of SQLite's extended code. */
function sqliteCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

const AddressFile = z.object({ address: z.url().max(200) });

function addressIn(file: string): string | null {
  try {
    return AddressFile.parse(JSON.parse(readFileSync(file, 'utf8'))).address;
  } catch {
    return null;
  }
}
