/**
 * The pool password of a headless start, from where services keep secrets. Never a flag: arguments can be
 * read by every user of the machine.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, HostError } from './host-error.ts';
import { exposureOf, ownUid } from './private-file.ts';

/** The contract's limit for a pool password. */
const MAX_LENGTH = 200;
const MAX_FILE_BYTES = 4096;

/** Name of the credential in a systemd unit: `LoadCredential=hashwatt-pool-password:/path`. */
const CREDENTIAL = 'hashwatt-pool-password';

export interface PasswordSources {
  /** `--password-file`: first line of a file that only its owner can read, or of a pipe. */
  readonly file: string | null;
  /** `CREDENTIALS_DIRECTORY` (set by systemd) and `HASHWATT_POOL_PASSWORD` are looked at, in this order. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid?: number | null;
}

/** The password or null when no source has one. Throws a HostError `passwordFile` that names the cure. */
export async function readPoolPassword({
  file,
  env,
  uid = ownUid(),
}: PasswordSources): Promise<string | null> {
  if (file !== null) return firstLine(file, await readSmall(file, uid));
  if (env.CREDENTIALS_DIRECTORY) {
    const credential = join(env.CREDENTIALS_DIRECTORY, CREDENTIAL);
    // systemd guards this directory itself, with modes and ACLs of its own.
    const text = await readSmall(credential, null).catch((error: unknown) => {
      if (error instanceof HostError && errnoOf(error.cause) === 'ENOENT') return null;
      throw error;
    });
    if (text !== null) return firstLine(credential, text);
  }
  const fromEnv = env.HASHWATT_POOL_PASSWORD;
  return fromEnv ? firstLine('HASHWATT_POOL_PASSWORD', fromEnv) : null;
}

async function readSmall(path: string, uid: number | null): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const stats = await file.stat();
      // A pipe (`--password-file <(pass hashwatt)`) has no mode worth checking.
      const exposure = stats.isFile() ? exposureOf(path, stats, uid) : null;
      if (exposure !== null) throw new HostError('passwordFile', exposure);
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAX_FILE_BYTES + 1) });
      if (bytesRead > MAX_FILE_BYTES) {
        throw new HostError('passwordFile', `${path} is too long to be a password file.`);
      }
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError('passwordFile', `The password file ${path} ${whyNot(error)}.`, { cause: error });
  }
}

function whyNot(error: unknown): string {
  const errno = errnoOf(error);
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist: name one that does';
    case 'EISDIR':
      return 'is a folder, and a file is wanted: name the file in it';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by you: give your user the right to';
    default:
      return `cannot be read (${errno ?? String(error)}): check its disk, or name another one`;
  }
}

function firstLine(source: string, text: string): string {
  const [line = ''] = text.split(/\r?\n/, 1);
  if (line === '')
    throw new HostError('passwordFile', `${source} is empty: its first line must be the password.`);
  if (line.length > MAX_LENGTH) {
    throw new HostError('passwordFile', `The password in ${source} is longer than ${MAX_LENGTH} characters.`);
  }
  return line;
}
