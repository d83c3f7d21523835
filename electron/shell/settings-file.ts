/**
 * SettingsPort by electron-store: one JSON file for each book, written whole and atomically, readable by its
 * owner alone. It checks nothing: what a setting means, and what becomes of a broken file, is the host's business.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import ElectronStore from 'electron-store';
import type { SettingsPort } from '../contract/ports.ts';
import { assertWritable, syncDirectory } from '../host/atomic-file.ts';

/** `file` is the whole path of settings.json, the same that a headless host writes; its directory exists. */
export function settingsFile(file: string): SettingsPort {
  // Opened for each use: electron-store reads the file when it is made and throws at a broken one, and the host
  // may have put another in its place meanwhile.
  const open = () =>
    new ElectronStore<Record<string, unknown>>({
      name: basename(file, extname(file)),
      cwd: dirname(file),
      configFileMode: 0o600,
      // A bad file would be replaced by an empty one, and the user's settings with it.
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
    });
  return {
    async load() {
      return existsSync(file) ? { ...open().store } : null;
    },
    async save(settings) {
      await assertWritable(file);
      open().store = settings as Record<string, unknown>;
      await syncDirectory(dirname(file));
    },
  };
}
