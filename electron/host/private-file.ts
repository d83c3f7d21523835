/** Whether others on this computer could read or change a file that holds a secret. */
import type { Stats } from 'node:fs';

const GROUP_AND_OTHERS = 0o077;

/**
 * A sentence that says what is wrong with the file's owner or mode and how to mend it, or null when only
 * its owner can touch it. `uid` is the user we run as, or null where files have none (Windows).
 */
export function exposureOf(
  path: string,
  stats: Pick<Stats, 'uid' | 'mode'>,
  uid: number | null,
): string | null {
  if (uid === null) return null;
  if (stats.uid !== uid)
    return `${path} belongs to another user: run "chown $(id -un) '${path}'" and start again.`;
  if ((stats.mode & GROUP_AND_OTHERS) === 0) return null;
  return `${path} can be read by other users: run "chmod 600 '${path}'" and start again.`;
}

/** The user this process runs as, or null on Windows. */
export function ownUid(): number | null {
  return process.getuid?.() ?? null;
}
