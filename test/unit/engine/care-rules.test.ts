/** The rules of the caretaker, each alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitsOf } from '../../../electron/device/stick-limits.ts';
import { BrownOutWatch } from '../../../electron/engine/brown-out-watch.ts';
import { ChipTally } from '../../../electron/engine/chip-tally.ts';
import { plannedMhz } from '../../../electron/engine/clock-plan.ts';
import { ErrorShare } from '../../../electron/engine/error-share.ts';
import { RampLog } from '../../../electron/engine/power-doctor.ts';
import { RecoveryLadder, silenceLimitMs } from '../../../electron/engine/recovery-ladder.ts';
import { SafetyGuard } from '../../../electron/engine/safety-guard.ts';
import { SaneTelemetry } from '../../../electron/engine/sane-telemetry.ts';

describe('the ladder', () => {
  const working = { elapsedMs: 1000, isWorking: true, limitMs: 10_000, canLower: true };
  const run = (ladder: RecoveryLadder, seconds: number, change: Partial<typeof working> = {}) =>
    Array.from({ length: seconds }, () => ladder.tick({ ...working, ...change })).filter(
      (step) => step !== null,
    );

  test('gives each step a whole limit to work, and asks for help at the end', () => {
    const ladder = new RecoveryLadder();
    expect(run(ladder, 9)).toEqual([]);
    expect(run(ladder, 51)).toEqual([
      'newWork',
      'chipReset',
      'reopen',
      'lowerClock',
      'lowerClock',
      'needsHelp',
    ]);
    expect(ladder.step).toBe('needsHelp');
    expect(run(new RecoveryLadder(), 40, { canLower: false }).at(-1)).toBe('needsHelp');
  });

  test('ends with a nonce, goes on where it was when it falls silent soon, and at the bottom after a long run', () => {
    const ladder = new RecoveryLadder();
    run(ladder, 20);
    expect(ladder.noteNonce()).toBe('chipReset');
    expect(ladder.step).toBeNull();
    expect(run(ladder, 10)).toEqual(['reopen']);
    ladder.noteNonce();
    for (let minute = 0; minute < 31; minute += 1) {
      for (let second = 0; second < 60; second += 1) {
        run(ladder, 1);
        ladder.noteNonce();
      }
    }
    expect(run(ladder, 10)).toEqual(['newWork']);
  });

  test('counts neither time without work nor time this process was held up', () => {
    const ladder = new RecoveryLadder();
    expect(run(ladder, 600, { isWorking: false })).toEqual([]);
    expect(run(ladder, 6, { elapsedMs: 3_600_000 })).toEqual([]);
  });

  test('waits by the speed of the stick: twenty mean gaps, ten seconds at least', () => {
    const status = { expectedHs: 330e6, ticketDifficulty: 1 };
    expect(silenceLimitMs(status)).toBeCloseTo((20 * 2 ** 32 * 1000) / 330e6, -2);
    expect(silenceLimitMs({ ...status, silenceLimitMs: 50_000 })).toBe(50_000);
    expect(silenceLimitMs({ expectedHs: 1e12, ticketDifficulty: 16 })).toBe(10_000);
    expect(silenceLimitMs({ expectedHs: null, ticketDifficulty: 1 })).toBeNull();
    expect(silenceLimitMs({ expectedHs: 0, ticketDifficulty: 1 })).toBeNull();
  });
});

describe('chips', () => {
  test('one that finds nothing while its neighbours do is told, and not before chance is ruled out', () => {
    const tally = new ChipTally();
    tally.restart(0);
    let told = 0;
    for (let nonce = 1; nonce <= 400 && told === 0; nonce += 1) {
      tally.noteNonce([0, 1, 3][nonce % 3] ?? 0, nonce * 1000);
      if (tally.silentChips(4, nonce * 1000).length > 0) told = nonce;
    }
    expect(tally.silentChips(4, told * 1000)).toEqual([2]);
    // (3/4)^M below 1e-4 in a day of 86,400 nonces: M = 71.5.
    expect(told).toBe(72);
    tally.noteNonce(2, 5);
    expect(tally.silentChips(4, told * 1000)).toEqual([]);
    expect(tally.states([200, null, 210, 220], [0, 2])).toMatchObject([
      { nonces: 24, hardwareErrors: 0 },
      { frequencyMhz: null, hardwareErrors: 2 },
      { nonces: 1, lastNonceAtMs: 5 },
      { frequencyMhz: 220 },
    ]);
  });

  test('a chain that is well is never called otherwise in a day', () => {
    const tally = new ChipTally();
    tally.restart(0);
    let state = 12345;
    for (let nonce = 0; nonce < 86_400; nonce += 1) {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      tally.noteNonce(Math.floor((state / 2 ** 31) * 12), nonce);
      if (nonce % 5 === 0) expect(tally.silentChips(12, nonce * 1000)).toEqual([]);
    }
  });

  test('the share of wrong nonces waits for enough, and is suspicious only beyond chance', () => {
    const errors = new ErrorShare();
    errors.note(98, 1);
    expect(errors.share).toBeNull();
    errors.note(0, 1);
    expect(errors.share).toBe(0.02);
    expect(errors.isSuspicious).toBe(false);
    errors.note(100, 12);
    expect(errors.isSuspicious).toBe(true);
    for (let n = 0; n < 1100; n += 1) errors.note(1, 0);
    expect(errors.share).toBe(0);
  });
});

describe('what a stick says of itself', () => {
  const said = (tempC: number | null, atMs: number, inputV: number | null = 5) =>
    ({ atMs, tempC, inputV, inputA: null, powerW: null, coreMv: null, fanRpm: null }) as const;

  test.each([0, 255, Number.NaN, -3])('%d C is no temperature', (tempC) => {
    const senses = new SaneTelemetry();
    expect(senses.take(said(50, 1), 0)?.tempC).toBe(50);
    expect(senses.take(said(tempC, 2), 1000)?.tempC).toBeNull();
    expect(senses.take(said(50, 3), 2000)?.tempC).toBeNull();
    senses.take(said(50, 4), 3000);
    expect(senses.take(said(50, 5), 4000)?.tempC).toBe(50);
  });

  test('a jump of 60 K in a second is no temperature, nor is silence', () => {
    const senses = new SaneTelemetry();
    senses.take(said(30, 1), 0);
    expect(senses.take(said(95, 2), 1000)?.tempC).toBeNull();
    expect(senses.take(said(95, 3), 2000)?.tempC).toBeNull();
    expect(senses.take(said(94, 4), 3000)?.tempC).toBe(94);
    expect(senses.take(said(94, 4), 9000)).toBeNull();
    expect(senses.take(said(60, 5, 255), 9500)?.inputV).toBeNull();
    expect(senses.take(null, 9600)).toBeNull();
  });
});

describe('heat', () => {
  const limits = { stepDownC: 75, stopC: 90, resumeC: 65, dwellMs: 120_000 };
  const range = { startMhz: 200, minMhz: 100, stepMhz: 5, limits, expectsTemperature: true };
  const stepper = (guard: SafetyGuard) => {
    let monoMs = 0;
    return (tempC: number | null, seconds: number, wishMhz = 300) => {
      for (let second = 0; second < seconds; second += 1) {
        monoMs += 1000;
        const clockMhz = Math.min(wishMhz, guard.state.capMhz ?? wishMhz);
        guard.tick({ ...range, monoMs, tempC, clockMhz });
      }
      return guard.state;
    };
  };

  test('steps down every ten seconds, and back after it stayed cool for the dwell', () => {
    const run = stepper(new SafetyGuard());
    expect(run(70, 60)).toMatchObject({ capMhz: null, isHot: false });
    expect(run(76, 1).capMhz).toBe(285);
    expect(run(76, 10).capMhz).toBe(270);
    expect(run(70, 600)).toMatchObject({ capMhz: 270, isHot: true, isStopped: false });
    expect(run(60, 121).capMhz).toBe(285);
    expect(run(60, 600)).toMatchObject({ capMhz: null, isHot: false });
  });

  test('stops, and goes on slower below the set point after the dwell, not a moment earlier', () => {
    const run = stepper(new SafetyGuard());
    expect(run(91, 1)).toMatchObject({ isStopped: true, capMhz: 285 });
    expect(run(66, 3600).isStopped).toBe(true);
    expect(run(64, 119).isStopped).toBe(true);
    expect(run(66, 1).isStopped).toBe(true);
    expect(run(64, 120).isStopped).toBe(true);
    expect(run(64, 1)).toMatchObject({ isStopped: false, capMhz: 285 });
  });

  test('a lost sensor means the start clock, and a stop that nobody sees end stays', () => {
    const run = stepper(new SafetyGuard());
    run(50, 5);
    expect(run(null, 5)).toMatchObject({ isSensorLost: false, capMhz: null });
    expect(run(null, 1)).toMatchObject({ isSensorLost: true, capMhz: 200 });
    expect(run(50, 10)).toMatchObject({ isSensorLost: true });
    expect(run(50, 2)).toMatchObject({ isSensorLost: false, capMhz: null });
    run(95, 1);
    expect(run(null, 3600).isStopped).toBe(true);
  });
});

describe('limits', () => {
  test('no settings and no caps lead beyond them', () => {
    const models = ['compac-f', 'r909', 'newpac', 'antminer-u3', 'block-erupter', 'nothing'];
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        fc.boolean(),
        fc.option(fc.double({ min: 0, max: 5000, noNaN: true }), { nil: undefined }),
        fc.oneof(fc.double({ min: 0, max: 5000, noNaN: true }), fc.constant(Number.POSITIVE_INFINITY)),
        (model, expertMode, targetFrequencyMhz, capMhz) => {
          const { clockMhz } = limitsOf(model, expertMode);
          const wish = targetFrequencyMhz === undefined ? {} : { targetFrequencyMhz };
          const mhz = plannedMhz(wish, clockMhz, capMhz);
          if (clockMhz === null) expect(mhz).toBeNull();
          else {
            expect(mhz).toBeGreaterThanOrEqual(clockMhz.min);
            expect(mhz).toBeLessThanOrEqual(Math.max(clockMhz.min, Math.min(clockMhz.max, capMhz)));
          }
        },
      ),
    );
    expect(limitsOf('compac-f', false).clockMhz?.max).toBe(600);
    expect(limitsOf('compac-f', true).clockMhz?.max).toBe(800);
  });
});

describe('the power doctor', () => {
  const climb = (log: RampLog, ...volts: readonly (readonly [number, number])[]) =>
    volts
      .map(([mhz, inputV], index) => log.note(mhz, inputV, index + 1))
      .filter((verdict) => verdict !== null);

  test('finds a port that does not hold, and the last clock at which it did', () => {
    const log = new RampLog();
    const verdicts = climb(log, [50, 5.02], [100, 4.92], [150, 4.82], [200, 4.62], [250, 4.53], [250, 4.54]);
    expect(verdicts).toEqual([{ fromV: 5.02, toV: 4.54, atMhz: 250, lastGoodMhz: 200 }]);
    expect(log.points.map(({ inputV }) => inputV)).toEqual([5.02, 4.92, 4.82, 4.62, 4.53]);
  });

  test('takes one low answer for noise, and has nothing to say of a 12 V board', () => {
    expect(climb(new RampLog(), [100, 5], [100, 4.5], [100, 4.9], [100, 4.5])).toEqual([]);
    expect(climb(new RampLog(), [100, 12.1], [100, 4.1], [100, 4.1])).toEqual([]);
  });

  test('names no good clock when there is none', () => {
    expect(climb(new RampLog(), [100, 4.4], [100, 4.4])[0]?.lastGoodMhz).toBeNull();
  });
});

describe('brown-outs', () => {
  test('sticks of one hub that fall within two seconds are a group, and start again one by one', () => {
    const watch = new BrownOutWatch();
    expect(watch.fell({ stickId: 'a', hubId: '1-1', monoMs: 0 })).toBeNull();
    expect(watch.fell({ stickId: 'x', hubId: '1-2', monoMs: 500 })).toBeNull();
    expect(watch.fell({ stickId: 'b', hubId: '1-1', monoMs: 1900 })?.stickIds).toEqual(['a', 'b']);
    expect(watch.fell({ stickId: 'c', hubId: '1-1', monoMs: 2000 })?.stickIds).toEqual(['a', 'b', 'c']);
    expect(['a', 'b', 'c', 'x'].map((id) => watch.turnInMs(id, 3000))).toEqual([0, 1500, 3000, 0]);
    expect(watch.groups(3000)).toHaveLength(1);
    watch.forget('a');
    expect(watch.turnInMs('a', 3000)).toBe(0);
    expect(watch.groups(700_000)).toEqual([]);
  });

  test('one after the other is no group, and no stick is a group with itself', () => {
    const watch = new BrownOutWatch();
    watch.fell({ stickId: 'a', hubId: '1-1', monoMs: 0 });
    expect(watch.fell({ stickId: 'a', hubId: '1-1', monoMs: 10 })).toBeNull();
    expect(watch.fell({ stickId: 'b', hubId: '1-1', monoMs: 2011 })).toBeNull();
    expect(watch.fell({ stickId: 'c', hubId: null, monoMs: 2012 })).toBeNull();
  });
});
