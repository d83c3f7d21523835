/**
 * The last good copy of the settings, and the place a broken file is moved to. Works on the files themselves,
 * beside whichever SettingsPort writes them, so both faces recover the same way.
 */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../contract/ports.ts';
import { removeUnfinished, writeAtomically } from './atomic-file.ts';
import { errnoOf } from './host-error.ts';
import { assertOwnFile } from './own-file.ts';

export interface SettingsBackup {
  /** Path of the settings themselves. */
  readonly settingsFile: string;
  /** Throws a HostError with the cure when the settings file cannot be read; clears what cut-off writes left. */
  prepare(): Promise<void>;
  /** The copy as it was stored, or null when there is none that is JSON. */
  load(): Promise<unknown>;
  save(settings: unknown): Promise<void>;
  /** Moves the settings file to `<name>.corrupt-<time>`; returns its new path, or null when there is no file. */
  setAside(): Promise<string | null>;
}

export interface SettingsBackupDeps {
  readonly settingsFile: string;
  readonly backupsDir: string;
  readonly clock: Clock;
}

/**
 * `load` never rejects: null when there is no copy or none that can be read. `save` and `setAside` reject with the
 * error of the file system.
 */
export function settingsBackup({ settingsFile, backupsDir, clock }: SettingsBackupDeps): SettingsBackup {
  const backupFile = join(backupsDir, 'settings.last-good.json');
  return {
    settingsFile,
    prepare: async () => {
      assertOwnFile('settingsUnreadable', settingsFile);
      await Promise.all([settingsFile, backupFile].map(removeUnfinished));
    },
    load: async () => {
      try {
        return JSON.parse(await readFile(backupFile, 'utf8'));
      } catch {
        return null;
      }
    },
    save: async (settings) => {
      await mkdir(backupsDir, { recursive: true, mode: 0o700 });
      await writeAtomically(backupFile, `${JSON.stringify(settings, null, 2)}\n`);
    },
    setAside: async () => {
      const name = `${basename(settingsFile)}.corrupt-${clock.nowMs()}`;
      const target = join(dirname(settingsFile), name);
      try {
        await rename(settingsFile, target);
        return target;
      } catch (error) {
        if (errnoOf(error) === 'ENOENT') return null;
        throw error;
      }
    },
  };
}
