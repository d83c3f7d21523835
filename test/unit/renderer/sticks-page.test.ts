/** The rules behind the controls of the Sticks screen: its address, bulk changes, clocks, small lines and scales. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StickId } from '../../../electron/contract/units.ts';
import { bulkPatch, clockRange, undoPatch } from '../../../renderer/pages/sticks/bulk-change.ts';
import { dayPaths } from '../../../renderer/pages/sticks/day-paths.ts';
import { checkClock } from '../../../renderer/pages/sticks/drawer/clock-fields.ts';
import { numberOf } from '../../../renderer/pages/sticks/number-of.ts';
import { pathOf, placeOf, TABS } from '../../../renderer/pages/sticks/place.ts';
import { linear, niceTicks } from '../../../renderer/parts/chart/linear.ts';
import { SAMPLE_NOW_MS, sampleHistory, sampleStick } from '../../e2e/fixtures/sample-frame.ts';
import { benchStick } from '../../e2e/fixtures/sample-sticks.ts';

test('every id comes back from its address, through a router that unescapes', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
      fc.constantFrom(...TABS),
      (id, tab) => {
        expect(placeOf(decodeURI(encodeURI(pathOf(id, tab))))).toEqual({ stickId: id, tab });
      },
    ),
  );
  expect(placeOf('/sticks')).toEqual({ stickId: null, tab: 'overview' });
  expect(placeOf('/sticks/serial:x/nonsense')).toEqual({ stickId: 'serial:x', tab: 'overview' });
});

describe('a change to several', () => {
  const a = sampleStick(SAMPLE_NOW_MS, { id: StickId.parse('serial:a') });
  const b = benchStick({ id: StickId.parse('serial:b') });

  test('stays inside what each of them can do', () => {
    expect(clockRange([a, b])).toEqual({ min: 100, max: 500 });
    expect(clockRange([a, { abilities: { ...a.abilities, frequencyMhz: null } }])).toBeNull();
    const high = { abilities: { ...a.abilities, frequencyMhz: { min: 600, max: 700, step: 5 } } };
    expect(clockRange([b, high])).toBeNull();
    expect(clockRange([])).toBeNull();
  });

  test('is one wish for each, and is taken back to what there was', () => {
    expect(bulkPatch([a, b], { kind: 'clock', frequencyMhz: 200 }).sticks).toEqual({
      'serial:a': { targetFrequencyMhz: 200 },
      'serial:b': { targetFrequencyMhz: 200 },
    });
    const before = {
      [a.id]: { profile: 'eco' as const, targetFrequencyMhz: 150 },
      [b.id]: { targetFrequencyMhz: 175, name: 'B' },
    };
    expect(undoPatch([a, b], before).sticks).toEqual({
      'serial:a': { profile: 'eco' },
      'serial:b': { profile: null, targetFrequencyMhz: 175, targetCoreMv: null },
    });
    expect(undoPatch([a], {}).sticks).toEqual({
      'serial:a': { profile: null, targetFrequencyMhz: null, targetCoreMv: null },
    });
  });
});

describe('clock and voltage by hand', () => {
  const stick = benchStick({ targetFrequencyMhz: 300, targetCoreMv: 1_100 });
  const check = (clock: number | null, core: number | null, again: number | null = null) =>
    checkClock(stick, { clock, core, again });

  test('are taken inside the limits, and only what differs', () => {
    expect(check(350, 1_100).change).toEqual({ targetFrequencyMhz: 350 });
    expect(check(300, 1_050).change).toEqual({ targetCoreMv: 1_050 });
    expect(check(300, 1_100).change).toBeNull();
  });

  test('are refused outside of them', () => {
    expect(check(501, 1_100)).toMatchObject({ isClockGood: false, change: null });
    expect(check(null, 1_100)).toMatchObject({ isClockGood: false, change: null });
    expect(check(300, 1_251)).toMatchObject({ isCoreGood: false, rise: null, change: null });
  });

  test('more voltage is typed twice, less is not', () => {
    expect(check(300, 1_200)).toMatchObject({ rise: { fromMv: 1_100, toMv: 1_200 }, change: null });
    expect(check(300, 1_200, 1_190).change).toBeNull();
    expect(check(300, 1_200, 1_200).change).toEqual({ targetCoreMv: 1_200 });
  });

  test('nothing that was typed leaves the limits', () => {
    const typed = fc.option(fc.double({ min: -100, max: 3_000, noNaN: true }));
    fc.assert(
      fc.property(typed, typed, typed, (clock, core, again) => {
        const { change } = check(clock, core, again);
        const mhz = change?.targetFrequencyMhz ?? 300;
        const mv = change?.targetCoreMv ?? 1_100;
        return mhz >= 50 && mhz <= 500 && mv >= 1_000 && mv <= 1_250;
      }),
    );
  });
});

test.each([
  ['300', 300],
  [' 6,25 ', 6.25],
  ['6.25', 6.25],
  ['', null],
  ['-3', null],
  ['1e3', null],
  ['3 W', null],
  ['1234567', null],
])('%j is typed for %j', (typed, number) => expect(numberOf(typed)).toBe(number));

describe('the line of a day', () => {
  const range = { fromMs: SAMPLE_NOW_MS - 86_400_000, toMs: SAMPLE_NOW_MS };

  test('breaks at a gap and stays in its box', () => {
    const { paths, viewBox } = dayPaths(sampleHistory({ ...range, maxPoints: 97 }), range, 959e9);
    expect(paths).toHaveLength(2);
    const [, , width = 0, height = 0] = viewBox.split(' ').map(Number);
    for (const [, x, y] of paths.join(' ').matchAll(/[ML](\S+) (\S+)/g)) {
      expect(Number(x) >= 0 && Number(x) <= width).toBe(true);
      expect(Number(y) >= 0 && Number(y) <= height).toBe(true);
    }
  });

  test('is nothing without points', () => {
    expect(dayPaths({ points: [], bucketMs: 60_000 }, range, null).paths).toEqual([]);
  });
});

test('ticks are round, inside and not too many', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      (from, size) => {
        const ticks = niceTicks([from, from + size], 5);
        expect(ticks.length).toBeLessThanOrEqual(6);
        for (const tick of ticks) expect(tick >= from - 1e-6 && tick <= from + size + 1e-6).toBe(true);
      },
    ),
  );
  expect(niceTicks([4.4, 5.1], 4)).toEqual([4.4, 4.6, 4.8, 5]);
  expect(linear([5, 5], [0, 100])(5)).toBe(50);
});
