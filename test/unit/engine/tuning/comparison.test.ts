import { describe, expect, test } from 'vitest';
import type { Comparison, TunePoint } from '../../../../electron/contract/tuning.ts';
import { HASHES_PER_DIFFICULTY_1 } from '../../../../electron/core/hashrate.ts';
import { ComparisonRun } from '../../../../electron/engine/tuning/comparison-run.ts';
import { compareSlots, halfWidth } from '../../../../electron/engine/tuning/comparison-verdict.ts';
import { seeded } from '../../device/practice-stick.ts';
import { compacFHs, observation, second, TICKET } from './simulated-sweep.ts';

const A: TunePoint = { frequencyMhz: 300, coreMv: null };
const B: TunePoint = { frequencyMhz: 320, coreMv: null };
const SLOT_MS = 600_000;

type Slot = Comparison['slots'][number];

interface Truth {
  /** H/s of each side over those of the other: 1 = equal. */
  readonly ratio: number;
  readonly watts: Readonly<Record<'a' | 'b', number>> | null;
}

function slotOf(side: 'a' | 'b', { ratio, watts }: Truth, random: () => number): Slot {
  const rateHs = compacFHs(A) * (side === 'a' ? ratio : 1);
  const mean = (rateHs * SLOT_MS) / 1000 / (HASHES_PER_DIFFICULTY_1 * TICKET);
  // Thousands of nonces: a normal variable is as good as a Poisson one.
  const nonces = Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const hashrateHs = (nonces * TICKET * HASHES_PER_DIFFICULTY_1 * 1000) / SLOT_MS;
  const powerW = watts === null ? 10 : watts[side] * (1 + 0.01 * normal(random));
  return {
    ...(side === 'a' ? A : B),
    side,
    atMs: 0,
    durationMs: SLOT_MS,
    nonces,
    hardwareErrors: 0,
    hashrateHs,
    lowHs: hashrateHs * 0.95,
    highHs: hashrateHs * 1.05,
    powerW,
    isPowerMeasured: watts !== null,
    efficiencyJth: powerW / (hashrateHs / 1e12),
    highestTempC: null,
    lowestInputV: null,
    verdict: 'good',
  };
}

/** The verdict of a comparison that looks after every slot, as the real one does. */
function verdictOf(truth: Truth, seed: number, mostSlots = 400): Comparison['verdict'] {
  const random = seeded(seed);
  const turns = ['a', 'b', 'b', 'a'] as const;
  const slots: Slot[] = [];
  for (let slot = 0; slot < mostSlots; slot += 1) {
    slots.push(slotOf(turns[slot % 4] ?? 'a', truth, random));
    const { verdict } = compareSlots(slots);
    if (verdict !== 'notEnoughData') return verdict;
  }
  return 'notEnoughData';
}

const verdictsOf = (truth: Truth, runs: number) =>
  Array.from({ length: runs }, (_, seed) => verdictOf(truth, seed + 1));
const shareOf = (verdicts: readonly string[], ...wanted: string[]) =>
  verdicts.filter((verdict) => wanted.includes(verdict)).length / verdicts.length;

describe('the verdict', () => {
  test('names a winner of two equal sides in less than 5 % of comparisons, though it looks after every slot', () => {
    const verdicts = verdictsOf({ ratio: 1, watts: null }, 400);
    expect(shareOf(verdicts, 'a', 'b')).toBeLessThan(0.05);
    expect(shareOf(verdicts, 'noDifference')).toBeGreaterThan(0.9);
  });

  test('the same by J/TH with noisy watts', () => {
    const verdicts = verdictsOf({ ratio: 1, watts: { a: 10, b: 10 } }, 300);
    expect(shareOf(verdicts, 'a', 'b')).toBeLessThan(0.05);
  });

  test.each([
    [1.06, 'a'],
    [1 / 1.06, 'b'],
  ] as const)('finds a difference of 6 %: %d', (ratio, winner) => {
    const verdicts = verdictsOf({ ratio, watts: null }, 100);
    expect(shareOf(verdicts, winner)).toBeGreaterThan(0.95);
  });

  test('is by J/TH where watts are measured: the faster side may lose', () => {
    const verdicts = verdictsOf({ ratio: 1.1, watts: { a: 13, b: 10 } }, 40);
    expect(shareOf(verdicts, 'b')).toBeGreaterThan(0.95);
    const random = seeded(1);
    const measured = slotOf('a', { ratio: 1, watts: { a: 10, b: 10 } }, random);
    expect(compareSlots([measured]).by).toBe('efficiency');
    expect(compareSlots([measured, slotOf('b', { ratio: 1, watts: null }, random)]).by).toBe('hashrate');
  });

  test('says nothing before both sides have slots', () => {
    const random = seeded(2);
    const truth = { ratio: 2, watts: null };
    const slots = [slotOf('a', truth, random)];
    expect(compareSlots([])).toEqual({ by: 'hashrate', verdict: 'notEnoughData' });
    expect(compareSlots(slots).verdict).toBe('notEnoughData');
    slots.push(slotOf('b', truth, random), slotOf('b', truth, random));
    expect(compareSlots(slots).verdict).toBe('notEnoughData');
    slots.push(slotOf('a', truth, random));
    expect(compareSlots(slots).verdict).toBe('a');
  });

  test('its interval is wider than that of a single look', () => {
    for (const variance of [1e-5, 1e-4, 1e-3, 1e-2]) {
      expect(halfWidth(variance)).toBeGreaterThan(1.96 * Math.sqrt(variance));
    }
  });
});

describe('a comparison', () => {
  const begun: Comparison = {
    id: 'c',
    stickId: 'serial:a' as Comparison['stickId'],
    a: A,
    b: B,
    slotMs: SLOT_MS,
    startedAtMs: 0,
    endedAtMs: null,
    slots: [],
    by: 'hashrate',
    verdict: 'notEnoughData',
  };
  const physics = { hashrateHs: compacFHs, powerW: () => 10, isPowerMeasured: false };

  function play(run: ComparisonRun, seconds: number, seed: number): void {
    const random = seeded(seed);
    for (let s = 0; s < seconds && run.point !== null; s += 1)
      run.tick(second(run, run.point, physics, random), s * 1000);
  }

  test('takes turns, cuts transitions off and survives a restart', () => {
    const first = new ComparisonRun(begun);
    play(first, 1300, 5);
    expect(first.record.slots.map(({ side }) => side)).toEqual(['a', 'b']);
    // 30 s of each slot are transition, and not in what was measured.
    expect(first.record.slots.every(({ durationMs }) => durationMs === SLOT_MS)).toBe(true);
    const again = new ComparisonRun(JSON.parse(JSON.stringify(first.record)));
    expect(again.point).toEqual(B);
    play(again, 1300, 6);
    expect(again.record.slots.map(({ side }) => side)).toEqual(['a', 'b', 'b', 'a']);
  });

  test('the faster of two clocks wins, and it ends there', () => {
    const run = new ComparisonRun(begun);
    play(run, 400 * 700, 7);
    expect(run.record).toMatchObject({ verdict: 'b', by: 'hashrate' });
    expect(run.isOver).toBe(true);
    expect(run.point).toBeNull();
    expect(run.record.slots.length).toBeLessThan(100);
  });

  test('a point at which the stick fails has lost', () => {
    const run = new ComparisonRun(begun);
    for (let s = 0; s < 40; s += 1) run.tick(observation(), s);
    run.tick(observation({ trouble: 'powerSags' }), 41);
    expect(run.record).toMatchObject({ verdict: 'b', endedAtMs: 41 });
  });
});

/** Box and Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
