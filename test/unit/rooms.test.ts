/** The rooms' one-way rule, read from the imports as text: it holds even where a linter was silenced. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** What each room may import, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  core: ['contract'],
  device: ['contract', 'core'],
  pool: ['contract', 'core'],
  ledger: ['contract', 'core'],
  meter: ['contract', 'core'],
  feed: ['contract', 'core'],
  practice: ['contract', 'core'],
  engine: ['contract', 'core', 'device', 'pool', 'ledger', 'meter', 'feed'],
  host: ['contract', 'core', 'device', 'pool', 'ledger', 'meter', 'feed', 'practice', 'engine', 'bridge'],
  shell: [
    'contract',
    'core',
    'device',
    'pool',
    'ledger',
    'meter',
    'feed',
    'practice',
    'engine',
    'bridge',
    'host',
  ],
  bridge: ['contract'],
  renderer: ['contract'],
};

/** Rooms that a bundler or another process must be able to load without Node. */
const PURE = ['contract', 'core', 'renderer'];

interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface Edge {
  readonly from: string;
  readonly specifier: string;
  /** Path from the root for a relative import, else the specifier. */
  readonly to: string;
}

test('every import obeys the rooms', async () => {
  const files = await sourceFiles();
  expect(files.length).toBeGreaterThan(0);
  const edges = files.flatMap(edgesOf);
  expect(edges.length).toBeGreaterThan(files.length / 2);
  expect(edges.flatMap((edge) => offenceOf(edge) ?? [])).toEqual([]);
});

test.each([
  ['electron/core/a.ts', "import { b } from '../device/b.ts';", 'core may not import device'],
  ['electron/core/a.ts', "import type { B } from '../pool/b.ts';", 'core may not import pool'],
  ['electron/contract/a.ts', "export * from '../core/b.ts';", 'contract may not import core'],
  ['electron/device/a.ts', "import {\n  b,\n} from '../pool/b.ts';", 'device may not import pool'],
  ['electron/ledger/a.ts', "const b = await import('../engine/b.ts');", 'ledger may not import engine'],
  [
    'electron/engine/a.ts',
    "new Worker(new URL('../host/b.ts', import.meta.url));",
    'engine may not import host',
  ],
  ['electron/host/a.ts', "import '../shell/b.ts';", 'host may not import shell'],
  ['electron/engine/a.ts', "export { b } from '../practice/b.ts';", 'engine may not import practice'],
  ['renderer/a.tsx', "import { b } from '../electron/core/b.ts';", 'renderer may not import core'],
  ['electron/pool/a.ts', "import { b } from '../../renderer/b.ts';", 'pool may not import renderer'],
  ['electron/host/a.ts', "import { app } from 'electron';", 'only shell may import electron'],
  ['electron/host/a.ts', "import Store from 'electron-store';", 'only shell may import electron-store'],
  ['electron/core/a.ts', "import { readFile } from 'node:fs';", 'core may not import node:fs'],
  ['electron/host/a.ts', "import { b } from '../../test/doubles/b.ts';", 'host may not import test'],
])('a planted edge is found: %s %s', (path, text, offence) => {
  expect(edgesOf({ path, text }).flatMap((edge) => offenceOf(edge) ?? [])).toEqual([
    expect.stringContaining(offence),
  ]);
});

test.each([
  ['electron/engine/a.ts', "import { b } from '../device/b.ts';\nimport { c } from './c.ts';"],
  ['electron/shell/a.ts', "import { app } from 'electron';\nimport { b } from '../host/b.ts';"],
  ['electron/core/a.ts', "// import { b } from '../device/b.ts'\nimport { Decimal } from 'decimal.js';"],
  ['renderer/pages/a.tsx', "import { b } from '../../electron/contract/b.ts';\nimport './a.module.css';"],
])('an allowed edge is not: %s %s', (path, text) => {
  expect(edgesOf({ path, text }).flatMap((edge) => offenceOf(edge) ?? [])).toEqual([]);
});

async function sourceFiles(): Promise<readonly SourceFile[]> {
  const lists = await Promise.all(
    ['electron', 'renderer'].map((folder) =>
      readdir(join(ROOT, folder), { recursive: true, withFileTypes: true }),
    ),
  );
  const paths = lists
    .flat()
    .filter((entry) => entry.isFile() && /(?<!\.config)\.(ts|tsx|mts|cts|js|mjs|cjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(ROOT, path).split(sep).join('/'),
      text: await readFile(path, 'utf8'),
    })),
  );
}

/** Static and dynamic imports, re-exports, requires and URLs beside the module. */
const SPECIFIERS = [
  /(?:^|[;}\n])\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
  /(?:^|[;}\n])\s*import\s*['"]([^'"]+)['"]/g,
  /\bimport\s*\(\s*['"`]([^'"`]+)['"`]/g,
  /\brequire\s*\(\s*['"`]([^'"`]+)['"`]/g,
  /\bnew\s+URL\s*\(\s*['"`]([^'"`]+)['"`]\s*,\s*import\.meta\.url/g,
];

function edgesOf({ path, text }: SourceFile): readonly Edge[] {
  const code = text.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return SPECIFIERS.flatMap((pattern) =>
    [...code.matchAll(pattern)].flatMap(([, specifier]) =>
      specifier === undefined ? [] : [{ from: path, specifier, to: targetOf(path, specifier) }],
    ),
  );
}

const targetOf = (from: string, specifier: string): string =>
  specifier.startsWith('.')
    ? normalize(join(dirname(from), specifier))
        .split(sep)
        .join('/')
    : specifier;

function offenceOf({ from, specifier, to }: Edge): string | null {
  const room = roomOf(from);
  const say = (what: string): string => `${from}: ${what} (${specifier})`;
  if (MAY_IMPORT[room] === undefined) return say(`${room} is not a room`);
  if (!specifier.startsWith('.')) {
    const isShellOnly = /^electron(-store)?(\/|$)/.test(specifier);
    if (isShellOnly && room !== 'shell') return say(`only shell may import ${specifier}`);
    if (specifier.startsWith('node:') && PURE.includes(room))
      return say(`${room} may not import ${specifier}`);
    return null;
  }
  const target = roomOf(to);
  // Data and built files are nobody's room.
  if (MAY_IMPORT[target] === undefined && target !== 'test') return null;
  return target === room || MAY_IMPORT[room].includes(target)
    ? null
    : say(`${room} may not import ${target}`);
}

/** `electron/<room>/...`, `renderer/...`; for anything else its first folder. */
function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'electron' ? second : first;
}
