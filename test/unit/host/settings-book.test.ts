import { describe, expect, test } from 'vitest';
import { CallError } from '../../../electron/contract/call-error.ts';
import type { SettingsPort } from '../../../electron/contract/ports.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import type { SettingsBackup } from '../../../electron/host/settings-backup.ts';
import { openSettingsBook, type SettingsBookDeps } from '../../../electron/host/settings-book.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';

const SAVED: Settings = {
  ...DEFAULT_SETTINGS,
  pools: [{ id: 'main', url: 'stratum+tcp://a.example:3333', user: 'bc1q', hasPassword: false }],
  pricePerKwh: '0.30',
  pricePerKwhTypedAtMs: 5,
  btcPrice: '60000',
  btcPriceTypedAtMs: 6,
};

interface World {
  stored?: unknown;
  copy?: unknown;
  loadError?: Error;
}

async function world(initial: World = {}, more: Partial<SettingsBookDeps> = {}) {
  const clock = new ManualClock();
  const lines: LoggedLine[] = [];
  const secrets = new Map<string, string>();
  const disk: { stored: unknown; copy: unknown; saves: number; asides: number } = {
    stored: initial.stored ?? null,
    copy: initial.copy ?? null,
    saves: 0,
    asides: 0,
  };
  const trouble: { save: (() => Promise<void>) | null } = { save: null };
  const port: SettingsPort = {
    load: async () => {
      if (initial.loadError) throw initial.loadError;
      return disk.stored;
    },
    save: async (settings) => {
      await trouble.save?.();
      disk.saves += 1;
      disk.stored = structuredClone(settings);
    },
  };
  const backup: SettingsBackup = {
    settingsFile: '/data/settings.json',
    prepare: async () => {},
    load: async () => disk.copy,
    save: async (settings) => {
      disk.copy = structuredClone(settings);
    },
    setAside: async () => {
      disk.asides += 1;
      disk.stored = null;
      return '/data/settings.json.corrupt-1';
    },
  };
  const deps: SettingsBookDeps = {
    port,
    backup,
    secrets: {
      get: async (name) => secrets.get(name) ?? null,
      set: async (name, value) => {
        if (value === null) secrets.delete(name);
        else secrets.set(name, value);
      },
    },
    clock,
    log: silentLogger(lines),
    defaults: DEFAULT_SETTINGS,
    ...more,
  };
  return { open: () => openSettingsBook(deps), clock, lines, secrets, disk, trouble };
}

async function opened(initial: World = {}, more: Partial<SettingsBookDeps> = {}) {
  const made = await world(initial, more);
  return { ...made, book: await made.open() };
}

describe('loading', () => {
  test('an empty folder is new, and nothing is written', async () => {
    const { book, disk, clock } = await opened();
    expect(book.current).toEqual({ settings: DEFAULT_SETTINGS, revision: 1 });
    expect(clock.armed).toBe(0);
    expect(disk).toMatchObject({ stored: null, saves: 0 });
  });

  test('good settings load, and a copy is kept when there is none', async () => {
    const { book, disk } = await opened({ stored: SAVED });
    expect(book.current.settings).toEqual(SAVED);
    expect(disk.copy).toEqual(SAVED);
    expect(book.faults).toEqual([]);
  });

  test.each([
    ['not JSON', { loadError: new SyntaxError('Unexpected end of JSON input') }, 'notJson'],
    ['empty object', { stored: {} }, 'schemaVersion'],
    ['an unknown key', { stored: { ...SAVED, extra: 1 } }, 'notSettings'],
    ['a bad value', { stored: { ...SAVED, pools: [{ id: 'x' }] } }, 'pools.0.url'],
    ['two pools of one id', { stored: { ...SAVED, pools: [SAVED.pools[0], SAVED.pools[0]] } }, 'pools.1.id'],
    ['an older version nobody knows', { stored: { ...SAVED, schemaVersion: 0 } }, 'schemaVersion'],
  ])('%s: moved aside, last good copy, a fault, written back at once', async (_name, initial, problem) => {
    const { book, disk } = await opened({ ...initial, copy: SAVED });
    expect(book.current.settings).toEqual(SAVED);
    expect(book.faults).toMatchObject([
      { code: 'settingsRestored', params: { file: '/data/settings.json.corrupt-1', problem } },
    ]);
    expect(disk).toMatchObject({ asides: 1, stored: SAVED });
  });

  test('without a good copy the defaults have no pool, are told apart from new, and are so at the next start', async () => {
    const first = await opened({ stored: 'rubbish', copy: { pools: 1 } });
    expect(first.book.current.settings.pools).toEqual([]);
    expect(first.book.faults).toMatchObject([{ code: 'settingsLost', severity: 'fault' }]);
    const second = await opened({ stored: first.disk.stored });
    expect(second.book.current.settings.pools).toEqual([]);
    expect(second.book.faults).toEqual([]);
  });

  test('a newer version is refused with a sentence and nothing is touched', async () => {
    const newer = { ...SAVED, schemaVersion: 3, more: true };
    const { open, disk } = await world({ stored: newer, copy: SAVED });
    await expect(open()).rejects.toMatchObject({
      code: 'settingsTooNew',
      message: expect.stringMatching(/newer Hashwatt.*--data-dir/),
    });
    expect(disk).toMatchObject({ stored: newer, saves: 0, asides: 0 });
  });

  test('a file the system will not let us read is not called damaged', async () => {
    const loadError = Object.assign(new Error('denied'), { code: 'EACCES' });
    const { open, disk } = await world({ loadError });
    await expect(open()).rejects.toMatchObject({ code: 'settingsUnreadable' });
    expect(disk.asides).toBe(0);
  });

  test('whether a pool has a password is what the secrets say', async () => {
    const made = await world({ stored: SAVED });
    made.secrets.set('pool:main', 'hunter22');
    const book = await made.open();
    expect(book.current.settings.pools[0]?.hasPassword).toBe(true);
  });
});

