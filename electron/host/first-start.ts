/** Whether a start shows the demo: asked for, chosen before, or nothing was ever set up here and nothing was asked. */
import { existsSync } from 'node:fs';
import type { HeadlessOptions } from './cli.ts';
import type { DataFolder } from './data-folder.ts';

/**
 * True for `--demo`. Without any flag that says what to mine it is what the user chose on the page last, or, never asked,
 * true while there is no settings file.
 */
export function wantsDemo(
  { demo, pools, sticks, chain }: Pick<HeadlessOptions, 'demo' | 'pools' | 'sticks' | 'chain'>,
  folder: DataFolder,
  chosen: boolean | null,
): boolean {
  if (demo) return true;
  const askedForMore = pools.length > 0 || sticks.length > 0 || chain !== null;
  if (askedForMore) return false;
  return chosen ?? !existsSync(folder.own.settingsFile);
}
