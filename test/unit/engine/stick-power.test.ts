import { describe, expect, it, test } from 'vitest';
import type { StickSetting } from '../../../electron/contract/settings.ts';
import { calibrationBase } from '../../../electron/engine/calibration.ts';
import { powerPicture } from '../../../electron/engine/power-chain.ts';
import { ownPowerOf } from '../../../electron/engine/stick-power.ts';
import { modelledPowerW } from '../../../electron/meter/power-model.ts';
import { factsOf, measured, NOW_MS, plugOf, type SlotWish, slotOf } from './power-slots.ts';

const own = (wish: SlotWish, setting?: StickSetting) => {
  const { reading, source } = ownPowerOf(slotOf('serial:a', wish), setting, NOW_MS);
  return [reading.value, source, reading.origin];
};
const calibration = (of: 'telemetry' | 'model', factor: number): StickSetting => ({
  calibration: { factor, of, atMs: 1, by: 'meter' },
});
const compacF = (frequencyMhz: number, coreMv: number | null = null): number =>
  modelledPowerW({ model: 'compac-f', frequencyMhz, coreMv, chipCount: 1 }) ?? Number.NaN;

describe('ownPowerOf', () => {
  const told = { model: 'compac-f', telemetry: { powerW: 7 } };

  it('goes from telemetry over a calibrated model and the model to what was typed', () => {
    const typed: StickSetting = { typedPowerW: 20 };
    expect(own(told, { ...typed, ...calibration('model', 2) })).toEqual([7, 'telemetry', 'measured']);
    expect(own({ model: 'compac-f' }, { ...typed, ...calibration('model', 2) })).toEqual([
      compacF(200) * 2,
      'calibrated',
      'partModelled',
    ]);
    expect(own({ model: 'compac-f' }, typed)).toEqual([compacF(200), 'model', 'modelled']);
    expect(own({ model: 'antminer-u3' }, typed)).toEqual([20, 'typed', 'typed']);
    expect(own({ model: 'antminer-u3' })).toEqual([null, 'none', 'modelled']);
  });

  it('applies a calibration only to what it was made of', () => {
    expect(own(told, calibration('telemetry', 1.5))).toEqual([10.5, 'calibrated', 'partModelled']);
    expect(own({ model: 'compac-f' }, calibration('telemetry', 1.5))).toEqual([
      compacF(200),
      'model',
      'modelled',
    ]);
  });

  it.each([
    ['old', { powerW: 7, atMs: NOW_MS - 30_001 }],
    ['nothing', { powerW: 0 }],
    ['not a number', { powerW: Number.NaN }],
    ['below zero', { powerW: -3 }],
    ['far too much for its clock', { powerW: 255 }],
    ['far too little for its clock', { powerW: 0.1 }],
  ])('does not believe telemetry that is %s', (_name, telemetry) => {
    expect(own({ model: 'compac-f', telemetry })).toEqual([compacF(200), 'model', 'modelled']);
  });

  it('takes the voltage that is measured into the model', () => {
    const coreMv = 1_200;
    expect(own({ model: 'bitaxe-gamma-raw', telemetry: { coreMv } })[0]).toBe(
      modelledPowerW({ model: 'bitaxe-gamma-raw', frequencyMhz: 200, coreMv, chipCount: 1 }),
    );
  });

  it.each(['paused', 'stalled', 'needsHelp', 'cooling'] as const)('idles while %s', (health) => {
    expect(own({ model: 'compac-f', health })).toEqual([1, 'model', 'modelled']);
    expect(own({ model: 'compac-f', health, telemetry: { powerW: 0 } })).toEqual([
      0,
      'telemetry',
      'measured',
    ]);
    // What was typed is for hashing: at rest it is unknown, not nothing.
    expect(own({ model: 'antminer-u3', health }, { typedPowerW: 20 })).toEqual([null, 'none', 'typed']);
  });

  it('draws nothing once it is gone', () => {
    expect(own({ model: 'antminer-u3', health: 'lost' })).toEqual([0, 'model', 'modelled']);
    expect(own({ model: 'antminer-u3', health: 'needsHelp', cause: 'portMissing' })[0]).toBe(0);
  });
});

describe('calibrationBase', () => {
  const base = (wish: SlotWish, setting?: StickSetting, plugW?: number) => {
    const slot = slotOf('serial:a', wish);
    const facts = factsOf([slot], {
      settings: {
        sticks: setting === undefined ? {} : { [slot.identity.id]: setting },
        plugs: plugW === undefined ? [] : [plugOf('desk', ['serial:a'])],
      },
      plugs: plugW === undefined ? {} : { desk: measured(plugW) },
    });
    return calibrationBase(slot, powerPicture(facts), NOW_MS);
  };

  test('is what is shown without a calibration and without the plug', () => {
    expect(base({ model: 'compac-f' }, calibration('model', 3), 14)).toEqual({
      kind: 'shown',
      shownW: compacF(200),
      of: 'model',
      plugW: 14,
    });
    expect(base({ model: 'compac-f', telemetry: { powerW: 7 } })).toEqual({
      kind: 'shown',
      shownW: 7,
      of: 'telemetry',
      plugW: null,
    });
  });

  test.each([
    [{ model: 'compac-f', health: 'paused' }, 'notHashing'],
    [{ model: 'compac-f', health: 'lost' }, 'notHashing'],
    [{ model: 'compac-f', health: 'ramping' }, 'ramping'],
    [{ model: 'compac-f', health: 'mining', phase: 'ramping' }, 'ramping'],
    [{ model: 'antminer-u3' }, 'noPowerModel'],
  ] satisfies [SlotWish, string][])('%o is refused: %s', (wish, reason) => {
    expect(base(wish)).toEqual({ kind: 'refused', reason });
  });
});
