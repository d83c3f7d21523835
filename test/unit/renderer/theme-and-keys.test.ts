import { describe, expect, test } from 'vitest';
import { savedTheme, ThemeBook } from '../../../renderer/state/theme.ts';
import { actionOf } from '../../../renderer/state/use-keys.ts';
import { sortSticks } from '../../../renderer/text/stick-order.ts';
import { SAMPLE_NOW_MS, sampleStick } from '../../e2e/fixtures/sample-frame.ts';

describe('theme', () => {
  function page(isDark: boolean) {
    const saved: Record<string, string> = {};
    const system = { matches: isDark, change: () => {} };
    const root = { dataset: {} as DOMStringMap };
    const book = new ThemeBook({
      root,
      page: {
        matchMedia: () =>
          ({
            get matches() {
              return system.matches;
            },
            addEventListener: (_type: string, listener: () => void) => {
              system.change = listener;
            },
          }) as unknown as MediaQueryList,
        localStorage: {
          setItem: (key: string, value: string) => {
            saved[key] = value;
          },
        } as unknown as Storage,
      },
      theme: 'system',
    });
    book.start();
    return { book, root, saved, system };
  }

  test('follows the system until the user chooses', () => {
    const { book, root, saved, system } = page(true);
    expect(root.dataset.theme).toBe('dark');
    system.matches = false;
    system.change();
    expect(root.dataset.theme).toBe('light');
    book.set('dark');
    expect(root.dataset.theme).toBe('dark');
    system.change();
    expect(root.dataset.theme).toBe('dark');
    expect(Object.values(saved)).toEqual(['dark']);
  });

  test('tells when the palette changed, and only then', () => {
    const { book } = page(false);
    let changes = 0;
    const stop = book.subscribe(() => {
      changes += 1;
    });
    book.set('light');
    expect(changes).toBe(0);
    book.set('dark');
    stop();
    book.set('light');
    expect(changes).toBe(1);
  });

  test('what was saved is taken only when it is a theme', () => {
    expect(savedTheme({ getItem: () => 'dark' })).toBe('dark');
    expect(savedTheme({ getItem: () => 'pink' })).toBe('system');
    expect(savedTheme({ getItem: () => null })).toBe('system');
  });
});

describe('keys', () => {
  const key = (name: string, changes: object = {}) => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    target: null,
    ...changes,
  });
  const field = { closest: () => ({}) } as unknown as EventTarget;

  test.each([
    [key('p'), 'pause'],
    [key('P'), 'pause'],
    [key('?'), 'list'],
    [key('1', { ctrlKey: true }), 'home'],
    [key('2', { ctrlKey: true }), 'sticks'],
    [key(',', { metaKey: true }), 'settings'],
    [key('1'), null],
    [key('p', { ctrlKey: true }), null],
    [key('p', { altKey: true }), null],
    [key('p', { repeat: true }), null],
    [key('p', { target: field }), null],
    [key(',', { ctrlKey: true, target: field }), 'settings'],
  ])('%j does %s', (event, action) => expect(actionOf(event, true)).toBe(action));

  test('letters can be turned off', () => {
    expect(actionOf(key('p'), false)).toBe(null);
    expect(actionOf(key('1', { ctrlKey: true }), false)).toBe('home');
  });
});

test('sticks that need somebody come first, others keep their order', () => {
  const stick = (name: string, health: 'mining' | 'paused' | 'needsHelp' | 'lost') =>
    sampleStick(SAMPLE_NOW_MS, { name, health });
  const sticks = [
    stick('a', 'paused'),
    stick('b', 'mining'),
    stick('c', 'lost'),
    stick('d', 'mining'),
    stick('e', 'needsHelp'),
  ];
  expect(sortSticks(sticks).map(({ name }) => name)).toEqual(['e', 'c', 'b', 'd', 'a']);
});
