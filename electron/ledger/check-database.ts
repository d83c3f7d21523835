/** SQLite's own check of a whole file. */
import { DatabaseSync } from 'node:sqlite';
import { CorruptFileError } from './sqlite-fault.ts';

/** Rejects with `CorruptFileError` when the file at `path` is damaged. */
export type FileCheck = (path: string) => Promise<void>;

/** Throws `CorruptFileError` when quick_check finds damage. Reads the whole file. */
export function checkDatabase(db: DatabaseSync): void {
  const finding = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (finding !== 'ok') throw new CorruptFileError(`quick_check: ${String(finding)}`);
}

/** The same for a file by its path, on a connection of its own; holds up the thread it runs in. */
export const checkFile: FileCheck = async (path) => {
  const db = new DatabaseSync(path, { defensive: true });
  try {
    checkDatabase(db);
  } finally {
    db.close();
  }
};
