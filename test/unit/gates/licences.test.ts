import { expect, test } from 'vitest';
import { checkLicences } from '../../gates/licences.ts';

const lockFile = (packages: Record<string, object>) => JSON.stringify({ packages: { '': {}, ...packages } });

test('shipped packages need a permissive licence, tools may have a few more', () => {
  const { allowed, refused } = checkLicences(
    lockFile({
      'node_modules/a': { license: 'MIT' },
      'node_modules/b': { license: 'MPL-2.0', dev: true },
      'node_modules/c': { license: 'MPL-2.0' },
      'node_modules/d': { license: 'GPL-3.0-only', dev: true },
      'node_modules/e': {},
    }),
  );
  expect(allowed).toBe(2);
  expect(refused).toEqual([
    'node_modules/c: MPL-2.0',
    'node_modules/d: GPL-3.0-only',
    'node_modules/e: no licence field',
  ]);
});

test('an alternative is enough, a conjunction needs every part', () => {
  const { refused } = checkLicences(
    lockFile({
      'node_modules/a': { license: '(MIT OR GPL-2.0)' },
      'node_modules/b': { license: 'MIT AND GPL-2.0' },
      'node_modules/c': { license: 'MIT AND ISC' },
    }),
  );
  expect(refused).toEqual(['node_modules/b: MIT AND GPL-2.0']);
});

test('a text that is no lock file is an error, not a pass', () => {
  expect(() => checkLicences('{}')).toThrow();
});
