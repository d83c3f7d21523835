import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundlePath, isAppPage, serveBundle } from '../../../electron/shell/bundle-files.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashwatt-bundle-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'notes.txt'), 'not ours to serve');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const get = (url: string, method = 'GET') => serveBundle(folder, new Request(url, { method }));

test('serves a file of the bundle with its type and the headers that hold the page down', async () => {
  const response = await get('app://bundle/index.html?x=1');
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('<!doctype html>');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  });
});

test.each([
  ['a kind of file the page has none of', 'app://bundle/notes.txt'],
  ['a missing file', 'app://bundle/none.js'],
  ['the folder', 'app://bundle/'],
  ['another host', 'app://other/index.html'],
  ['a longer host', 'app://bundle.evil/index.html'],
])('answers 404 for %s', async (_what, url) => {
  expect((await get(url)).status).toBe(404);
});

test('answers 404 to any method but GET', async () => {
  expect((await get('app://bundle/index.html', 'POST')).status).toBe(404);
});

test('no path leaves the folder, whatever is in it', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '%252e',
      '%2f',
      '%5c',
      '\\',
      '/',
      '%00',
      'C:',
      '//',
      'index.html',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.boolean(), (parts, hasSlashes) => {
      const path = bundlePath('/srv/bundle', `app://bundle/${parts.join(hasSlashes ? '/' : '')}`);
      expect(path === null || (path.startsWith('/srv/bundle/') && !path.includes('/../'))).toBe(true);
    }),
  );
});

test('only the page itself is a place for a window', () => {
  expect(isAppPage('app://bundle/index.html')).toBe(true);
  expect(isAppPage('app://bundle/index.html#/settings')).toBe(true);
  for (const url of [
    'app://bundle/',
    'app://bundle/index.html?x',
    'app://bundle/a/index.html',
    'https://bundle/index.html',
  ]) {
    expect(isAppPage(url), url).toBe(false);
  }
});
