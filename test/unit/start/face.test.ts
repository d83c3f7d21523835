import { expect, test } from 'vitest';
import { chooseFace, type FaceDeps } from '../../../electron/host/face.ts';
import { openerOf } from '../../../electron/host/open-browser.ts';

interface Case extends Partial<Omit<FaceDeps, 'findBinary' | 'install'>> {
  readonly present?: boolean;
  readonly downloads?: boolean;
}

async function choose({ present = true, downloads = false, ...facts }: Case) {
  const installs: boolean[] = [];
  const face = await chooseFace({
    platform: 'linux',
    env: { DISPLAY: ':0' },
    isRoot: false,
    findBinary: () => (present ? '/dist/electron' : null),
    install: async (anew) => {
      installs.push(anew);
      return downloads ? '/new/electron' : null;
    },
    ...facts,
  });
  return { face, installs };
}

test.each<[string, Case, string, readonly boolean[]]>([
  ['binary and X display', {}, 'electron', []],
  ['binary and Wayland', { env: { WAYLAND_DISPLAY: 'wayland-0' } }, 'electron', []],
  ['no display', { env: {} }, 'browser', []],
  ['an empty DISPLAY', { env: { DISPLAY: '' } }, 'browser', []],
  ['root on Linux', { isRoot: true }, 'browser', []],
  ['macOS needs no DISPLAY', { env: {}, platform: 'darwin' }, 'electron', []],
  ['Windows needs none either', { env: {}, platform: 'win32' }, 'electron', []],
  ['no binary, download works', { present: false, downloads: true }, 'electron', [false]],
  ['no binary, download fails', { present: false }, 'browser', [false]],
  ['no display: no download is tried', { present: false, env: {} }, 'browser', []],
  ['the user wants the browser', { env: { DISPLAY: ':0', HASHWATT_FACE: 'browser' } }, 'browser', []],
  [
    'the user insists: tried anew',
    { present: false, env: { DISPLAY: ':0', HASHWATT_FACE: 'electron' } },
    'none',
    [true],
  ],
  ['insists without display', { env: { HASHWATT_FACE: 'electron' } }, 'none', []],
  ['a face there is not', { env: { HASHWATT_FACE: 'curses' } }, 'none', []],
])('%s', async (_what, facts, kind, installs) => {
  const result = await choose(facts);
  expect(result.face.kind).toBe(kind);
  expect(result.installs).toEqual(installs);
});

test('says why in one line', async () => {
  for (const facts of [
    { env: {} },
    { isRoot: true },
    { present: false },
    { env: { HASHWATT_FACE: 'browser' } },
  ]) {
    const { face } = await choose(facts);
    expect(face.kind === 'browser' && face.why).toMatch(/^[^\n]{20,100}\.$/);
  }
});

test('the opener gets the address as one argument, never through a shell', () => {
  const url = 'http://127.0.0.1:7340/#token=a&b';
  for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
    const [program, ...args] = openerOf(platform, url);
    expect(args.at(-1)).toBe(url);
    expect(program).not.toMatch(/cmd|sh$/);
  }
});
