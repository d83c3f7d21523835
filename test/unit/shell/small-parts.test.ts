import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { shellArgs } from '../../../electron/shell/command-line.ts';
import { cleanEnv, killByPid } from '../../../electron/shell/host-fork.ts';
import { settingsFile } from '../../../electron/shell/settings-file.ts';
import { failureText, runLine } from '../../../electron/shell/text.ts';
import { isWithinReach, windowBounds } from '../../../electron/shell/window-bounds.ts';

// The npm package would try to download the binary; what it adds to conf is the name of the option.
vi.mock('electron', () => ({ utilityProcess: {} }));
vi.mock('electron-store', async () => {
  const { default: Conf } = await import('conf');
  return {
    default: class extends Conf {
      constructor({ name, ...options }: { name: string; cwd: string }) {
        super({ ...options, configName: name, projectVersion: '0.0.0' });
      }
    },
  };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashwatt-shell-parts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('command line', () => {
  test.each([
    [['electron', '.', '--', '--demo', '--data-dir', '/d'], false, { dataDir: '/d', args: ['--demo'] }],
    [
      ['electron', '.', '--data-dir=/d', '--tariff', '0.3'],
      false,
      { dataDir: '/d', args: ['--tariff', '0.3'] },
    ],
    [['hashwatt', '--demo'], true, { dataDir: null, args: ['--demo'] }],
    [['hashwatt'], true, { dataDir: null, args: [] }],
    [['hashwatt', '--data-dir'], true, { dataDir: null, args: ['--data-dir'] }],
  ])('%j', (argv, isPackaged, expected) => {
    expect(shellArgs(argv, isPackaged)).toEqual(expected);
  });
});

test('the host gets an environment without what steers Node, Electron and npm', () => {
  const env = {
    PATH: '/bin',
    NODE_OPTIONS: '--inspect',
    ELECTRON_RUN_AS_NODE: '1',
    npm_config_x: 'y',
    HOME: undefined,
  };
  expect(cleanEnv(env)).toEqual({ PATH: '/bin' });
});

test('killing a process that is gone is no error', () => {
  expect(() => killByPid(0x7ffffff0)).not.toThrow();
});

describe('settings file', () => {
  test('there is none, then it is what was saved, for the owner alone', async () => {
    const file = join(folder, 'settings.json');
    const port = settingsFile(file);
    expect(await port.load()).toBeNull();
    await port.save({ schemaVersion: 1, 'a.b': { c: [1, null] } });
    expect(await port.load()).toEqual({ schemaVersion: 1, 'a.b': { c: [1, null] } });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ schemaVersion: 1, 'a.b': { c: [1, null] } });
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test.each(['', '{"schemaVersion": 1, "po', 'null\0'])(
    'a broken file (%j) fails to load and stays as it is',
    async (text) => {
      const file = join(folder, 'broken.json');
      await writeFile(file, text);
      await expect(settingsFile(file).load()).rejects.toThrow();
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  test('a file that was put right meanwhile is read', async () => {
    const file = join(folder, 'mended.json');
    const port = settingsFile(file);
    await writeFile(file, '{');
    await expect(port.load()).rejects.toThrow();
    await writeFile(file, '{"schemaVersion":1}');
    expect(await port.load()).toEqual({ schemaVersion: 1 });
  });
});

describe('window bounds', () => {
  const screens = [
    { x: 0, y: 0, width: 1920, height: 1080 },
    { x: 1920, y: 0, width: 1280, height: 1024 },
  ];

  test.each([
    ['on the first screen', { x: 10, y: 10, width: 800, height: 600 }, true],
    ['on the second', { x: 2000, y: 100, width: 800, height: 600 }, true],
    ['on a screen that is gone', { x: 4000, y: 100, width: 800, height: 600 }, false],
    ['above all screens', { x: 10, y: -500, width: 800, height: 600 }, false],
    ['below all screens', { x: 10, y: 1060, width: 800, height: 600 }, false],
    ['a sliver at the left edge', { x: -750, y: 10, width: 800, height: 600 }, false],
    ['half outside', { x: -400, y: 10, width: 800, height: 600 }, true],
  ])('%s', (_where, bounds, expected) => {
    expect(isWithinReach(bounds, screens)).toBe(expected);
  });

  test('are remembered; a place out of reach keeps only its size; a broken file counts as none', async () => {
    const bounds = { x: 30, y: 40, width: 1000, height: 700 };
    windowBounds(folder).save({ bounds, isMaximized: true });
    expect(windowBounds(folder).load(screens)).toEqual({ place: bounds, isMaximized: true });
    expect(windowBounds(folder).load([])).toEqual({ place: { width: 1000, height: 700 }, isMaximized: true });
    for (const text of ['{', '{"bounds":{"x":1}}', '[]']) {
      await writeFile(join(folder, 'window.json'), text);
      expect(windowBounds(folder).load(screens).place, text).toEqual({ width: 1280, height: 800 });
    }
  });
});

test('the tray and the dialogs have a sentence for every state', () => {
  for (const state of [
    'needsHelp',
    'stalled',
    'noSticks',
    'noPool',
    'paused',
    'starting',
    'mining',
  ] as const) {
    expect(
      runLine({ state, paused: state === 'paused', pausedSinceMs: null, pausedUntilMs: null }).length,
    ).toBeGreaterThan(3);
  }
  expect(runLine(null)).toContain('not running');
  expect(failureText({ code: 'alreadyRunning', sentence: 'Close the other one.' }).detail).toBe(
    'Close the other one.',
  );
  expect(failureText({ code: 'diedTooOften', sentence: null }).message).toContain('five times');
  expect(failureText({ code: 'diedAtOnce', sentence: null }).detail).toContain('log');
});
