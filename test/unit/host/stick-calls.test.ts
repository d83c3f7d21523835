import { describe, expect, test } from 'vitest';
import type { Passport } from '../../../electron/contract/passport.ts';
import { DEFAULT_SETTINGS } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import { passportCalls } from '../../../electron/host/passport-calls.ts';
import { checkStickLimits } from '../../../electron/host/stick-limits-check.ts';

const A = StickId.parse('serial:A');

const PASSPORT: Passport = {
  stickId: A,
  model: 'compac-f',
  name: 'Compac F',
  serialNumber: 'A',
  firstSeenMs: 1,
  lastSeenMs: 2,
  hashedMs: 0,
  energyWh: 0,
  unmeteredMs: 0,
  workDifficulty: 0,
  expectedSats: '0',
  accepted: 0,
  rejected: 0,
  hardwareErrors: 0,
  resets: 0,
  bestShareDifficulty: null,
  bestShareAtMs: null,
  blocks: 0,
  firstJth: null,
  latestJth: null,
  hubs: [],
};

describe('calls about the past of a stick', () => {
  const asked: unknown[] = [];
  const calls = passportCalls({
    ledger: {
      passports: async () => [PASSPORT],
      points: async (...args) => {
        asked.push(args);
        return [];
      },
      events: async (...args) => {
        asked.push(args);
        return [];
      },
    },
    settings: () => ({ ...DEFAULT_SETTINGS, sticks: { [A]: { name: 'Bench' } } }),
  });

  test('give passports by the name of now, and refuse a stick that was never here', async () => {
    expect(await calls.passports()).toEqual([{ ...PASSPORT, name: 'Bench' }]);
    expect(await calls.passport({ stickId: A })).toMatchObject({ name: 'Bench' });
    const never = calls.passport({ stickId: StickId.parse('serial:B') });
    await expect(never).rejects.toMatchObject({ reason: 'unknownStick' });
  });

  test('ask the ledger for one stick alone', async () => {
    await calls.stickHistory({ stickId: A, range: { fromMs: 0, toMs: 120_000, maxPoints: 2 } });
    expect(asked).toEqual([
      [0, 120_000, 60_000, 'serial:A'],
      [0, 120_000, 500, 'stick:serial:A'],
    ]);
  });
});

describe('limits at the door', () => {
  const abilities = { coreMv: { min: 0, max: 500, step: 1 }, fan: false, blink: null } as const;
  const check = (
    change: { targetFrequencyMhz?: number; targetCoreMv?: number },
    expertMode = false,
    model = 'compac-f',
  ) => checkStickLimits({ sticks: { [A]: change } }, { expertMode }, () => ({ model, abilities }));

  test.each([
    [{ targetFrequencyMhz: 601 }, 'frequencyOutOfRange'],
    [{ targetFrequencyMhz: 99 }, 'frequencyOutOfRange'],
    [{ targetCoreMv: 501 }, 'coreMvOutOfRange'],
  ])('%j is refused', (change, reason) => {
    expect(() => check(change)).toThrow(expect.objectContaining({ reason }));
  });

  test('expert mode reaches to the chips’ own limits and no further, also when it comes with the change', () => {
    expect(() => check({ targetFrequencyMhz: 800 }, true)).not.toThrow();
    expect(() => check({ targetFrequencyMhz: 801 }, true)).toThrow();
    const patch = { expertMode: true, sticks: { [A]: { targetFrequencyMhz: 700 } } };
    const known = () => ({ model: 'compac-f', abilities });
    expect(() => checkStickLimits(patch, { expertMode: false }, known)).not.toThrow();
    expect(() => checkStickLimits({ ...patch, expertMode: false }, { expertMode: true }, known)).toThrow();
  });

  test('a guarded voltage is narrower than the stick’s own', () => {
    expect(() => check({ targetCoreMv: 400 }, false, 'compac-a2')).toThrow();
    expect(() => check({ targetCoreMv: 300 }, false, 'compac-a2')).not.toThrow();
    expect(() => check({ targetCoreMv: 400 }, true, 'compac-a2')).not.toThrow();
  });
});
