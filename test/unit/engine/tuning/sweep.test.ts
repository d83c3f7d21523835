import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TuneMeasurement, TunePoint } from '../../../../electron/contract/tuning.ts';
import { PointWatch, SWEEP_RULES } from '../../../../electron/engine/tuning/point-watch.ts';
import { leastJth, measuredEco, profilePoint } from '../../../../electron/engine/tuning/profiles.ts';
import { chooseBest, type Worth } from '../../../../electron/engine/tuning/tune-choice.ts';
import { closedCount, nextPoint, tunePlan } from '../../../../electron/engine/tuning/tune-plan.ts';
import { PARKED, TuneSweep } from '../../../../electron/engine/tuning/tune-run.ts';
import { seeded } from '../../device/practice-stick.ts';
import {
  compacFHs,
  measureOnce,
  NO_WORTH,
  newRun,
  observation,
  type Physics,
  playSweep,
  second,
  sweepOf,
} from './simulated-sweep.ts';

const CLOCK = { min: 100, max: 600, step: 5, default: 200 };
const PLAN = tunePlan({ clockMhz: CLOCK, coreMv: null });

/** Least J/TH at 300 MHz: fixed watts are shared by more hashes, and watts of the clock grow with its cube. */
const curveW = ({ frequencyMhz }: TunePoint): number => 5.4 + 1e-7 * frequencyMhz ** 3;
const PHYSICS: Physics = { hashrateHs: compacFHs, powerW: curveW };
const trueJth = (point: TunePoint): number => curveW(point) / (compacFHs(point) / 1e12);

describe('a sweep', () => {
  test('finds a point within 6 % of the least J/TH in at least 19 of 20 runs', () => {
    const least = Math.min(...PLAN.map(trueJth));
    const found = Array.from({ length: 40 }, (_, seed) => {
      const { best, state } = playSweep(sweepOf(PLAN), PHYSICS, seeded(seed + 1));
      expect(state).toBe('done');
      return best === null ? Number.POSITIVE_INFINITY : trueJth(best) / least;
    });
    expect(found.filter((ratio) => ratio < 1.06).length).toBeGreaterThanOrEqual(38);
  });

  test('its intervals hold the true hashrate in about 95 of 100 cases', () => {
    const random = seeded(11);
    const point = { frequencyMhz: 400, coreMv: null };
    const held = Array.from({ length: 200 }, () => measureOnce(point, PHYSICS, random)).filter(
      ({ lowHs, highHs }) => lowHs <= compacFHs(point) && compacFHs(point) <= highHs,
    );
    expect(held.length).toBeGreaterThanOrEqual(182);
  });

  test('for the most hashes ends at the highest clock, also with modelled watts', () => {
    const run = playSweep(sweepOf(PLAN, 'mostHash'), { ...PHYSICS, isPowerMeasured: false }, seeded(3));
    expect(run.best).toEqual(PLAN.at(-1));
    expect(run.measured.every(({ isPowerMeasured }) => !isPowerMeasured)).toBe(true);
  });

  test('with modelled watts says that J/TH needs measured ones', () => {
    const run = playSweep(sweepOf(PLAN), { ...PHYSICS, isPowerMeasured: false }, seeded(4));
    expect(run).toMatchObject({ state: 'done', best: null, reason: 'needsMeasuredWatts' });
  });

  test.each(['tooHot', 'powerSags', 'silent'] as const)(
    'stops climbing at %s and keeps the last good',
    (trouble) => {
      const visited: TunePoint[] = [];
      const fault = ({ frequencyMhz }: TunePoint) => (frequencyMhz > 350 ? trouble : null);
      const run = playSweep(sweepOf(PLAN, 'mostHash'), { ...PHYSICS, fault }, seeded(5), { visited });
      expect(run.state).toBe('done');
      expect(run.best?.frequencyMhz).toBeLessThanOrEqual(350);
      expect(run.measured.at(-1)?.verdict).toBe(trouble);
      expect(visited.filter(({ frequencyMhz }) => frequencyMhz > 350)).toHaveLength(1);
    },
  );

  test('stops at errors, soon', () => {
    const errorShare = ({ frequencyMhz }: TunePoint) => (frequencyMhz > 400 ? 0.2 : 0.001);
    const run = playSweep(sweepOf(PLAN, 'mostHash'), { ...PHYSICS, errorShare }, seeded(6));
    expect(run.measured.at(-1)).toMatchObject({ verdict: 'tooManyErrors' });
    expect(run.measured.at(-1)?.durationMs).toBeLessThan(60_000);
    expect(run.best?.frequencyMhz).toBeLessThanOrEqual(400);
  });

  test('takes chips that find far less than their clock says for chips that err', () => {
    const watch = new PointWatch({ frequencyMhz: 400, coreMv: null }, SWEEP_RULES);
    const random = seeded(8);
    const half: Physics = { ...PHYSICS, hashrateHs: (point) => compacFHs(point) / 2 };
    while (watch.step !== 'done') {
      const seen = second(watch, watch.point, half, random);
      watch.tick({ ...seen, expectedHs: compacFHs(watch.point) });
    }
    expect(watch.measurement(0).verdict).toBe('tooManyErrors');
  });

  test('where every point fails it fails, and has no best', () => {
    const run = playSweep(sweepOf(PLAN), { ...PHYSICS, fault: () => 'silent' }, seeded(7));
    expect(run).toMatchObject({ state: 'failed', reason: 'noGoodPoint', best: null });
    expect(run.measured).toHaveLength(1);
  });

  test('goes on where it was from what was kept of it', () => {
    const whole = sweepOf(PLAN);
    const until = (run: { measured: readonly unknown[] }) => run.measured.length === 4;
    playSweep(whole, PHYSICS, seeded(9), { until });
    whole.park();
    expect(whole.record).toMatchObject({ state: 'waiting', reason: PARKED });
    const kept = JSON.parse(JSON.stringify(whole.record));
    const again = new TuneSweep(kept, SWEEP_RULES);
    expect(again.point).toEqual(PLAN[4]);
    const run = playSweep(again, PHYSICS, seeded(10));
    expect(run).toMatchObject({ state: 'done', reason: null });
    expect(run.measured).toHaveLength(PLAN.length);
  });

  test('stopped, it keeps what was measured and wants no point', () => {
    const sweep = sweepOf(PLAN);
    playSweep(sweep, PHYSICS, seeded(9), { until: ({ measured }) => measured.length === 2 });
    sweep.stop(5, 'byUser');
    expect(sweep.point).toBeNull();
    expect(sweep.record).toMatchObject({ state: 'stopped', reason: 'byUser', endedAtMs: 5 });
    expect(sweep.record.measured).toHaveLength(2);
  });
});

