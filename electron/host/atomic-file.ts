/**
 * Small private files that must be whole after a power cut: written beside, flushed, renamed over, and the
 * directory flushed too, so that the rename itself is on disk.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Replaces `path` by `text`, readable by its owner only. Throws a system error; the old file is then whole. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** What follows the name of the file: our own way above, and that of `conf` (atomically), which writes the settings. */
const UNFINISHED = /^(?:\.[0-9a-f]{12}\.tmp|\.tmp-\d{10}[0-9a-f]{6})$/;

/**
 * Deletes what writes of `path` left behind that were cut off by the end of the program. To be called before the
 * first write, by the only one who writes. What cannot be deleted stays.
 */
export async function removeUnfinished(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const isOurs = entry.name.startsWith(name) && UNFINISHED.test(entry.name.slice(name.length));
    if (isOurs && entry.isFile()) await rm(join(folder, entry.name), { force: true }).catch(() => {});
  }
}

/**
 * Rejects with the system's error where `path` may not be written. To be asked before conf or electron-store is told
 * to: they try on for seconds, and nothing else runs meanwhile (stubborn-fs, 7.5 s).
 */
export async function assertWritable(path: string): Promise<void> {
  for (const each of [dirname(path), path]) if (existsSync(each)) await access(each, constants.W_OK);
}

/** Flushes a directory's entries. Windows cannot open one and needs no such thing. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
