/** The pool password on its way through one connection. It goes into the authorize line and nowhere else. */
import type { Clock, Logger } from '../contract/ports.ts';
import { withTimeLimit } from '../core/time-limit.ts';

/** Key stores can hang (a locked keyring asks the user). */
const READ_LIMIT_MS = 10_000;

/** What is sent for no password: public-pool refuses an authorize without the member, others ignore it. */
const NO_PASSWORD = 'x';

/** Shorter ones would blank half of every message, and guard nothing. */
const SHORTEST_SCRUBBED = 4;

const BLANK = '[password]';

export interface SpokenPassword {
  readonly text: string;
  /** Takes the password out of a pool's words, in case it echoes them. */
  readonly scrub: (text: string) => string;
}

/** Reads the password. Never rejects: most pools ignore it, so a store that fails is worth a warning only. */
export async function readPassword(
  read: () => Promise<string | null>,
  clock: Clock,
  log: Logger,
): Promise<SpokenPassword> {
  const text = (await readWithin(read, clock, log)) ?? NO_PASSWORD;
  return { text, scrub: scrubberOf(text) };
}

async function readWithin(
  read: () => Promise<string | null>,
  clock: Clock,
  log: Logger,
): Promise<string | null> {
  try {
    return await withTimeLimit(clock, READ_LIMIT_MS, read(), () => new Error('no answer'));
  } catch {
    log.warn('The pool password could not be read: connecting without it');
    return null;
  }
}

function scrubberOf(password: string): (text: string) => string {
  if (password.length < SHORTEST_SCRUBBED) return (text) => text;
  const escaped = JSON.stringify(password).slice(1, -1);
  return (text) => text.replaceAll(password, BLANK).replaceAll(escaped, BLANK);
}
