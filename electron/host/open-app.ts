/**
 * What `npm start` does after the set-up: opens the app in Electron's window where there can be one, else says
 * why and runs the headless host in this process with the browser as its face. Flags are those of headless.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DRIVEN_MODEL_IDS } from '../device/stick-catalog.ts';
import { parseCli } from './cli.ts';
import { findElectron, installElectron } from './electron-binary.ts';
import { chooseFace } from './face.ts';
import { openBrowser } from './open-browser.ts';
import { runHeadless } from './run-headless.ts';
import type { StopSignals } from './stop-signals.ts';

const ROOT = join(import.meta.dirname, '../..');
const { env, platform } = process;
/** The window program gives its own host five seconds (`shell/engine-supervisor.ts`) before it kills it. */
const WINDOW_STOP_LIMIT_MS = 7_000;

/** Resolves with the exit code, in the browser face only when a signal has ended the host. */
export async function openApp(flags: readonly string[], signals: StopSignals): Promise<number> {
  const cli = parseCli(flags, { models: DRIVEN_MODEL_IDS, version: projectVersion() });
  // What needs no window, and mistakes, are said by the one who knows the flags.
  if (cli.kind !== 'run') return await runHeadless(flags, signals);
  const binary = { modules: join(ROOT, 'node_modules'), env, say: (line: string) => console.log(line) };
  const face = await chooseFace({
    platform,
    env,
    isRoot: process.getuid?.() === 0,
    findBinary: () => findElectron(binary),
    install: (anew) => installElectron(binary, anew),
  });
  switch (face.kind) {
    case 'none':
      console.error(face.sentence);
      return 1;
    case 'browser':
      console.log(`Hashwatt opens in the browser. ${face.why}`);
      return await runHeadless(flags, signals, { onListening: (url) => openBrowser(url, { platform, env }) });
    case 'electron':
      return await runElectron(face.binary, flags, signals);
  }
}

/** `--` keeps Chromium from taking our flags for its own. */
function runElectron(binary: string, flags: readonly string[], signals: StopSignals): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = spawn(binary, [ROOT, '--', ...flags], { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself; asked twice it still quits once.
  signals.onStop(async (signal) => {
    child.kill(signal);
    return (await promise) === 0;
  }, WINDOW_STOP_LIMIT_MS);
  child.on('error', (error) => {
    console.error(`The window could not be started (${error.message}). HASHWATT_FACE=browser does without.`);
    resolve(1);
  });
  child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 0 : 1)));
  return promise;
}

function projectVersion(): string {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