describe('a point', () => {
  const watching = () => new PointWatch({ frequencyMhz: 200, coreMv: null }, SWEEP_RULES);
  const ticks = (watch: PointWatch, count: number, seen = observation()) => {
    for (let one = 0; one < count; one += 1) watch.tick(seen);
  };

  test.each(['paused', 'noPool', 'stickLost'] as const)(
    'interrupted by %s waits, and counts anew',
    (waitsFor) => {
      const watch = watching();
      ticks(watch, 31);
      for (let one = 0; one < 200; one += 1) watch.noteNonce(16);
      ticks(watch, 10);
      expect(watch.step).toBe('measuring');
      ticks(watch, 500, observation({ waitsFor, isAtPoint: false }));
      expect(watch).toMatchObject({ step: 'waiting', waitsFor });
      ticks(watch, 31);
      ticks(watch, 2000);
      // What was counted before the interruption is in no measurement.
      expect(watch.measurement(0).nonces).toBe(0);
    },
  );

  test('that a stick falls off again and again is one at which it fails', () => {
    const watch = watching();
    for (let fall = 0; fall < 4; fall += 1) {
      ticks(watch, 35);
      ticks(watch, 20, observation({ waitsFor: 'stickLost', isAtPoint: false }));
    }
    expect(watch.step).toBe('done');
    expect(watch.measurement(0).verdict).toBe('silent');
  });

  test('waits for trouble of the point before, and takes trouble of its own for a verdict', () => {
    const watch = watching();
    ticks(watch, 60, observation({ trouble: 'tooHot', isAtPoint: false }));
    expect(watch).toMatchObject({ step: 'waiting', waitsFor: 'recovering' });
    ticks(watch, 10);
    ticks(watch, 1, observation({ trouble: 'tooHot' }));
    expect(watch.measurement(0).verdict).toBe('tooHot');
  });

  test('without one nonce where twenty are due is silent', () => {
    const watch = watching();
    ticks(watch, 100, observation({ expectedHs: compacFHs(watch.point) }));
    expect(watch.measurement(0)).toMatchObject({ verdict: 'silent', hashrateHs: 0 });
  });

  test('that is never reached ends', () => {
    const watch = watching();
    ticks(watch, 602, observation({ isAtPoint: false }));
    expect(watch.measurement(0).verdict).toBe('silent');
  });

  test('has measured watts only when all of them were', () => {
    const watch = watching();
    ticks(watch, 31);
    ticks(watch, 500);
    ticks(watch, 1, observation({ isPowerMeasured: false }));
    for (let one = 0; one < 3000; one += 1) watch.noteNonce(16);
    ticks(watch, 1);
    expect(watch.measurement(0)).toMatchObject({ isPowerMeasured: false, powerW: 10, verdict: 'good' });
  });
});

