/**
 * Secrets in one file that only its owner can read, for faces without an operating system's key store. No
 * "encryption" with a key beside it: that would protect nothing and promise much.
 */
import { readFile, rename, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock, SecretPort } from '../contract/ports.ts';
import { removeUnfinished, writeAtomically } from './atomic-file.ts';
import { errnoOf, HostError } from './host-error.ts';
import { assertOwnFile, fileError } from './own-file.ts';
import { exposureOf, ownUid } from './private-file.ts';
import type { SecretScrubber } from './secret-scrubber.ts';

const SECRETS_VERSION = 1;

const SecretsFile = z.strictObject({
  schemaVersion: z.literal(SECRETS_VERSION),
  secrets: z.record(z.string().max(100), z.string().max(1000)),
});

export interface FileSecretsDeps {
  readonly path: string;
  readonly clock: Clock;
  /** Told of every secret read or set. */
  readonly scrubber: SecretScrubber;
  /** User this process runs as; null where files have no owner. */
  readonly uid?: number | null;
}

export interface FileSecrets extends SecretPort {
  /** Where an unreadable file was put aside at the opening, or null: its secrets must be entered again. */
  readonly setAside: string | null;
}

/**
 * Reads the file; one that does not exist has no secrets. Throws a HostError with the cure when other users
 * could read it, when it cannot be read, or when a newer version wrote it.
 */
export async function openFileSecrets(deps: FileSecretsDeps): Promise<FileSecrets> {
  const { path, scrubber } = deps;
  assertOwnFile('secretsUnreadable', path);
  await removeUnfinished(path);
  const opened = await readSecrets(deps);
  const secrets = new Map(opened.secrets);
  for (const secret of secrets.values()) scrubber.add(secret);
  let lastWrite: Promise<void> = Promise.resolve();

  const put = (name: string, value: string | null): void => {
    if (value === null) secrets.delete(name);
    else secrets.set(name, value);
  };

  const save = (): Promise<void> => {
    const text = `${JSON.stringify({ schemaVersion: SECRETS_VERSION, secrets: Object.fromEntries(secrets) })}\n`;
    const write = lastWrite.then(() => writeAtomically(path, text));
    lastWrite = write.catch(() => {});
    return write;
  };

  return {
    setAside: opened.setAside,
    get: async (name) => secrets.get(name) ?? null,
    set: async (name, value) => {
      const before = secrets.get(name) ?? null;
      if (before === value) return;
      if (value !== null) scrubber.add(value);
      put(name, value);
      try {
        await save();
      } catch (error) {
        put(name, before);
        throw error;
      }
    },
  };
}

/** `base` with one value in front of all secrets whose name `covers` accepts; the value is never stored. */
export function withFixedSecret(
  base: SecretPort,
  value: string,
  covers: (name: string) => boolean,
): SecretPort {
  return {
    get: async (name) => (covers(name) ? value : base.get(name)),
    set: (name, next) => base.set(name, next),
  };
}

interface Opened {
  readonly secrets: ReadonlyMap<string, string>;
  readonly setAside: string | null;
}

async function readSecrets({ path, clock, uid = ownUid() }: FileSecretsDeps): Promise<Opened> {
  const text = await readPrivate(path, uid);
  if (text === null) return { secrets: new Map(), setAside: null };
  const stored = parseSecrets(text);
  if (stored.kind === 'tooNew') {
    throw new HostError(
      'secretsTooNew',
      `${path} was written by a newer Hashwatt. Install that version, or start with another --data-dir.`,
    );
  }
  if (stored.kind === 'good') return { secrets: stored.secrets, setAside: null };
  // Kept, never overwritten: some of it may be readable by eye.
  const setAside = `${path}.corrupt-${clock.nowMs()}`;
  await rename(path, setAside).catch((error: unknown) => {
    throw fileError('secretsUnreadable', path, error);
  });
  return { secrets: new Map(), setAside };
}

async function readPrivate(path: string, uid: number | null): Promise<string | null> {
  try {
    const exposure = exposureOf(path, await stat(path), uid);
    if (exposure !== null) throw new HostError('secretsTooOpen', exposure);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    if (error instanceof HostError) throw error;
    throw fileError('secretsUnreadable', path, error);
  }
}

type Stored =
  | { readonly kind: 'good'; readonly secrets: ReadonlyMap<string, string> }
  | { readonly kind: 'bad' }
  | { readonly kind: 'tooNew' };

function parseSecrets(text: string): Stored {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { kind: 'bad' };
  }
  const file = SecretsFile.safeParse(raw);
  if (file.success) return { kind: 'good', secrets: new Map(Object.entries(file.data.secrets)) };
  const version = z.object({ schemaVersion: z.int() }).safeParse(raw);
  return { kind: version.success && version.data.schemaVersion > SECRETS_VERSION ? 'tooNew' : 'bad' };
}
