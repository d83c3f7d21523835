/** Settings of earlier versions, made those of this one. Each step knows one version and the next. */
import { z } from 'zod';
import { DEFAULT_SETTINGS } from '../contract/settings.ts';

const Versioned = z.looseObject({ schemaVersion: z.number() });

/** Raw settings as this version would have stored them; what is of no known earlier version is given back as it is. */
export function migratedSettings(raw: unknown): unknown {
  const stored = Versioned.safeParse(raw);
  if (!stored.success || stored.data.schemaVersion !== 1) return raw;
  const { plugs, hubs, powerChain, expertMode } = DEFAULT_SETTINGS;
  return { plugs, hubs, powerChain, expertMode, ...stored.data, schemaVersion: 2 };
}