describe('changing', () => {
  test('a patch bumps the revision, tells listeners and is saved a little later', async () => {
    const { book, clock, disk } = await opened({ stored: SAVED });
    const heard: [string, string][] = [];
    const unsubscribe = book.onChange((next, previous) => heard.push([previous.theme, next.theme]));
    expect(book.patch({ baseRevision: 1, patch: { theme: 'dark' } })).toEqual({ revision: 2 });
    book.patch({ baseRevision: 2, patch: { theme: 'light' } });
    expect(heard).toEqual([
      ['system', 'dark'],
      ['dark', 'light'],
    ]);
    expect(disk.saves).toBe(0);
    await clock.advance(500);
    expect(disk).toMatchObject({ saves: 1, stored: { theme: 'light' }, copy: { theme: 'light' } });
    unsubscribe();
    book.patch({ baseRevision: 3, patch: { theme: 'dark' } });
    expect(heard).toHaveLength(2);
  });

  test('an old revision is refused and changes nothing', async () => {
    const { book } = await opened({ stored: SAVED });
    book.patch({ baseRevision: 1, patch: { theme: 'dark' } });
    for (const baseRevision of [0, 1, 3]) {
      expect(() => book.patch({ baseRevision, patch: { theme: 'light' } })).toThrow(
        expect.objectContaining({ code: 'oldRevision' }),
      );
    }
    expect(book.current).toMatchObject({ revision: 2, settings: { theme: 'dark' } });
  });

  test('sticks merge by stick and field, other keys replace', async () => {
    const { book } = await opened();
    const [a, b] = [StickId.parse('serial:A'), StickId.parse('serial:B')];
    book.patch({ baseRevision: 1, patch: { sticks: { [a]: { name: 'Left', targetFrequencyMhz: 400 } } } });
    book.patch({
      baseRevision: 2,
      patch: { sticks: { [a]: { name: undefined, targetFrequencyMhz: 450 }, [b]: { name: 'Right' } } },
    });
    expect(book.current.settings.sticks).toEqual({
      [a]: { name: 'Left', targetFrequencyMhz: 450 },
      [b]: { name: 'Right' },
    });
    book.patch({ baseRevision: 3, patch: { attachedSticks: [{ model: 'r909', path: '/dev/x' }] } });
    book.patch({ baseRevision: 4, patch: { attachedSticks: [] } });
    expect(book.current.settings.attachedSticks).toEqual([]);
  });

  test('a name of a stick is plain text, whatever was typed or stands in the file', async () => {
    const [a, b] = [StickId.parse('serial:A'), StickId.parse('serial:B')];
    const { book } = await opened({
      stored: { ...SAVED, sticks: { [a]: { name: 'Desk\u202egnp.exe' }, [b]: { name: '\u200b' } } },
    });
    expect(book.current.settings.sticks).toEqual({ [a]: { name: 'Deskgnp.exe' }, [b]: {} });
    const name = '\u001b[31m Shelf\u2066\n\u00002\u200f';
    book.patch({ baseRevision: 1, patch: { sticks: { [a]: { name }, [b]: { name: 'Café ☕ 日本' } } } });
    expect(book.current.settings.sticks).toEqual({ [a]: { name: 'Shelf 2' }, [b]: { name: 'Café ☕ 日本' } });
    book.patch({ baseRevision: 2, patch: { sticks: { [a]: { name: '\u202e\u202c' } } } });
    expect(book.current.settings.sticks[a]).toEqual({});
  });

  test('prices carry when they were typed; a new currency drops those typed in the old one', async () => {
    const { book, clock } = await opened({ stored: SAVED });
    book.patch({ baseRevision: 1, patch: { pricePerKwh: '0.25' } });
    expect(book.current.settings).toMatchObject({
      pricePerKwh: '0.25',
      pricePerKwhTypedAtMs: clock.nowMs(),
      btcPrice: '60000',
      btcPriceTypedAtMs: 6,
    });
    book.patch({ baseRevision: 2, patch: { currency: 'EUR' } });
    expect(book.current.settings.btcPrice).toBe('60000');
    book.patch({ baseRevision: 3, patch: { currency: 'USD', btcPrice: '65000' } });
    expect(book.current.settings).toMatchObject({
      currency: 'USD',
      pricePerKwh: null,
      pricePerKwhTypedAtMs: null,
      btcPrice: '65000',
      btcPriceTypedAtMs: clock.nowMs(),
    });
    book.patch({ baseRevision: 4, patch: { btcPrice: null } });
    expect(book.current.settings).toMatchObject({ btcPrice: null, btcPriceTypedAtMs: null });
  });

  test('a pool id twice, or what the extra rules refuse, changes nothing', async () => {
    const check = (next: Settings): void => {
      if (next.theme === 'dark') throw new CallError('refused', { reason: 'tooDark' });
    };
    const { book } = await opened({ stored: SAVED }, { check });
    const pool = { id: 'a', url: 'x:1', user: 'u' };
    expect(() => book.patch({ baseRevision: 1, patch: { pools: [pool, pool] } })).toThrow(
      expect.objectContaining({ code: 'badInput', reason: 'poolIdTwice', field: 'patch.pools.1.id' }),
    );
    expect(() => book.patch({ baseRevision: 1, patch: { theme: 'dark' } })).toThrow(
      expect.objectContaining({ reason: 'tooDark' }),
    );
    expect(book.current).toEqual({ settings: SAVED, revision: 1 });
  });

  test('the user who saves has seen that settings were restored', async () => {
    const { book } = await opened({ stored: {}, copy: SAVED });
    book.patch({ baseRevision: 1, patch: { theme: 'dark' } });
    expect(book.faults).toEqual([]);
  });

  test('a listener that throws stops neither the change nor the others', async () => {
    const { book, lines } = await opened();
    let heard = 0;
    book.onChange(() => {
      throw new Error('x');
    });
    book.onChange(() => {
      heard += 1;
    });
    book.patch({ baseRevision: 1, patch: { theme: 'dark' } });
    expect(heard).toBe(1);
    expect(lines).toMatchObject([{ level: 'error' }]);
  });
});

