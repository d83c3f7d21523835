import { describe, expect, it } from 'vitest';
import { BM1397 } from '../../../electron/device/bm1397/chip.ts';
import { FrequencyRamp } from '../../../electron/device/frequency-ramp.ts';
import { ShortfallWatch } from '../../../electron/device/shortfall-watch.ts';
import { SilenceWatch } from '../../../electron/device/silence-watch.ts';
import { StickHealthWatch } from '../../../electron/device/stick-health-watch.ts';
import { TicketWatch } from '../../../electron/device/ticket-watch.ts';

const MINUTE_MS = 60_000;

describe('frequency ramp', () => {
  const ramp = (targetMhz: number): FrequencyRamp => {
    const made = new FrequencyRamp({ chip: BM1397, startMhz: 200, rampMs: 5 * MINUTE_MS, targetMhz });
    made.restarted(0, made.startMhz);
    return made;
  };
  const prove = (made: FrequencyRamp): void => {
    for (let nonce = 0; nonce < 9; nonce += 1) made.noteNonce();
  };

  it('takes a step of 5 MHz once more than 8 nonces prove the clock', () => {
    const made = ramp(300);
    for (let nonce = 0; nonce < 8; nonce += 1) made.noteNonce();
    expect(made.next(1000)).toBeNull();
    made.noteNonce();
    expect(made.next(2000)).toBe(205);
    expect(made.next(3000)).toBeNull();
    expect(made.isClimbing(3000)).toBe(true);
  });

  it('stops climbing at the target and when its time is over', () => {
    const made = ramp(203);
    prove(made);
    expect(made.next(1000)).toBe(203);
    prove(made);
    expect(made.next(2000)).toBeNull();
    const late = ramp(300);
    prove(late);
    expect(late.next(5 * MINUTE_MS)).toBeNull();
    expect(late.isClimbing(5 * MINUTE_MS)).toBe(false);
  });

  it('starts below the start clock when the target is, and comes down at once', () => {
    expect(ramp(150).startMhz).toBe(150);
    const made = ramp(300);
    made.setTarget(120, 1000);
    expect(made.next(1000)).toBe(120);
  });

  it('goes back quickly to a clock it had proven', () => {
    const made = ramp(300);
    for (let step = 0; step < 20; step += 1) {
      prove(made);
      made.next(1000 * step);
    }
    expect(made.setMhz).toBe(300);
    prove(made);
    made.switchedOff();
    expect(made.next(40_000)).toBeNull();
    made.restarted(50_000, made.startMhz);
    expect([made.next(51_000), made.next(52_000), made.next(53_000), made.next(54_000)]).toEqual([
      225, 250, 275, 300,
    ]);
  });

  it('stays below a ceiling until the user asks anew', () => {
    const made = ramp(200);
    made.lowerCeiling(1);
    expect(made.next(1000)).toBe(195);
    expect(made.targetMhz).toBe(200);
    made.setTarget(200, 2000);
    prove(made);
    expect(made.next(3000)).toBe(200);
    expect(ramp(5000).targetMhz).toBe(800);
  });
});

describe('silence', () => {
  const run = (watch: SilenceWatch, seconds: number, limitMs: number, tickMs = 1000): readonly string[] =>
    Array.from({ length: seconds }, () => watch.tick(tickMs, limitMs)).filter(
      (finding) => finding !== 'fine',
    );

  it('is asked about once past the limit and reset past twice the limit', () => {
    const watch = new SilenceWatch();
    expect(run(watch, 14, 10_000)).toEqual([]);
    expect(run(watch, 6, 10_000)).toEqual(['probe']);
    expect(run(watch, 5, 10_000)).toEqual(['reset']);
  });

  it('ends with a nonce', () => {
    const watch = new SilenceWatch();
    run(watch, 15, 10_000);
    watch.noteNonce();
    expect(run(watch, 10, 10_000)).toEqual([]);
  });

  it('does not count the time that this process was held up', () => {
    expect(run(new SilenceWatch(), 5, 10_000, 60_000)).toEqual([]);
  });
});

