/** Why a file of the data folder cannot be used, as one whole sentence that says what to do. */
import { accessSync, constants, existsSync, type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errnoOf, HostError, type HostErrorCode } from './host-error.ts';

/**
 * Throws a HostError of this code unless there is a plain file at `path` that may be read, or nothing. Reading
 * anything else would fail in words that lead astray, or never end (a pipe).
 */
export function assertOwnFile(code: HostErrorCode, path: string): void {
  const found = statOf(code, path);
  if (found === null || found.isFile()) return;
  const what = found.isDirectory() ? 'a folder' : 'not a plain file';
  throw new HostError(code, `${path} is ${what}, and a file should be there: ${MOVE_IT}`);
}

/** Null when nothing is there. */
function statOf(code: HostErrorCode, path: string): Stats | null {
  try {
    const found = statSync(path);
    if (found.isFile()) accessSync(path, constants.R_OK);
    return found;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw fileError(code, path, error);
  }
}

const MOVE_IT = 'move it away and start again.';

/** What the system's refusal to read or write the file at `path` means for the user. */
export function fileError(code: HostErrorCode, path: string, cause: unknown): HostError {
  return new HostError(code, sentenceOf(path, cause), { cause });
}

function sentenceOf(path: string, cause: unknown): string {
  const errno = errnoOf(cause);
  const folder = dirname(path);
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return isBarred(path)
        ? `You may not read and write ${path}: give your user the right to, or ${MOVE_IT}`
        : `You may not write to ${folder}, where ${basename(path)} belongs: give your user the right to, and start again.`;
    case 'EROFS':
      return `${folder} is on a read-only disk: choose another folder with --data-dir.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full and ${path} cannot be written. Free some space and start again.`;
    case 'ENOTDIR':
      return `There is a file where the folder ${folder} should be: move it away, or choose another folder with --data-dir.`;
    case 'EISDIR':
      return `${path} is a folder, and a file should be there: ${MOVE_IT}`;
    case 'ELOOP':
      return `${path} is a link that leads nowhere: delete it and start again.`;
    default:
      return `${path} cannot be used (${errno ?? String(cause)}): check its disk, or ${MOVE_IT}`;
  }
}

/** True for a file that is there and refuses this user. */
function isBarred(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return false;
  } catch {
    return true;
  }
}
