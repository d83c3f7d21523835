/**
 * Reads the settings at the start and decides what a bad file means. Never "could not parse, so write the
 * defaults": a broken file is kept aside, the last good copy taken, and the user told.
 */
import { z } from 'zod';
import type { Logger, SettingsPort } from '../contract/ports.ts';
import { SETTINGS_VERSION, Settings } from '../contract/settings.ts';
import { errnoOf, HostError } from './host-error.ts';
import { fileError } from './own-file.ts';
import type { SettingsBackup } from './settings-backup.ts';
import { poolIdTwice, withCleanNames } from './settings-change.ts';
import { migratedSettings } from './settings-migration.ts';

export type Loaded =
  | { readonly kind: 'new'; readonly settings: Settings }
  | { readonly kind: 'loaded'; readonly settings: Settings }
  /** The file was bad: `settings` is the last good copy, or (`lost`) the defaults because there was none. */
  | {
      readonly kind: 'restored' | 'lost';
      readonly settings: Settings;
      /** Where the bad file is now; null when it was gone. */
      readonly setAside: string | null;
      /** What was wrong with it: a path inside the settings, or `notJson`. */
      readonly problem: string;
    };

export interface SettingsLoadDeps {
  readonly port: SettingsPort;
  readonly backup: SettingsBackup;
  readonly log: Logger;
  readonly defaults: Settings;
}

/**
 * Throws a HostError: `settingsTooNew` (the file is not touched), or `settingsUnreadable` when the system
 * refuses to read it or to move it aside.
 */
export async function loadSettings(deps: SettingsLoadDeps): Promise<Loaded> {
  await deps.backup.prepare();
  const stored = await readStored(deps);
  if (stored.kind === 'none') return { kind: 'new', settings: deps.defaults };
  if (stored.kind === 'good') {
    await keepCopy(deps, stored.settings);
    return { kind: 'loaded', settings: stored.settings };
  }
  const setAside = await deps.backup.setAside().catch((error: unknown) => {
    throw fileError('settingsUnreadable', deps.backup.settingsFile, error);
  });
  const copy = UserSettings.safeParse(migratedSettings(await deps.backup.load()));
  const kind = copy.success ? 'restored' : 'lost';
  deps.log.error('The settings file was damaged and has been moved aside.', {
    movedTo: setAside,
    problem: stored.problem,
    used: kind === 'restored' ? 'the last good copy' : 'the defaults, without a pool',
  });
  return { kind, settings: copy.success ? copy.data : deps.defaults, setAside, problem: stored.problem };
}

/** A file may have been edited by hand. */
const UserSettings = Settings.transform(
  (settings): Settings => ({ ...settings, sticks: withCleanNames(settings.sticks) }),
);

type Stored =
  | { readonly kind: 'none' }
  | { readonly kind: 'good'; readonly settings: Settings }
  | { readonly kind: 'bad'; readonly problem: string };

async function readStored({ port, backup }: SettingsLoadDeps): Promise<Stored> {
  let raw: unknown;
  try {
    raw = await port.load();
  } catch (error) {
    // A refusal of the system says nothing about the content; anything else is content that is not JSON.
    if (errnoOf(error) !== null) throw fileError('settingsUnreadable', backup.settingsFile, error);
    return { kind: 'bad', problem: 'notJson' };
  }
  if (raw === null) return { kind: 'none' };
  const parsed = UserSettings.safeParse(migratedSettings(raw));
  if (parsed.success) {
    const twice = poolIdTwice(parsed.data.pools);
    return twice === null
      ? { kind: 'good', settings: parsed.data }
      : { kind: 'bad', problem: `pools.${twice}.id` };
  }
  const version = z.object({ schemaVersion: z.number() }).safeParse(raw);
  if (version.success && version.data.schemaVersion > SETTINGS_VERSION) {
    throw new HostError(
      'settingsTooNew',
      `The settings were written by a newer Hashwatt (settings version ${version.data.schemaVersion}, this one knows ${SETTINGS_VERSION}). Install that version, or start with another --data-dir.`,
    );
  }
  return {
    kind: 'bad',
    problem: (parsed.error.issues[0]?.path ?? []).map(String).join('.') || 'notSettings',
  };
}

/** The copy may be missing or older, for example after an update of the program; a failure is no reason to stop. */
async function keepCopy({ backup, log }: SettingsLoadDeps, settings: Settings): Promise<void> {
  try {
    const copy = Settings.safeParse(await backup.load());
    if (!copy.success || JSON.stringify(copy.data) !== JSON.stringify(settings)) await backup.save(settings);
  } catch (error) {
    log.warn('The last good copy of the settings could not be written.', { error });
  }
}