describe('passwords', () => {
  test('are kept by the secrets alone; the settings say only that there is one', async () => {
    const { book, secrets, disk, lines } = await opened({ stored: SAVED });
    const answer = await book.setPoolPassword({ poolId: 'main', password: 'canary-7' });
    await book.flush();
    expect(answer).toEqual({ revision: 2 });
    expect(secrets.get('pool:main')).toBe('canary-7');
    expect(book.current.settings.pools[0]?.hasPassword).toBe(true);
    expect(JSON.stringify([disk, lines, answer, book.current, book.faults])).not.toContain('canary-7');
    await book.setPoolPassword({ poolId: 'main', password: '' });
    expect(secrets.size).toBe(0);
    expect(book.current.settings.pools[0]?.hasPassword).toBe(false);
  });

  test('of an unknown pool are refused and not stored', async () => {
    const { book, secrets } = await opened({ stored: SAVED });
    const refused = book.setPoolPassword({ poolId: 'other', password: 'canary-7' });
    await expect(refused).rejects.toMatchObject({ code: 'refused', reason: 'unknownPool' });
    expect(secrets.size).toBe(0);
  });

  test('stay when another user is typed, and go with the address they were typed for', async () => {
    const { book, secrets } = await opened({ stored: SAVED });
    const { url } = book.current.settings.pools[0] ?? { url: '' };
    await book.setPoolPassword({ poolId: 'main', password: 'canary-7' });
    book.patch({ baseRevision: 2, patch: { pools: [{ id: 'main', url, user: 'u2' }] } });
    expect(book.current.settings.pools[0]).toMatchObject({ user: 'u2', hasPassword: true });
    book.patch({ baseRevision: 3, patch: { pools: [{ id: 'main', url: 'b.example:1', user: 'u2' }] } });
    expect(book.current.settings.pools[0]).toMatchObject({ url: 'b.example:1', hasPassword: false });
    await book.flush();
    expect(secrets.size).toBe(0);
  });

  test('go with their pool', async () => {
    const { book, secrets } = await opened({ stored: SAVED });
    await book.setPoolPassword({ poolId: 'main', password: 'canary-7' });
    book.patch({ baseRevision: 2, patch: { pools: [] } });
    await book.flush();
    expect(secrets.size).toBe(0);
  });

  test('that arrive while their pool is removed are not kept', async () => {
    const { book, secrets } = await opened({ stored: SAVED });
    const setting = book.setPoolPassword({ poolId: 'main', password: 'canary-7' });
    book.patch({ baseRevision: 1, patch: { pools: [] } });
    await expect(setting).rejects.toBeInstanceOf(CallError);
    await book.flush();
    expect(secrets.size).toBe(0);
  });
});

