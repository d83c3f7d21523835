/**
 * The settings file of a headless host, kept by `conf`. The window's host reaches the same file through
 * electron-store in the shell; both stand behind SettingsPort.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import Conf from 'conf';
import type { SettingsPort } from '../contract/ports.ts';
import { assertWritable, syncDirectory } from './atomic-file.ts';

/** `file` is the whole path of settings.json; its directory exists. Nothing is written before the first `save`. */
export function confSettingsPort(file: string): SettingsPort {
  // Opened at the first use: conf reads the file in its constructor, and a bad one must fail `load`.
  let store: Conf<Record<string, unknown>> | null = null;
  const opened = (): Conf<Record<string, unknown>> => {
    store ??= new Conf<Record<string, unknown>>({
      cwd: dirname(file),
      configName: basename(file, extname(file)),
      fileExtension: extname(file).slice(1),
      configFileMode: 0o600,
      // A bad file would be replaced by an empty one, and the user's settings with it.
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
    });
    return store;
  };
  return {
    load: async () => (existsSync(file) ? { ...opened().store } : null),
    save: async (settings) => {
      await assertWritable(file);
      opened().store = settings as Record<string, unknown>;
      // conf flushes the file but not the rename.
      await syncDirectory(dirname(file));
    },
  };
}
