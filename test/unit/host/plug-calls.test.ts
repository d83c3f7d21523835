import { describe, expect, test } from 'vitest';
import { CallError } from '../../../electron/contract/call-error.ts';
import { DEFAULT_SETTINGS, type PlugSetting, type Settings } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import type { CalibrationBase } from '../../../electron/engine/calibration.ts';
import { plugCalls } from '../../../electron/host/plug-calls.ts';
import { checkPlugs } from '../../../electron/host/plug-settings.ts';
import { openSettingsBook, type SettingsBook } from '../../../electron/host/settings-book.ts';
import { PlugPoller } from '../../../electron/meter/plug-poller.ts';
import { PlugError } from '../../../electron/meter/plugs/plug-error.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';

const A = StickId.parse('serial:a');
const DESK: PlugSetting = {
  id: 'desk',
  kind: 'shelly',
  name: 'Desk',
  address: '10.0.0.7',
  channel: null,
  user: null,
  stickIds: [A],
  includesHost: false,
  hasSecret: false,
};
const { hasSecret: _, ...DESK_INPUT } = DESK;

const reasonOf = async (call: unknown): Promise<unknown> => {
  const error: unknown = await Promise.resolve(call).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof CallError ? [error.code, error.reason] : error;
};

async function bench(options: { readonly base?: CalibrationBase | null; readonly fails?: PlugError } = {}) {
  const clock = new ManualClock();
  const secrets = new Map<string, string>();
  const asked: { readonly address: string; readonly secret: string | null }[] = [];
  const port = {
    get: async (name: string) => secrets.get(name) ?? null,
    set: async (name: string, value: string | null) => {
      if (value === null) secrets.delete(name);
      else secrets.set(name, value);
    },
  };
  const stored: Settings = { ...DEFAULT_SETTINGS, plugs: [DESK] };
  const book: SettingsBook = await openSettingsBook({
    port: { load: async () => stored, save: async () => {} },
    backup: {
      settingsFile: '/data/settings.json',
      prepare: async () => {},
      load: async () => null,
      save: async () => {},
      setAside: async () => null,
    },
    secrets: port,
    clock,
    log: silentLogger(),
    defaults: DEFAULT_SETTINGS,
  });
  const makePlug = ({ address }: { readonly address: string }, secret: string | null) => ({
    read: async () => {
      asked.push({ address, secret });
      if (options.fails !== undefined) throw options.fails;
      return { powerW: 8.9, totalWh: null, voltageV: null, atMs: clock.nowMs() };
    },
  });
  const poller = new PlugPoller({ clock, random: () => 1, log: silentLogger(), secrets: port, makePlug });
  const calls = plugCalls({
    clock,
    makePlug,
    secrets: port,
    book,
    poller,
    calibrationBase: () => options.base ?? null,
  });
  return { book, calls, clock, secrets, asked };
}

describe('testPlug', () => {
  test('asks with the secret that is typed, else with the one kept for that address, and for no other', async () => {
    const { calls, secrets, asked, clock } = await bench();
    secrets.set('plug:desk', 'kept');
    expect(await calls.testPlug({ plug: DESK_INPUT, secret: 'typed' })).toEqual({
      powerW: { value: 8.9, origin: 'measured', atMs: clock.nowMs() },
      latencyMs: 0,
    });
    await calls.testPlug({ plug: DESK_INPUT, secret: null });
    await calls.testPlug({ plug: { ...DESK_INPUT, address: '10.0.0.99' }, secret: null });
    expect(asked.map(({ secret }) => secret)).toEqual(['typed', 'kept', null]);
    expect(clock.armed).toBe(0);
  });

  test('says what went wrong in a code', async () => {
    const { calls } = await bench({ fails: new PlugError('badAnswer', 'It is unwell.') });
    expect(await reasonOf(calls.testPlug({ plug: DESK_INPUT, secret: null }))).toEqual([
      'refused',
      'plugBadAnswer',
    ]);
  });
});

