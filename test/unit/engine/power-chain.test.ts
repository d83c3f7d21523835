import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { PowerLine } from '../../../electron/contract/frame.ts';
import { StickId } from '../../../electron/contract/units.ts';
import { powerPicture, stickPower } from '../../../electron/engine/power-chain.ts';
import type { StickSlot } from '../../../electron/engine/stick-slot.ts';
import { type FactsWish, factsOf, measured, NOW_MS, plugOf, type SlotWish, slotOf } from './power-slots.ts';

/** Two watts, whatever it does; telemetry makes it more. */
const of = (id: string, powerW: number | null = null, wish: SlotWish = {}): StickSlot =>
  slotOf(id, { ...(powerW === null ? {} : { telemetry: { powerW } }), ...wish });

function look(slots: readonly StickSlot[], wish: FactsWish = {}) {
  const picture = powerPicture(factsOf(slots, wish));
  const line = (code: PowerLine['code']): number | null | undefined =>
    picture.lines.find((candidate) => candidate.code === code)?.powerW.value;
  const stick = (id: string) => {
    const { reading, source } = stickPower(picture, StickId.parse(id), NOW_MS);
    return [reading.value, source, reading.origin];
  };
  return { ...picture, line, stick };
}

describe('a plug', () => {
  it('has its only stick measured', () => {
    const { stick, fleetW } = look([of('a')], {
      settings: { plugs: [plugOf('desk', ['a'])] },
      plugs: { desk: measured(3.3) },
    });
    expect(stick('a')).toEqual([3.3, 'plug', 'measured']);
    expect(fleetW).toEqual(measured(3.3));
  });

  it('is shared out by what its sticks draw by themselves, and leaves others alone', () => {
    const { stick } = look([of('a', 3), of('b', 6), of('c', 4)], {
      settings: { plugs: [plugOf('desk', ['a', 'b', 'not-here'])] },
      plugs: { desk: measured(12) },
    });
    expect(stick('a')).toEqual([4, 'plug', 'measured']);
    expect(stick('b')).toEqual([8, 'plug', 'measured']);
    expect(stick('c')).toEqual([4, 'telemetry', 'measured']);
  });

  it('shared out by a model is part modelled', () => {
    const { stick } = look([of('a'), of('b')], {
      settings: { plugs: [plugOf('desk', ['a', 'b'])] },
      plugs: { desk: measured(12) },
    });
    expect(stick('a')).toEqual([6, 'plug', 'partModelled']);
  });

  it('gives nothing to a stick that is gone', () => {
    const { stick } = look([of('a'), of('b', null, { health: 'lost' })], {
      settings: { plugs: [plugOf('desk', ['a', 'b'])] },
      plugs: { desk: measured(5) },
    });
    expect(stick('a')).toEqual([5, 'plug', 'measured']);
    expect(stick('b')).toEqual([0, 'model', 'modelled']);
  });

  it('cannot be shared out among sticks that nothing is known of', () => {
    const { stick, fleetW } = look([of('a'), of('b', null, { model: 'antminer-u3' })], {
      settings: { plugs: [plugOf('desk', ['a', 'b'])] },
      plugs: { desk: measured(5) },
    });
    expect(stick('a')).toEqual([null, 'none', 'measured']);
    expect(fleetW).toMatchObject({ value: null, reason: 'plugShareUnknown' });
  });

  it('that says nothing leaves the next source', () => {
    const settings = { plugs: [plugOf('desk', ['a'])] };
    expect(look([of('a', 3)], { settings }).stick('a')).toEqual([3, 'telemetry', 'measured']);
    const silent = { desk: measured(null, 'plugSilent') };
    expect(look([of('a')], { settings, plugs: silent }).stick('a')).toEqual([2, 'model', 'modelled']);
  });

  it('that shows 0 W while its stick hashes is a fault, and no measurement', () => {
    const wish = { settings: { plugs: [plugOf('desk', ['a'])] }, plugs: { desk: measured(0) } };
    const { stick, faults } = look([of('a')], wish);
    expect(stick('a')).toEqual([2, 'model', 'modelled']);
    expect(faults).toMatchObject([
      { code: 'plugShowsNothing', subject: { kind: 'plug', id: 'desk' }, params: { name: 'Desk' } },
    ]);
    // Of a stick at rest it may be true.
    const resting = look([of('a', null, { health: 'paused' })], wish);
    expect([resting.stick('a'), resting.faults]).toEqual([[0, 'plug', 'measured'], []]);
  });

  it('with the computer on it is the rest for the sticks', () => {
    const wish = { settings: { plugs: [plugOf('desk', ['a'], true)] }, plugs: { desk: measured(60) } };
    const withHost = look([of('a')], { ...wish, hostW: measured(50) });
    expect(withHost.stick('a')).toEqual([10, 'plug', 'measured']);
    const typed = look([of('a')], { ...wish, chain: { hostTypedW: 52 } });
    expect(typed.stick('a')).toEqual([8, 'plug', 'partModelled']);
    // The processor alone is not the computer.
    const cpu = look([of('a')], { ...wish, hostW: measured(9, 'cpuOnly') });
    expect(cpu.stick('a')).toEqual([2, 'model', 'modelled']);
    const more = look([of('a')], { ...wish, hostW: measured(70) });
    expect([more.stick('a')[1], more.faults.length]).toEqual(['model', 1]);
  });
});

