/** Whether a start shows the demo: asked for, or nothing was ever set up here and nothing was asked. */
import { existsSync } from 'node:fs';
import type { HeadlessOptions } from './cli.ts';
import type { DataFolder } from './data-folder.ts';

/** True for `--demo`, or without any flag that says what to mine while there is no settings file. */
export function wantsDemo(
  { demo, pools, sticks, chain }: Pick<HeadlessOptions, 'demo' | 'pools' | 'sticks' | 'chain'>,
  folder: DataFolder,
): boolean {
  if (demo) return true;
  const askedForMore = pools.length > 0 || sticks.length > 0 || chain !== null;
  return !askedForMore && !existsSync(folder.own.settingsFile);
}
