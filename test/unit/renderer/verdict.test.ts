import { describe, expect, test } from 'vitest';
import type { MinerFrame } from '../../../electron/contract/frame.ts';
import { createFormat } from '../../../renderer/text/format.ts';
import { verdictOf } from '../../../renderer/text/verdict.ts';
import {
  reading,
  SAMPLE_NOW_MS,
  sampleFrame,
  sampleStick,
  sampleSticks,
} from '../../e2e/fixtures/sample-frame.ts';
import { english } from './english.ts';

const text = english();
const format = createFormat('en-GB', 'Europe/Berlin');

function say(changes: Partial<MinerFrame> = {}, isDemo = false): readonly [string, string] {
  const { title, line } = verdictOf(sampleFrame(SAMPLE_NOW_MS, changes), isDemo, format);
  return [text(title.id, title.values), String(text.rich(line.id, line.values))];
}

describe('mining', () => {
  test('says what a day costs and buys', () => {
    expect(say()).toEqual([
      'All three sticks are mining',
      'A day costs about €0.16 and buys a 1 in 8.7 million chance of a block, on average 36 sats (€0.02).',
    ]);
  });

  test('is not claimed before anything is measured', () => {
    const { fleet } = sampleFrame(SAMPLE_NOW_MS);
    const hashrateHs = { value: null, origin: 'measured', atMs: SAMPLE_NOW_MS, reason: 'measuring' } as const;
    const hashrate = { hashrateHs, lowHs: null, highHs: null, windowMs: 2_000 };
    expect(say({ fleet: { ...fleet, hashrate } })[0]).toBe('Starting three sticks');
  });

  test('says of the demo that nothing is earned', () => {
    expect(say({}, true)[1]).toBe(
      'Demo: nothing here is earned or paid. A day would cost €0.16 and buy a 1 in 8.7 million chance of a block.',
    );
  });

  test('counts those that do not mine yet', () => {
    const [first, second] = sampleSticks(SAMPLE_NOW_MS);
    expect(say({ sticks: [first, { ...second, health: 'new' }] })[0]).toBe('1 of 2 sticks are mining');
  });

  test('without a price asks for one, without work says what is known', () => {
    const { outlook } = sampleFrame();
    const noCost = { ...outlook, costPerDay: reading<never>(null, 'modelled', 0) };
    const noChance = { ...outlook, blockChancePerDay: reading<never>(null, 'modelled', 0) };
    expect(say({ outlook: noCost })[1]).toContain('Set your electricity price');
    expect(say({ outlook: noChance })[1]).toContain('A day costs about €0.16.');
  });
});

test('a pause with an end says when, one without says nothing of it', () => {
  const until = SAMPLE_NOW_MS + 400 * 60_000;
  expect(
    say({
      run: { state: 'paused', paused: true, pausedSinceMs: SAMPLE_NOW_MS - 60_000, pausedUntilMs: until },
    })[0],
  ).toBe('Paused until 21:00');
  expect(
    say({
      run: { state: 'paused', paused: true, pausedSinceMs: SAMPLE_NOW_MS - 60_000, pausedUntilMs: null },
    }),
  ).toEqual(['Paused', 'Paused by you since 14:19. All three sticks are ready.']);
});

test('a stick that needs somebody comes before what still runs', () => {
  const sticks = [...sampleSticks(SAMPLE_NOW_MS), sampleStick(SAMPLE_NOW_MS, { health: 'needsHelp' })];
  expect(
    say({ sticks, run: { state: 'needsHelp', paused: false, pausedSinceMs: null, pausedUntilMs: null } }),
  ).toEqual(['One stick needs you', '3 are mining at 952 GH/s.']);
});

test('the rest has no hashrate until one is measured', () => {
  const { fleet } = sampleFrame(SAMPLE_NOW_MS);
  const hashrateHs = reading<number>(null, 'measured', SAMPLE_NOW_MS, 'measuring');
  const line = say({
    fleet: { ...fleet, hashrate: { ...fleet.hashrate, hashrateHs } },
    run: { state: 'needsHelp', paused: false, pausedSinceMs: null, pausedUntilMs: null },
  })[1];
  expect(line).toBe('3 are mining.');
});

test('no pool set and a pool that is away are two different things', () => {
  const run = { state: 'noPool', paused: false, pausedSinceMs: null, pausedUntilMs: null } as const;
  expect(say({ run, pool: null })[0]).toBe('Mining needs a pool');
  expect(say({ run })[1]).toContain('public-pool.io:4333');
});

test.each(['noSticks', 'starting', 'stalled'] as const)('%s has its sentences', (state) => {
  const [title, line] = say({
    run: { state, paused: false, pausedSinceMs: null, pausedUntilMs: null },
    sticks: [],
  });
  expect(title.length).toBeGreaterThan(3);
  expect(line.length).toBeGreaterThan(3);
});