describe('saving', () => {
  const busy = () => Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' }));

  test('a disk that refuses is tried ten times in two seconds, then the user is told, then slowly', async () => {
    const { book, clock, disk, trouble, lines } = await opened({ stored: SAVED });
    let tries = 0;
    trouble.save = () => {
      tries += 1;
      return busy();
    };
    book.patch({ baseRevision: 1, patch: { theme: 'dark' } });
    await clock.advance(500 + 8 * 200);
    expect(tries).toBe(9);
    expect(book.faults).toEqual([]);
    await clock.advance(200);
    expect(book.faults).toMatchObject([{ code: 'settingsNotSaved' }]);
    await clock.advance(60_000);
    expect(tries).toBe(12);
    expect(lines).toHaveLength(1);
    trouble.save = null;
    await clock.advance(30_000);
    expect(book.faults).toEqual([]);
    expect(disk.stored).toMatchObject({ theme: 'dark' });
    expect(clock.armed).toBe(0);
  });

  test('a write that never answers counts as failed', async () => {
    const { book, clock, disk, trouble } = await opened({ stored: SAVED });
    trouble.save = () => new Promise(() => {});
    book.patch({ baseRevision: 1, patch: { theme: 'dark' } });
    await clock.advance(2_500);
    trouble.save = null;
    await clock.advance(200);
    expect(disk.stored).toMatchObject({ theme: 'dark' });
  });

  test.each([
    ['refuses', () => busy()],
    ['never answers', () => new Promise<void>(() => {})],
  ])('a disk that %s does not hold up the stop beyond 4.5 s', async (_name, save) => {
    const { book, clock, trouble } = await opened({ stored: SAVED });
    trouble.save = save;
    book.patch({ baseRevision: 1, patch: { theme: 'dark' } });
    let stopped = false;
    const stopping = book.stop().then(() => {
      stopped = true;
    });
    await clock.advance(4_500);
    expect(stopped).toBe(true);
    await stopping;
    expect(clock.armed).toBe(0);
  });

  test('stop writes what is unsaved, at once, and leaves no timer', async () => {
    const { book, clock, disk, trouble } = await opened({ stored: SAVED });
    book.patch({ baseRevision: 1, patch: { theme: 'dark' } });
    let first = true;
    trouble.save = () => {
      if (!first) return Promise.resolve();
      first = false;
      return busy();
    };
    const stopping = book.stop();
    await clock.advance(200);
    await stopping;
    await book.stop();
    expect(disk.stored).toMatchObject({ theme: 'dark' });
    expect(clock.armed).toBe(0);
  });
});
