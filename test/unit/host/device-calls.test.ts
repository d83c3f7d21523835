import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StickState } from '../../../electron/contract/frame.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import { deviceCalls } from '../../../electron/host/device-calls.ts';
import { demoDoctor } from '../../../electron/host/doctor.ts';
import { changedSettings, withoutStick } from '../../../electron/host/settings-change.ts';
import { openSharedSerials } from '../../../electron/host/shared-serials.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { temporaryDir } from './temporary-dir.ts';

const ID = StickId.parse('serial:GS-1');
const STRANGER = StickId.parse('serial:x');

function bench(sticks: readonly { id: StickId; health: StickState['health'] }[], answer = 'blinking') {
  let settings: Settings = { ...DEFAULT_SETTINGS, sticks: { [ID]: { name: 'Kitchen', note: 'hot' } } };
  const calls = deviceCalls({
    doctor: demoDoctor({ clock: new ManualClock(), log: silentLogger([]) }),
    version: '1.0.0',
    book: {
      get current() {
        return { settings, revision: 7 };
      },
      forgetStick: (id) => {
        settings = withoutStick(settings, id);
        return { revision: 8 };
      },
    },
    sticks: () => sticks as readonly StickState[],
    blink: () => answer as 'blinking',
    forget: (id) => !sticks.some((stick) => stick.id === id && stick.health !== 'lost'),
  });
  return { calls, settings: () => settings };
}

test('a stick that is gone is forgotten with its settings; one that is here, or was never, is not', async () => {
  const here = bench([{ id: ID, health: 'mining' }]);
  expect(() => here.calls.forgetStick({ stickId: ID })).toThrow('stickIsHere');
  expect(here.settings().sticks).toHaveProperty([ID]);
  for (const sticks of [[], [{ id: ID, health: 'lost' as const }]]) {
    const gone = bench(sticks);
    expect(gone.calls.forgetStick({ stickId: ID })).toEqual({ revision: 8 });
    expect(gone.settings().sticks).toEqual({});
    expect(() => gone.calls.forgetStick({ stickId: STRANGER })).toThrow('unknownStick');
  }
});

test('blinking is refused with the reason', () => {
  expect(bench([]).calls.blinkStick({ stickId: ID })).toEqual({});
  for (const reason of ['cannotBlink', 'unknownStick']) {
    expect(() => bench([], reason).calls.blinkStick({ stickId: ID })).toThrow(reason);
  }
});

test('a report of a device that is not there is refused', async () => {
  await expect(bench([]).calls.deviceReport({ key: 'usb:1-1' })).rejects.toThrow('unknownDevice');
});

test('forgetting takes the stick off its plug, and a note is cleaned like a name', () => {
  const plug = {
    id: 'p',
    kind: 'shelly' as const,
    name: 'P',
    address: 'a',
    channel: null,
    user: null,
    stickIds: [ID, STRANGER],
    includesHost: false,
    hasSecret: false,
  };
  expect(withoutStick({ ...DEFAULT_SETTINGS, plugs: [plug] }, ID).plugs[0]?.stickIds).toEqual([STRANGER]);
  const patch = { sticks: { [ID]: { note: ' by\u202e the\u0007 door ', name: '\u200b' } } };
  expect(changedSettings(DEFAULT_SETTINGS, patch, 0).sticks).toEqual({ [ID]: { note: 'by the door' } });
});

test('serial numbers that two sticks had are known at the next start, and a damaged file holds none', async () => {
  const path = join(temporaryDir(), 'shared-serials.json');
  const log = silentLogger([]);
  const first = await openSharedSerials(path, log);
  expect(first.has('GS-1')).toBe(false);
  first.add('GS-1');
  first.add('GS-1');
  await expect
    .poll(() => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return '';
      }
    })
    .toBe('["GS-1"]\n');
  expect((await openSharedSerials(path, log)).has('GS-1')).toBe(true);
  writeFileSync(path, '{"a":');
  expect((await openSharedSerials(path, log)).has('GS-1')).toBe(false);
});
