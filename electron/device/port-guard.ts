/**
 * Notices that an open port's device is gone. After an unplug on Linux the binding may read zero bytes for
 * ever at 100 % CPU and never say so (serialport/bindings-cpp#162); closing the port ends that loop.
 */
import { fstat, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { promisify } from 'node:util';

const fstatAsync = promisify(fstat);

export interface PortGuard {
  /** Whether the path no longer leads to the device that was opened, or the descriptor is of another. */
  isGone(): Promise<boolean>;
}

const NO_GUARD: PortGuard = { isGone: async () => false };

/**
 * Remembers what `path` leads to now; call right after opening. `descriptor` gives the binding's file
 * descriptor where it has one. A path that is not in the file system (a COM port, a simulated stick) is
 * never called gone.
 */
export async function guardPort(path: string, descriptor: () => number | null): Promise<PortGuard> {
  if (!isAbsolute(path)) return NO_GUARD;
  const opened = await stat(path).catch(() => null);
  if (opened === null) return NO_GUARD;
  return {
    async isGone() {
      const now = await stat(path).catch(isMissing);
      if (now === 'missing') return true;
      if (now !== 'unknown' && !isSameNode(now, opened)) return true;
      const fd = descriptor();
      const held = fd === null ? null : await fstatAsync(fd).catch(() => null);
      return held !== null && held.rdev !== opened.rdev;
    },
  };
}

function isSameNode(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino && one.rdev === other.rdev;
}

function isMissing(error: NodeJS.ErrnoException): 'missing' | 'unknown' {
  return error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'missing' : 'unknown';
}