describe('the chain', () => {
  const chain = { hubLossW: 1.5, psuEfficiency: 0.8 };

  it('adds a loss for each hub with a stick and for the supply, as lines', () => {
    const slots = [of('a', 3, { hubId: '1-1' }), of('b', 3, { hubId: '1-1' }), of('c', 4, { hubId: '1-2' })];
    const { line, lines, fleetW } = look(slots, { chain });
    expect(line('hubLoss')).toBe(3);
    expect(line('psuLoss')).toBeCloseTo(13 * 0.25, 12);
    expect(fleetW.value).toBeCloseTo(13 / 0.8, 12);
    expect(lines.map(({ powerW }) => powerW.origin)).toEqual(['typed', 'typed']);
  });

  it.each([
    ['a plug', { settings: { plugs: [plugOf('desk', ['a'])] }, plugs: { desk: measured(9) } }, 9],
    [
      'a calibration',
      {
        settings: {
          sticks: {
            [StickId.parse('a')]: { calibration: { factor: 3, of: 'telemetry', atMs: 1, by: 'meter' } },
          },
        },
      },
      9,
    ],
  ] satisfies [string, FactsWish, number][])(
    'adds nothing to what %s reads at the wall',
    (_name, wish, watts) => {
      const { lines, fleetW } = look([of('a', 3, { hubId: '1-1' })], { ...wish, chain });
      expect([lines, fleetW.value]).toEqual([[], watts]);
    },
  );

  it('adds nothing to watts that were typed off a meter', () => {
    const { lines, fleetW } = look([of('a', null, { model: 'antminer-u3', hubId: '1-1' })], {
      settings: { sticks: { [StickId.parse('a')]: { typedPowerW: 60 } } },
      chain,
    });
    expect([lines, fleetW.value]).toEqual([[], 60]);
  });

  it('charges the chosen share of the computer: measured, else typed, else of its processor', () => {
    const half = { hostShare: 0.5 };
    const host = (wish: FactsWish) => look([of('a')], wish).lines.find(({ code }) => code === 'host')?.powerW;
    expect(host({ chain: half, hostW: measured(40) })).toMatchObject({ value: 20, origin: 'typed' });
    expect(host({ chain: { ...half, hostTypedW: 30 } })?.value).toBe(15);
    const cpu = measured(8, 'cpuOnly');
    expect(host({ chain: { ...half, hostTypedW: 30 }, hostW: cpu })?.value).toBe(15);
    expect(host({ chain: half, hostW: cpu })).toMatchObject({ value: 4, reason: 'cpuOnly' });
    expect(host({ chain: half })).toMatchObject({ value: null, reason: 'noHostPower' });
    expect(host({ hostW: measured(40) })).toBeUndefined();
  });

  it('has no sum with a hole in it', () => {
    expect(look([of('a')], { chain: { hostShare: 1 } }).fleetW).toMatchObject({
      value: null,
      reason: 'noHostPower',
    });
  });

  it('is nothing while no stick is here', () => {
    const wish = { chain: { ...chain, hostShare: 1, hostTypedW: 60 } };
    expect(look([], wish)).toMatchObject({ lines: [], fleetW: { value: null, reason: 'noSticks' } });
    const gone = look([of('a', null, { health: 'lost', hubId: '1-1' })], wish);
    expect([gone.lines, gone.fleetW.value]).toEqual([[], 0]);
  });
});

test('whatever hangs where, each watt is counted once', () => {
  const stick = fc.record({
    powerW: fc.double({ min: 1, max: 9, noNaN: true }),
    hub: fc.constantFrom(null, '1-1', '1-2'),
    plug: fc.constantFrom(null, 'p', 'q'),
    health: fc.constantFrom('mining' as const, 'paused' as const, 'lost' as const),
  });
  const watts = fc.double({ min: 1, max: 200, noNaN: true });
  fc.assert(
    fc.property(fc.array(stick, { maxLength: 6 }), watts, watts, watts, (sticks, p, q, hostW) => {
      const slots = sticks.map(({ powerW, hub, health }, index) =>
        of(`s${index}`, powerW, { hubId: hub, health }),
      );
      const on = (plug: string): string[] =>
        sticks.flatMap((one, index) => (one.plug === plug ? [`s${index}`] : []));
      const { fleetW, ...picture } = look(slots, {
        settings: { plugs: [plugOf('p', on('p')), plugOf('q', on('q'))] },
        plugs: { p: measured(p), q: measured(q) },
        chain: { hubLossW: 1, psuEfficiency: 0.9, hostShare: 0.25 },
        hostW: measured(hostW),
      });
      const isHere = sticks.map(({ health }) => health !== 'lost');
      const hasSticks = (plug: string): boolean => sticks.some((one, at) => one.plug === plug && isHere[at]);
      const bare = sticks.filter((one, at) => one.plug === null && isHere[at]);
      const hubs = new Set(bare.flatMap(({ hub }) => hub ?? []));
      for (const [at, one] of sticks.entries()) {
        if (one.plug !== null && one.hub !== null && isHere[at]) hubs.delete(one.hub);
      }
      const fedW = bare.reduce((sum, { powerW }) => sum + powerW, hubs.size);
      const expectedW =
        fedW / 0.9 +
        (hasSticks('p') ? p : 0) +
        (hasSticks('q') ? q : 0) +
        (isHere.some(Boolean) ? hostW / 4 : 0);
      if (sticks.length === 0) expect(fleetW.value).toBeNull();
      else expect(fleetW.value).toBeCloseTo(expectedW, 6);
      expect(picture.lines.every(({ powerW }) => (powerW.value ?? -1) >= 0)).toBe(true);
    }),
  );
});
