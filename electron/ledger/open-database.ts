/**
 * Opens the ledger's file, whatever state it is in: new, ours, from an older or a newer version, or
 * corrupt. A corrupt file is moved aside and the newest good backup takes its place.
 */
import { copyFile, rename } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { listBackups, makeBackup, syncFile } from './backups.ts';
import { checkDatabase, checkFile } from './check-database.ts';
import { assertFileOrNothing, moveAside, removeFiles, sizeOf } from './database-files.ts';
import type { FileIncident } from './entries.ts';
import { LedgerError } from './ledger-error.ts';
import { adoptRewritten } from './live-file.ts';
import { MIGRATIONS, migrate, schemaVersionOf } from './schema.ts';
import { CorruptFileError, faultOf } from './sqlite-fault.ts';

export interface DatabaseOptions {
  readonly path: string;
  readonly backupDir: string;
  readonly nowMs: number;
  /** Tests of the runner pass their own. */
  readonly migrations?: readonly string[];
}

/** How long a statement waits for a lock of another process, such as a backup program that reads the file. */
const BUSY_TIMEOUT_MS = 5_000;
/** SQLite before 3.51.3 can corrupt a WAL file on reset; 3.52.0 was withdrawn (sqlite.org/wal.html#walresetbug). */
const OLDEST_SQLITE = [3, 51, 3] as const;
const WITHDRAWN_SQLITE = '3.52.0';
/**
 * quick_check reads the whole file: 64 MB take well under 1 s on a computer, about 2 s from an SD card. A larger
 * one is checked by its daily backup.
 */
const CHECK_AT_OPEN_BYTES = 64 * 1024 * 1024;

/**
 * Opens, checks unless it is large, and migrates; a backup is made before a migration. Throws `LedgerError` `newerSchema`,
 * `oldSqlite` or `notAFile`, `CorruptFileError` or SQLite's own error (see `faultOf`).
 */
export async function openDatabase(options: DatabaseOptions): Promise<DatabaseSync> {
  const migrations = options.migrations ?? MIGRATIONS;
  await assertFileOrNothing(options.path);
  await adoptRewritten(options.path);
  const sizeBytes = await sizeOf(options.path);
  if (sizeBytes === 0 && (await listBackups(options.backupDir)).length > 0) {
    throw new CorruptFileError('the file is empty although there are backups of it');
  }
  const db = new DatabaseSync(options.path, { timeout: BUSY_TIMEOUT_MS, defensive: true });
  try {
    assertSqliteVersion(db, options.path);
    const version = knownSchemaVersionOf(db, migrations.length, options.path);
    // The log is folded by who checks it first (see write-ahead-log.ts).
    db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
    db.exec('PRAGMA synchronous = FULL; PRAGMA mmap_size = 0');
    if ((sizeBytes ?? 0) <= CHECK_AT_OPEN_BYTES) checkDatabase(db);
    if (version > 0 && version < migrations.length) {
      await makeBackup(db, options.backupDir, options.nowMs, checkFile);
    }
    migrate(db, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Moves the file with its WAL aside as `.corrupt-<time>` and puts the newest backup that passes the
 * checks in its place, if there is one. The file must be closed. The copy is made and checked first: when
 * the disk has no room for it, nothing has changed.
 */
export async function replaceCorruptFile(
  options: DatabaseOptions,
): Promise<Extract<FileIncident, { kind: 'replaced' }>> {
  const restoring = `${options.path}.restoring`;
  const restored = await copyGoodBackup({ ...options, path: restoring });
  const movedTo = await moveAside(options.path, 'corrupt', options.nowMs);
  if (restored) await rename(restoring, options.path);
  return { kind: 'replaced', movedTo, restored };
}

/** Copies the newest backup that opens and passes the checks to `options.path`. False: there is none. */
async function copyGoodBackup(options: DatabaseOptions): Promise<boolean> {
  for (const backupPath of await listBackups(options.backupDir)) {
    await removeFiles(options.path);
    await copyFile(backupPath, options.path);
    if (await opensWell(options)) {
      await syncFile(options.path);
      return true;
    }
  }
  await removeFiles(options.path);
  return false;
}

async function opensWell(options: DatabaseOptions): Promise<boolean> {
  try {
    const db = await openDatabase(options);
    try {
      checkDatabase(db);
    } finally {
      db.close();
    }
    return true;
  } catch (error) {
    if (faultOf(error) === 'corrupt' || error instanceof LedgerError) return false;
    throw error;
  }
}

function assertSqliteVersion(db: DatabaseSync, path: string): void {
  const version = String(db.prepare('SELECT sqlite_version() AS version').get()?.version);
  const parts = version.split('.').map(Number);
  const firstDifference =
    OLDEST_SQLITE.map((oldest, i) => (parts[i] ?? 0) - oldest).find((d) => d !== 0) ?? 0;
  if (firstDifference >= 0 && version !== WITHDRAWN_SQLITE) return;
  throw new LedgerError(
    'oldSqlite',
    path,
    `This Node.js carries SQLite ${version}, which can damage the history. Update Node.js to a version with SQLite 3.51.3 or newer.`,
  );
}

/** Version and tables are read in one transaction: a second process may be making them right now. */
function knownSchemaVersionOf(db: DatabaseSync, newest: number, path: string): number {
  db.exec('BEGIN');
  const version = schemaVersionOf(db);
  const tables = Number(db.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count);
  db.exec('COMMIT');
  if (version > newest) {
    throw new LedgerError(
      'newerSchema',
      path,
      `The history in ${path} was written by a newer Hashwatt (its version ${version}, this one knows ${newest}). ` +
        'Update Hashwatt, or start it with another data folder. Nothing was changed.',
    );
  }
  if (version === 0 && tables > 0) {
    throw new CorruptFileError('the file is a database, but not of Hashwatt');
  }
  return version;
}