describe('shortfall', () => {
  it('is found after five minutes at less than 0.65 of the theory, and judged every two', () => {
    const watch = new ShortfallWatch();
    watch.restart(0);
    for (let nonce = 0; nonce < 100; nonce += 1) watch.noteNonce(16);
    expect(watch.isShort(4 * MINUTE_MS, 1000)).toBe(false);
    expect(watch.isShort(5 * MINUTE_MS, 1000)).toBe(true);
    expect(watch.isShort(6 * MINUTE_MS, 1000)).toBe(false);
    expect(watch.isShort(7 * MINUTE_MS, 1000)).toBe(true);
    watch.restart(8 * MINUTE_MS);
    expect(watch.isShort(10 * MINUTE_MS, 1000)).toBe(false);
  });

  it('is not found where enough is done', () => {
    const watch = new ShortfallWatch();
    watch.restart(0);
    for (let nonce = 0; nonce < 401; nonce += 1) watch.noteNonce(16);
    expect(watch.isShort(3 * MINUTE_MS, 3000)).toBe(false);
  });
});

describe('ticket', () => {
  const judge = (difficulties: (index: number) => number, ticket = 16): string => {
    const watch = new TicketWatch();
    watch.restart(ticket);
    for (let index = 0; index < 100; index += 1) {
      const finding = watch.note(difficulties(index));
      if (finding !== 'watching') return finding;
    }
    return 'watching';
  };

  it('is confirmed by nonces from the ticket upwards', () => {
    expect(judge((index) => 16 + (index % 40))).toBe('confirmed');
    expect(judge((index) => (index < 8 ? 1 : 16.5))).toBe('confirmed');
  });

  it('is wrong when easier ones come, or the easiest never do', () => {
    expect(judge(() => 8)).toBe('wrong');
    expect(judge(() => 40)).toBe('wrong');
  });

  it('is not watched any more once found out', () => {
    const watch = new TicketWatch();
    watch.restart(1);
    for (let index = 0; index < 60; index += 1) watch.note(1.5);
    expect(watch.isWatching).toBe(false);
  });
});

describe('health', () => {
  const base = { elapsedMs: 1000, nonceLimitMs: 5000, workPerMinute: 1000, isRampTime: true };
  const verdicts = (watch: StickHealthWatch, fromS: number, toS: number): readonly object[] =>
    Array.from({ length: toS - fromS }, (_, index) =>
      watch.judge({ ...base, monoMs: (fromS + index) * 1000 }),
    ).filter(({ kind }) => kind !== 'fine');

  it('judges nothing in the first ten seconds', () => {
    const watch = new StickHealthWatch();
    watch.restart(0);
    expect(verdicts(watch, 0, 10)).toEqual([]);
  });

  it('asks, resets, and lowers the clock from the third plateau on', () => {
    const watch = new StickHealthWatch();
    const steps: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      watch.restart(0);
      expect(verdicts(watch, 10, 20)).toEqual([{ kind: 'probe' }]);
      const [reset] = verdicts(watch, 20, 25);
      steps.push(Number(reset !== undefined && 'stepsDown' in reset ? reset.stepsDown : -1));
    }
    expect(steps).toEqual([0, 0, 1, 1]);
  });

  it('lowers the clock by two steps for a shortfall once the ramp is over', () => {
    const watch = new StickHealthWatch();
    watch.restart(0);
    let found: object | null = null;
    for (let second = 10; second < 400 && found === null; second += 1) {
      watch.noteNonce(1);
      const verdict = watch.judge({ ...base, monoMs: second * 1000, isRampTime: second < 300 });
      if (verdict.kind !== 'fine') found = verdict;
    }
    expect(found).toEqual({ kind: 'reset', why: 'shortfall', stepsDown: 2 });
  });
});