describe('setPlugSecret', () => {
  test('keeps it out of the settings, and forgets it with the plug or its address', async () => {
    const { book, calls, secrets } = await bench();
    const { revision } = await calls.setPlugSecret({ plugId: 'desk', secret: 'canary-5' });
    expect(book.current).toMatchObject({ revision, settings: { plugs: [{ hasSecret: true }] } });
    expect(JSON.stringify(book.current)).not.toContain('canary-5');
    expect(secrets.get('plug:desk')).toBe('canary-5');
    book.patch({ baseRevision: revision, patch: { plugs: [{ ...DESK_INPUT, name: 'Shelf' }] } });
    expect(book.current.settings.plugs[0]?.hasSecret).toBe(true);
    book.patch({ baseRevision: revision + 1, patch: { plugs: [{ ...DESK_INPUT, address: '10.0.0.8' }] } });
    await book.flush();
    expect([book.current.settings.plugs[0]?.hasSecret, secrets.size]).toEqual([false, 0]);
  });

  test('is refused for a plug that is not there', async () => {
    const { calls, secrets } = await bench();
    expect(await reasonOf(calls.setPlugSecret({ plugId: 'other', secret: 'x' }))).toEqual([
      'refused',
      'unknownPlug',
    ]);
    expect(secrets.size).toBe(0);
  });
});

describe('calibrateStick', () => {
  const base: CalibrationBase = { kind: 'shown', shownW: 10, of: 'model', plugW: 14 };
  const calibrate = async (wallW: number | null, from: CalibrationBase | null) => {
    const { book, calls, clock } = await bench({ base: from });
    const answer = await reasonOf((async () => calls.calibrateStick({ stickId: A, wallW }))());
    return { answer, calibration: book.current.settings.sticks[A]?.calibration, atMs: clock.nowMs() };
  };

  test('is the wall over what is shown, by a meter or by the plug', async () => {
    const meter = await calibrate(12, base);
    expect(meter.calibration).toEqual({ factor: 1.2, of: 'model', atMs: meter.atMs, by: 'meter' });
    const plug = await calibrate(null, base);
    expect(plug.calibration).toEqual({ factor: 1.4, of: 'model', atMs: plug.atMs, by: 'plug' });
  });

  test.each([
    [12, null, 'unknownStick'],
    [12, { kind: 'refused', reason: 'ramping' }, 'ramping'],
    [null, { ...base, plugW: null }, 'noPlug'],
    [51, base, 'farFromShown'],
    [1, base, 'farFromShown'],
  ] satisfies [number | null, CalibrationBase | null, string][])(
    '%s W from %o: %s',
    async (wallW, from, reason) => {
      const { answer, calibration } = await calibrate(wallW, from);
      expect([answer, calibration]).toEqual([['refused', reason], undefined]);
    },
  );
});

describe('checkPlugs', () => {
  const B = StickId.parse('serial:b');
  const other = { ...DESK_INPUT, id: 'shelf', stickIds: [B] };
  const check = (plugs: readonly (typeof DESK_INPUT)[], before: readonly PlugSetting[] = []): unknown => {
    try {
      checkPlugs([...plugs], before, (id) => id === A || id === B);
      return null;
    } catch (error) {
      return error instanceof CallError ? [error.reason, error.field] : error;
    }
  };

  test('takes plugs that can be measured by', () => {
    expect(check([DESK_INPUT, { ...other, includesHost: true }])).toBeNull();
    // A stick that was on a plug may be gone from everything else.
    const gone = { ...DESK_INPUT, stickIds: [StickId.parse('serial:gone')] };
    expect(check([gone], [{ ...gone, hasSecret: false }])).toBeNull();
  });

  test.each([
    [[{ ...DESK_INPUT, address: 'http://10.0.0.7' }], 'badPlugAddress', '0.address'],
    [[DESK_INPUT, { ...other, channel: 'left' }], 'badPlugChannel', '1.channel'],
    [[DESK_INPUT, { ...other, id: 'desk' }], 'plugIdTwice', '1.id'],
    [[DESK_INPUT, { ...other, stickIds: [B, A] }], 'stickOnTwoPlugs', '1.stickIds.1'],
    [[{ ...DESK_INPUT, stickIds: [A, A] }], 'stickOnTwoPlugs', '0.stickIds.1'],
    [[{ ...DESK_INPUT, stickIds: [StickId.parse('serial:c')] }], 'unknownStick', '0.stickIds.0'],
    [
      [
        { ...DESK_INPUT, includesHost: true },
        { ...other, includesHost: true },
      ],
      'hostOnTwoPlugs',
      '1.includesHost',
    ],
  ])('refuses %#', (plugs, reason, field) => {
    expect(check(plugs)).toEqual([reason, `patch.plugs.${field}`]);
  });
});
