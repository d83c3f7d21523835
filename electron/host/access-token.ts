/** The token that opens the local page: 256 random bits in a file that only its owner can read, stable. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Logger } from '../contract/ports.ts';
import { removeUnfinished, writeAtomically } from './atomic-file.ts';
import { errnoOf } from './host-error.ts';
import { assertOwnFile, fileError } from './own-file.ts';
import { exposureOf, ownUid } from './private-file.ts';

const TOKEN_BYTES = 32;
const TOKEN_SHAPE = /^[A-Za-z0-9_-]{43}$/;

/**
 * The token in `file`. A missing, cut or (with a warning) exposed one is replaced by a new one. Throws a
 * HostError `tokenFile` when the file cannot be read or written.
 */
export async function readOrMakeToken(file: string, log: Logger): Promise<string> {
  assertOwnFile('tokenFile', file);
  try {
    await removeUnfinished(file);
    const kept = await readToken(file, log);
    if (kept !== null) return kept;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await writeAtomically(file, `${token}\n`);
    return token;
  } catch (error) {
    throw fileError('tokenFile', file, error);
  }
}

/** The token in `file` as another host of this user made it, or null when it cannot be read. */
export async function keptToken(file: string): Promise<string | null> {
  try {
    assertOwnFile('tokenFile', file);
    const token = (await readFile(file, 'utf8')).trim();
    return TOKEN_SHAPE.test(token) ? token : null;
  } catch {
    return null;
  }
}

/**
 * Writes `token` again when something else stands in `file`, from where a second start would print it; true when it
 * had to. Throws a HostError `tokenFile` when that cannot be done.
 */
export async function restoreToken(file: string, token: string): Promise<boolean> {
  if ((await keptToken(file)) === token) return false;
  try {
    await writeAtomically(file, `${token}\n`);
    return true;
  } catch (error) {
    throw fileError('tokenFile', file, error);
  }
}

/** The token already there, or null when there is none worth keeping. */
async function readToken(file: string, log: Logger): Promise<string | null> {
  try {
    if (exposureOf(file, await stat(file), ownUid()) !== null) {
      log.warn('The token of the local page could be read by other users and has been replaced.');
      return null;
    }
    const token = (await readFile(file, 'utf8')).trim();
    return TOKEN_SHAPE.test(token) ? token : null;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Takes the same time whatever differs; hashing first makes the lengths equal. */
export function isSameToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
