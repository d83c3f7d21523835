/**
 * Finds Electron's executable without loading the package, and downloads it at most once for each version:
 * where the download fails, the next start does not wait for it again.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const INSTALL_LIMIT_MS = 60_000;

export interface ElectronBinaryDeps {
  /** `node_modules` of the project. */
  readonly modules: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tells the user what is going on. */
  readonly say: (line: string) => void;
  readonly limitMs?: number;
}

/** The path that the package itself would give, or null when there is no executable at it. */
export function findElectron({ modules, env }: ElectronBinaryDeps): string | null {
  const name = readOrNull(join(modules, 'electron', 'path.txt'))?.trim();
  if (!name) return null;
  const path = join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(modules, 'electron', 'dist'), name);
  return existsSync(path) ? path : null;
}

/** Runs the package's own installer, unless it failed for this version before and `anew` is false. Null: not to be had. */
export async function installElectron(deps: ElectronBinaryDeps, anew: boolean): Promise<string | null> {
  const { modules, say, limitMs = INSTALL_LIMIT_MS } = deps;
  const version = versionOf(modules);
  if (version === null) return null;
  const failure = join(modules, '.cache', 'hashwatt', `electron-${version}-failed`);
  if (existsSync(failure) && !anew) return null;
  say(`Downloading the window program (Electron ${version}), at most ${limitMs / 1000} s ...`);
  const isInstalled = await runInstaller(join(modules, 'electron', 'install.js'), limitMs);
  const path = isInstalled ? findElectron(deps) : null;
  if (path === null) {
    mkdirSync(dirname(failure), { recursive: true });
    writeFileSync(
      failure,
      'Delete this file, or start with HASHWATT_FACE=electron, to try the download again.\n',
    );
    say('The download failed and is not tried again; HASHWATT_FACE=electron tries it once more.');
  }
  return path;
}

function runInstaller(script: string, limitMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(process.execPath, [script], { stdio: 'ignore' });
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
  child.on('error', () => resolve(false));
  child.on('exit', (code) => resolve(code === 0));
  return promise.finally(() => clearTimeout(limit));
}

function versionOf(modules: string): string | null {
  const text = readOrNull(join(modules, 'electron', 'package.json'));
  return text === null ? null : z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function readOrNull(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
