/** 500 writes of the settings, cut by kill -9 again and again: the file is always the old or the new one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Settings } from '../../electron/contract/settings.ts';
import { confSettingsPort } from '../../electron/host/conf-settings-port.ts';
import { killDelayMs, type SoakPart } from './soak-part.ts';

const WRITES = 500;
const WRITES_PER_KILL = 10;
const MOST_DELAY_MS = 13;
const CHILD = fileURLToPath(new URL('./settings-child.ts', import.meta.url));
const CHILD_LIMIT_MS = 30_000;

export const settingsWrites: SoakPart = {
  name: 'settings writes',
  async *checks() {
    const folder = await mkdtemp(join(tmpdir(), 'hashwatt-soak-'));
    try {
      const file = join(folder, 'settings.json');
      let written = 0;
      for (let kill = 1; written < WRITES; kill += 1) {
        const last = await writeUntilKilled(file, written, killDelayMs(kill, MOST_DELAY_MS));
        const problems = last === written ? ['the child wrote nothing'] : await problemsOf(file, last);
        written = Math.max(last, written + 1);
        yield { what: `write ${written} of ${WRITES}`, problems };
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Lets a child save settings numbered from `written + 1` on; returns the last number it said is saved. */
async function writeUntilKilled(file: string, written: number, delayMs: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, file, String(written + 1)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), CHILD_LIMIT_MS);
  const ended = once(child, 'exit');
  let last = written;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last === written + WRITES_PER_KILL) setTimeout(() => child.kill('SIGKILL'), delayMs);
  }
  await ended;
  clearTimeout(limit);
  return last;
}

/** Saved is saved: the file holds the last write that was acknowledged or a later one. */
async function problemsOf(file: string, last: number): Promise<readonly string[]> {
  try {
    const settings = Settings.parse(await confSettingsPort(file).load());
    const number = Number(settings.pricePerKwh);
    return number >= last ? [] : [`write ${last} was acknowledged, the file holds ${number}`];
  } catch (error) {
    return [`the file does not parse: ${error instanceof Error ? error.message : String(error)}`];
  }
}
