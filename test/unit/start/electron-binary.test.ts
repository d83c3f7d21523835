import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findElectron, installElectron } from '../../../electron/host/electron-binary.ts';

let modules: string;
let said: string[];

beforeEach(async () => {
  modules = await mkdtemp(join(tmpdir(), 'hashwatt-modules-'));
  said = [];
  await mkdir(join(modules, 'electron'));
  await writeFile(join(modules, 'electron', 'package.json'), '{"version":"45.0.0"}');
});
afterEach(() => rm(modules, { recursive: true, force: true }));

const deps = (env: Record<string, string> = {}, limitMs = 10_000) => ({
  modules,
  env,
  limitMs,
  say: (line: string) => said.push(line),
});

async function installer(script: string): Promise<void> {
  await writeFile(join(modules, 'electron', 'package.json'), '{"version":"45.0.0","type":"commonjs"}');
  await writeFile(join(modules, 'electron', 'install.js'), script);
}

const GOOD = `
const { mkdirSync, writeFileSync } = require('node:fs');
mkdirSync(__dirname + '/dist', { recursive: true });
writeFileSync(__dirname + '/dist/electron', '');
writeFileSync(__dirname + '/path.txt', 'electron');
writeFileSync(__dirname + '/ran', '');`;

test('there is none before the download, and the package tells where it is afterwards', async () => {
  expect(findElectron(deps())).toBeNull();
  await installer(GOOD);
  const path = await installElectron(deps(), false);
  expect(path).toBe(join(modules, 'electron', 'dist', 'electron'));
  expect(findElectron(deps())).toBe(path);
  expect(said).toHaveLength(1);
});

test('a path file without the executable does not count; another dist folder does', async () => {
  await writeFile(join(modules, 'electron', 'path.txt'), 'electron');
  expect(findElectron(deps())).toBeNull();
  await mkdir(join(modules, 'elsewhere'));
  await writeFile(join(modules, 'elsewhere', 'electron'), '');
  await chmod(join(modules, 'elsewhere', 'electron'), 0o755);
  const env = { ELECTRON_OVERRIDE_DIST_PATH: join(modules, 'elsewhere') };
  expect(findElectron(deps(env))).toBe(join(modules, 'elsewhere', 'electron'));
});

test('a failure is remembered for the version, and a new try is possible', async () => {
  await installer('process.exit(1)');
  expect(await installElectron(deps(), false)).toBeNull();
  await installer(GOOD);
  expect(await installElectron(deps(), false)).toBeNull();
  expect(existsSync(join(modules, 'electron', 'ran'))).toBe(false);
  expect(await installElectron(deps(), true)).not.toBeNull();
});

test('a failure of one version says nothing about the next', async () => {
  await installer('process.exit(1)');
  await installElectron(deps(), false);
  await installer(GOOD);
  await writeFile(join(modules, 'electron', 'package.json'), '{"version":"46.0.0"}');
  expect(await installElectron(deps(), false)).not.toBeNull();
});

test('a download that hangs is given up', async () => {
  await installer('setInterval(() => {}, 1000)');
  expect(await installElectron(deps({}, 300), false)).toBeNull();
  expect(said.at(-1)).toContain('HASHWATT_FACE=electron');
});
