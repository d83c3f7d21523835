/**
 * Copies of the ledger made by SQLite's backup API while it is written to (a plain file copy would miss
 * the WAL). A copy gets its final name only when it is whole, so the newest name is a good one.
 */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backup, type DatabaseSync } from 'node:sqlite';
import type { FileCheck } from './check-database.ts';

export const BACKUPS_KEPT = 7;
const BACKUP_EVERY_MS = 24 * 3_600_000;
/** Pages copied between two chances for a write: 4 MB, a few ms on flash. */
const PAGES_PER_STEP = 1000;
const BACKUP_NAME = /^ledger-\d{8}T\d{6}Z\.db$/;

/** True when the newest backup is a day old or there is none. */
export async function backupIsDue(backupDir: string, nowMs: number): Promise<boolean> {
  const [newest] = await listBackups(backupDir);
  return newest === undefined || newest <= join(backupDir, nameOf(nowMs - BACKUP_EVERY_MS));
}

/**
 * Makes a backup named after `nowMs` and removes all but the newest seven. Returns its path. Throws what
 * `check` finds in the copy, so that copies of a damaged file never drive out good ones.
 */
export async function makeBackup(
  db: DatabaseSync,
  backupDir: string,
  nowMs: number,
  check: FileCheck,
): Promise<string> {
  await mkdir(backupDir, { recursive: true, mode: 0o700 });
  await removeUnfinished(backupDir);
  const path = join(backupDir, nameOf(nowMs));
  const partPath = `${path}.part`;
  try {
    await backup(db, partPath, { rate: PAGES_PER_STEP });
    await check(partPath);
    await syncFile(partPath);
    await rename(partPath, path);
  } catch (error) {
    await removeUnfinished(backupDir);
    throw error;
  }
  const tooOld = (await listBackups(backupDir)).slice(BACKUPS_KEPT);
  for (const old of tooOld) await rm(old, { force: true });
  return path;
}

/** Paths of whole backups, newest first; empty when the folder does not exist. */
export async function listBackups(backupDir: string): Promise<readonly string[]> {
  const names = await readdir(backupDir).catch(() => []);
  return names
    .filter((name) => BACKUP_NAME.test(name))
    .sort()
    .reverse()
    .map((name) => join(backupDir, name));
}

/** What a backup left behind that was cut off by the end of the program. */
async function removeUnfinished(backupDir: string): Promise<void> {
  for (const name of await readdir(backupDir).catch(() => [])) {
    if (name.startsWith('ledger-') && name.includes('.db.part'))
      await rm(join(backupDir, name), { force: true });
  }
}

/** Waits until the file's bytes are on the disk. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

const nameOf = (atMs: number): string =>
  `ledger-${new Date(atMs)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z')}.db`;
