/**
 * The real ledger worker on a disk that is full while a file named `<ledger>.full` exists: SQLite itself
 * then answers SQLITE_FULL, because the database may not grow by a page. While `<ledger>.refused` exists every
 * transaction ends like that, also one that needs no new page.
 */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

const MOST_PAGES = 1_000_000;
const { path } = workerData as { readonly path: string };
/** https://www.sqlite.org/rescode.html#full */
const SQLITE_FULL = 13;
const exec = DatabaseSync.prototype.exec;

DatabaseSync.prototype.exec = function execOnSmallDisk(sql: string): void {
  if (sql === 'BEGIN IMMEDIATE' && existsSync(`${path}.refused`)) {
    throw Object.assign(new Error('database or disk is full'), {
      code: 'ERR_SQLITE_ERROR',
      errcode: SQLITE_FULL,
    });
  }
  // SQLite takes a limit under the present size for the present size.
  const pages = existsSync(`${path}.full`) ? 1 : MOST_PAGES;
  if (sql === 'BEGIN IMMEDIATE') exec.call(this, `PRAGMA max_page_count = ${pages}`);
  exec.call(this, sql);
};

await import('../../electron/ledger/ledger-worker.ts');
