/** SQLite's own check of a whole file. */
import { DatabaseSync } from 'node:sqlite';
import { CorruptFileError } from './sqlite-fault.ts';

/** Throws `CorruptFileError` when quick_check finds damage. Reads the whole file. */
export function checkDatabase(db: DatabaseSync): void {
  const finding = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (finding !== 'ok') throw new CorruptFileError(`quick_check: ${String(finding)}`);
}

/** The same for a file that nobody has open. */
export function checkFile(path: string): void {
  const db = new DatabaseSync(path, { defensive: true });
  try {
    checkDatabase(db);
  } finally {
    db.close();
  }
}
