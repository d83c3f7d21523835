/** Rows of Electron's security checklist that are seen in the source alone: 6, 8 to 11, 15 and 17. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SHELL = join(import.meta.dirname, '../../../electron/shell');
const sources = readdirSync(SHELL)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(SHELL, name), 'utf8') }));

test('there are sources to check', () => {
  expect(sources.length).toBeGreaterThan(10);
});

test.each([
  ['6', /webSecurity/],
  ['8', /allowRunningInsecureContent/],
  ['9', /experimentalFeatures/],
  ['10', /enableBlinkFeatures/],
  ['11', /allowpopups/i],
  ['15', /openExternal|openPath/],
  ['17: the renderer can call nothing in main', /ipcMain/],
  ['command-line switches', /appendSwitch|no-sandbox/],
  ['the file protocol', /loadFile|file:\/\//],
])('row %s', (_row, forbidden) => {
  expect(sources.filter(({ text }) => forbidden.test(text)).map(({ name }) => name)).toEqual([]);
});

test('the preload stays under twenty lines and uses one member of Electron', () => {
  const preload = sources.find(({ name }) => name === 'preload.ts')?.text ?? '';
  expect(preload.split('\n').length).toBeLessThan(20);
  expect(preload.match(/import \{(.*)\} from 'electron'/)?.[1]?.trim()).toBe('ipcRenderer');
});
