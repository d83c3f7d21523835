import { describe, expect, test } from 'vitest';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { createFormat } from '../../../renderer/text/format.ts';
import {
  costFormula,
  hashrateFormula,
  netFormula,
  powerFormula,
  priceSource,
  satsFormula,
  sharesSource,
  stickPowerFormula,
} from '../../../renderer/text/formula.ts';
import type { Sentence } from '../../../renderer/text/verdict.ts';
import { reading, SAMPLE_NOW_MS, sampleFrame, sampleStick } from '../../e2e/fixtures/sample-frame.ts';
import { english } from './english.ts';

const format = createFormat('en-GB', 'Europe/Berlin');
const text = english();
const frame = sampleFrame();
const read = (lines: readonly Sentence[]) => lines.map(({ id, values }) => String(text.rich(id, values)));
const none = reading<never>(null, 'modelled', SAMPLE_NOW_MS, 'measuring');

describe('hashrate', () => {
  test('of several sticks is their sum', () => {
    expect(read(hashrateFormula(frame, format))).toEqual(['611 + 296 + 44.7 GH/s = 952 GH/s']);
  });

  test('of one is what its nonces stand for over the window', () => {
    const one = { ...frame, sticks: [sampleStick(SAMPLE_NOW_MS)] };
    expect(read(hashrateFormula(one, format))).toEqual([
      '3400 trillion hashes counted in 3,600 s ÷ 3,600 s = 952 GH/s',
    ]);
  });

  test('is not explained while it is not known', () => {
    const { fleet } = frame;
    const young = { ...frame, fleet: { ...fleet, hashrate: { ...fleet.hashrate, hashrateHs: none } } };
    expect(hashrateFormula(young, format)).toEqual([]);
    expect(satsFormula(young, format)).toEqual([]);
  });
});

test('watts are told with what they do and cost', () => {
  expect(read(powerFormula(frame, format))).toEqual([
    '30.1 W ÷ 0.952 TH/s = 32 J/TH',
    '30.1 W × 1 h × €0.30 per kWh = 0.904 ct an hour',
    '30.1 W × 24 h × €0.30 per kWh = €0.1602 a day',
  ]);
});

describe("today's cost", () => {
  const withToday = (today: Partial<MinerFrame['today']>): MinerFrame => ({
    ...frame,
    today: { ...frame.today, ...today },
  });

  test('is energy times the price', () => {
    expect(read(costFormula(frame, format))).toEqual(['370 Wh × €0.30 per kWh = €0.111']);
  });

  test('leaves energy without a price out', () => {
    const part = withToday({
      energyWh: reading(1_370, 'modelled', SAMPLE_NOW_MS),
      unpricedWh: reading(1_000, 'modelled', SAMPLE_NOW_MS),
    });
    expect(read(costFormula(part, format))).toEqual(['370 Wh × €0.30 per kWh = €0.111']);
  });

  test('after a change of the price is energy times its mean', () => {
    const changed = withToday({ cost: reading({ amount: '0.074', currency: 'EUR' }, 'modelled', 0) });
    expect(read(costFormula(changed, format))).toEqual(['370 Wh × €0.20 per kWh on average = €0.074']);
  });

  test('has no line without energy', () => {
    expect(costFormula(withToday({ energyWh: none }), format)).toEqual([]);
    expect(costFormula(withToday({ energyWh: reading(0, 'modelled', 0) }), format)).toEqual([]);
  });
});

test('what a day brings names difficulty and reward', () => {
  expect(read(satsFormula(frame, format))).toEqual([
    '952 GH/s × 86,400 s ÷ (140 trillion × 2³²) × 312,500,000 sats = 36.2 sats a day on average',
    '952 GH/s × 86,400 s ÷ (140 trillion × 2³²) = a 1 in 8.7 million chance of a block a day',
  ]);
});

test('net is one minus the other', () => {
  expect(read(netFormula(frame, format))).toEqual(['€0.0151 expected − €0.111 electricity = −€0.0959']);
});

test('the price is an example in the demo and typed elsewhere', () => {
  expect(read(priceSource(frame, true, format))).toEqual(['The price is an example of the demo.']);
  expect(read(priceSource(frame, false, format))).toEqual(['You typed the price on Tue 24 Nov.']);
  const unpriced = { ...frame, outlook: { ...frame.outlook, pricePerKwh: none } };
  expect(priceSource(unpriced, true, format)).toEqual([]);
});

test('shares are counted by the pool', () => {
  expect(read(sharesSource(frame))).toEqual(['public-pool.io:4333 has answered 1,096 shares today.']);
  expect(sharesSource({ ...frame, pool: null })).toEqual([]);
});

test("a stick's watts name their inputs where they are modelled", () => {
  const modelled = sampleStick(SAMPLE_NOW_MS, { powerW: reading(13, 'modelled', 0) });
  expect(read(stickPowerFormula(modelled, format))).toEqual([
    'Modelled from 300 MHz and 1 chip. A plug at the wall knows better.',
  ]);
  expect(stickPowerFormula(sampleStick(SAMPLE_NOW_MS), format)).toEqual([]);
});
