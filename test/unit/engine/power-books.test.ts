import fc from 'fast-check';
import { expect, test } from 'vitest';
import { powerPicture } from '../../../electron/engine/power-chain.ts';
import { Sampler } from '../../../electron/engine/sampler.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { factsOf, measured, plugOf, slotOf } from './power-slots.ts';

const CHAIN = { hubLossW: 1.2, psuEfficiency: 0.85, hostShare: 0.3 };
const MS_PER_HOUR = 3_600_000;

interface Moment {
  readonly plugW: number | null;
  readonly hostW: number | null;
  readonly lossW: number | null;
}

/** A stick on a plug and one on a hub, sampled each second; the books' energy by id, and what the fleet drew. */
async function booksOf(moments: readonly Moment[]) {
  const clock = new ManualClock();
  const slots = [slotOf('a'), slotOf('b', { hubId: '1-1' })];
  let now: Moment | undefined;
  const picture = () =>
    powerPicture(
      factsOf(slots, {
        settings: { plugs: [plugOf('desk', ['a'])] },
        plugs: { desk: measured(now?.plugW ?? null) },
        hostW: measured(now?.hostW ?? null),
        chain: { ...CHAIN, hubLossW: now?.lossW ?? null },
      }),
    );
  const wh = new Map<string, number>();
  const unmetered = new Map<string, number>();
  const sampler = new Sampler({
    clock,
    slots: () => slots,
    power: picture,
    add: (id, { energyWh = null, coveredMs = 0 }) => {
      if (energyWh === null) unmetered.set(id, (unmetered.get(id) ?? 0) + coveredMs);
      else wh.set(id, (wh.get(id) ?? 0) + energyWh);
    },
  });
  let fleetWh = 0;
  let lastW: number | null = null;
  for (const [index, moment] of moments.entries()) {
    now = moment;
    if (index > 0) await clock.advance(1_000);
    sampler.sample();
    const { value } = picture().fleetW;
    if (index > 0 && value !== null && lastW !== null)
      fleetWh += ((value + lastW) / 2) * (1_000 / MS_PER_HOUR);
    lastW = value;
  }
  return { wh, unmetered, fleetWh };
}

test('what the fleet draws over time is what the books hold, whichever lines come and go', async () => {
  const watts = (max: number) => fc.double({ min: 0.5, max, noNaN: true });
  const moment = fc.record({
    plugW: fc.option(watts(30)),
    hostW: watts(90),
    lossW: fc.option(watts(5)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 2, maxLength: 12 }), async (moments) => {
      const { wh, fleetWh } = await booksOf(moments);
      const bookedWh = [...wh.values()].reduce((sum, energyWh) => sum + energyWh, 0);
      expect(bookedWh).toBeCloseTo(fleetWh, 9);
    }),
    { numRuns: 40 },
  );
});

test('each line has its own row, and a gap in what is known of one stays a gap', async () => {
  const at = (hostW: number | null): Moment => ({ plugW: 6, hostW, lossW: 3 });
  const { wh, unmetered } = await booksOf([at(40), at(40), at(null), at(40), at(40)]);
  const second = 1_000 / MS_PER_HOUR;
  expect(Object.fromEntries(wh)).toEqual({
    a: expect.closeTo(6 * 4 * second, 12),
    b: expect.closeTo(2 * 4 * second, 12),
    'line:hubLoss': expect.closeTo(3 * 4 * second, 12),
    'line:psuLoss': expect.closeTo((5 / 0.85 - 5) * 4 * second, 12),
    // Neither the second before the unknown reading nor the one after.
    'line:host': expect.closeTo(12 * 2 * second, 12),
  });
  expect(Object.fromEntries(unmetered)).toMatchObject({ 'line:host': 2_000 });
});