describe('a plan', () => {
  const limits = fc
    .record({
      min: fc.integer({ min: 25, max: 200 }),
      span: fc.integer({ min: 0, max: 800 }),
      step: fc.constantFrom(1, 5, 6.25),
    })
    .chain(({ min, span, step }) =>
      fc.record({
        clockMhz: fc.record({
          min: fc.constant(min),
          max: fc.constant(min + span),
          step: fc.constant(step),
          default: fc.integer({ min, max: min + span }),
        }),
        coreMv: fc.option(
          fc.integer({ min: 250, max: 350 }).map((usual) => ({ min: 250, max: 350, step: 5, usual })),
        ),
      }),
    );

  test('property: neither the plan nor a sweep of it leaves the limits, whatever goes wrong', () => {
    fc.assert(
      fc.property(limits, fc.integer(), (bounds, seed) => {
        const random = seeded(seed);
        const planned = tunePlan(bounds);
        expect(planned.length).toBeGreaterThan(0);
        const measured: TuneMeasurement[] = [];
        for (let point = nextPoint(planned, measured); point !== null; point = nextPoint(planned, measured)) {
          const { clockMhz, coreMv } = bounds;
          expect(point.frequencyMhz).toBeGreaterThanOrEqual(clockMhz.min);
          expect(point.frequencyMhz).toBeLessThanOrEqual(clockMhz.max);
          if (coreMv === null) expect(point.coreMv).toBeNull();
          else {
            expect(point.coreMv).toBeGreaterThanOrEqual(coreMv.min);
            expect(point.coreMv).toBeLessThanOrEqual(coreMv.max);
          }
          const verdicts = ['good', 'good', 'tooManyErrors', 'tooHot', 'powerSags', 'silent'] as const;
          measured.push(measuredAt(point, verdicts[Math.floor(random() * verdicts.length)] ?? 'good'));
        }
        expect(closedCount(planned, measured)).toBe(planned.length);
      }),
    );
  });

  test('property: voltage goes above the usual only after the clock below was good', () => {
    const planned = tunePlan({ clockMhz: CLOCK, coreMv: { min: 250, max: 350, step: 5, usual: 300 } });
    const clocks = [...new Set(planned.map(({ frequencyMhz }) => frequencyMhz))];
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const measured: TuneMeasurement[] = [];
        let raised = 0;
        for (let point = nextPoint(planned, measured); point !== null; point = nextPoint(planned, measured)) {
          if ((point.coreMv ?? 0) > 300) {
            raised += 1;
            const below = clocks[clocks.indexOf(point.frequencyMhz) - 1];
            expect(measured.some((one) => one.verdict === 'good' && one.frequencyMhz === below)).toBe(true);
          }
          measured.push(measuredAt(point, random() < 0.8 ? 'good' : 'tooManyErrors'));
        }
        return raised >= 0;
      }),
    );
  });

  test('raises the voltage where errors ended the usual one, and nowhere else', () => {
    const planned = tunePlan({ clockMhz: CLOCK, coreMv: { min: 300, max: 350, step: 5, usual: 300 } });
    const measured: TuneMeasurement[] = [];
    const isGood = ({ frequencyMhz, coreMv }: TunePoint) => frequencyMhz <= 250 + ((coreMv ?? 300) - 300) * 4;
    for (let point = nextPoint(planned, measured); point !== null; point = nextPoint(planned, measured)) {
      measured.push(measuredAt(point, isGood(point) ? 'good' : 'tooManyErrors'));
    }
    const raised = measured.filter(({ coreMv }) => (coreMv ?? 0) > 300);
    expect(raised.length).toBeGreaterThan(0);
    expect(raised.every(({ frequencyMhz }) => frequencyMhz > 250)).toBe(true);
  });
});

