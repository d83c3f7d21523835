/**
 * Serial numbers that two sticks had at once, kept for ever: after a start with only one of the two, its number must
 * not give it the other's settings.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Logger } from '../contract/ports.ts';
import type { SharedSerials } from '../device/discovery.ts';
import { removeUnfinished, writeAtomically } from './atomic-file.ts';

/** USB strings have at most 126 characters (USB 2.0, 9.6.7); nobody has more twins than this. */
const Stored = z.array(z.string().max(126)).max(10_000);

/** Reads the file. Never rejects: one that is not there or cannot be read holds none. */
export async function openSharedSerials(path: string, log: Logger): Promise<SharedSerials> {
  await removeUnfinished(path);
  const known = new Set(await storedIn(path));
  let writing: Promise<void> = Promise.resolve();
  return {
    has: (serialNumber) => known.has(serialNumber),
    add(serialNumber) {
      if (known.has(serialNumber)) return;
      known.add(serialNumber);
      log.warn('Two sticks have one serial number; each is known by its place from now on', { serialNumber });
      writing = writing
        .then(() => writeAtomically(path, `${JSON.stringify([...known])}\n`))
        .catch((error: unknown) => {
          log.warn('Which sticks share a serial number cannot be kept', { path, reason: String(error) });
        });
    },
  };
}

async function storedIn(path: string): Promise<readonly string[]> {
  try {
    return Stored.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return [];
  }
}