describe('the choice', () => {
  const PRICES: Worth = {
    pricePerKwh: '0.30',
    btcPrice: '90000',
    network: { networkDifficulty: 1.4e14, blockHeight: 925_000, atMs: 0 },
    besideW: 0,
  };
  const points = PLAN.map((point) => measuredAt(point, 'good'));
  const at = (goal: Parameters<typeof chooseBest>[0], worth: Worth) => {
    const choice = chooseBest(goal, points, worth);
    return choice.kind === 'best' ? choice.best.frequencyMhz : choice.reason;
  };

  test('of the cheapest sat is that of least J/TH, and faster where watts beside it are paid for too', () => {
    expect(at('cheapestSat', PRICES)).toBe(leastJth(points)?.frequencyMhz);
    expect(at('cheapestSat', { ...PRICES, besideW: 20 })).toBeGreaterThan(
      leastJth(points)?.frequencyMhz ?? 0,
    );
  });

  test('of most left over runs fast where energy is cheap, and slow where it is dear', () => {
    expect(at('mostNet', { ...PRICES, pricePerKwh: '0' })).toBe(PLAN.at(-1)?.frequencyMhz);
    expect(at('mostNet', { ...PRICES, pricePerKwh: '5' })).toBe(PLAN[0]?.frequencyMhz);
  });

  test('says what it needs', () => {
    expect(at('cheapestSat', NO_WORTH)).toBe('noTariff');
    expect(at('mostNet', { ...PRICES, btcPrice: null })).toBe('noBtcPrice');
    expect(at('mostNet', { ...PRICES, network: null })).toBe('noNetwork');
  });
});

describe('a profile', () => {
  test('is a clock of the catalogue, rounded to its step', () => {
    const of = (profile: Parameters<typeof profilePoint>[0]) =>
      profilePoint(profile, { ...CLOCK, default: 330 }, null);
    expect(of('normal')).toEqual({ profile: 'normal', frequencyMhz: 330, coreMv: null, found: 'default' });
    expect(of('max')).toMatchObject({ frequencyMhz: 600, found: 'limit' });
    expect(of('eco')).toMatchObject({ frequencyMhz: 250, found: 'share' });
    expect(of('quiet')).toMatchObject({ frequencyMhz: 165, found: 'share' });
  });

  test('eco is the measured best where a finished sweep had measured watts', () => {
    const run = playSweep(sweepOf(PLAN), PHYSICS, seeded(2));
    const eco = measuredEco([newRun(PLAN), { ...run, isDryRun: true }, run]);
    expect(eco).toEqual(run.best);
    expect(profilePoint('eco', CLOCK, eco)).toMatchObject({ ...run.best, found: 'measured' });
    expect(measuredEco([{ ...run, isDryRun: true }])).toBeNull();
    // Of a time with wider limits: not taken over beyond those of now.
    expect(profilePoint('eco', { ...CLOCK, max: 200 }, eco)).toMatchObject({ found: 'share' });
  });
});

function measuredAt(point: TunePoint, verdict: TuneMeasurement['verdict']): TuneMeasurement {
  const hashrateHs = compacFHs(point);
  const powerW = curveW(point);
  return {
    ...point,
    atMs: 0,
    durationMs: 60_000,
    nonces: 1000,
    hardwareErrors: 0,
    hashrateHs,
    lowHs: hashrateHs * 0.95,
    highHs: hashrateHs * 1.05,
    powerW,
    isPowerMeasured: true,
    efficiencyJth: powerW / (hashrateHs / 1e12),
    highestTempC: null,
    lowestInputV: null,
    verdict,
  };
}
