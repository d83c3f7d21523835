import { describe, expect, it } from 'vitest';
import { BM1397 } from '../../../electron/device/bm1397/chip.ts';
import { FrequencyRamp } from '../../../electron/device/frequency-ramp.ts';
import { SilenceWatch } from '../../../electron/device/silence-watch.ts';
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

  it('proves a clock anew after it was told to stay below it', () => {
    const made = ramp(200);
    prove(made);
    made.setTarget(195, 1000);
    expect(made.next(1000)).toBe(195);
    made.setTarget(200, 2000);
    expect(made.next(2000)).toBeNull();
    prove(made);
    expect(made.next(3000)).toBe(200);
    expect(ramp(5000).targetMhz).toBe(800);
  });
});

describe('silence', () => {
  /** Seconds, from 1, at which the chips are to be asked. */
  const run = (watch: SilenceWatch, seconds: number, limitMs: number, tickMs = 1000): readonly number[] =>
    Array.from({ length: seconds }, (_, index) => index + 1).filter(() => watch.tick(tickMs, limitMs));
  const running = (): SilenceWatch => {
    const watch = new SilenceWatch();
    run(watch, 9, 1);
    return watch;
  };

  it('is asked about once past the limit', () => {
    expect(run(running(), 60, 10_000)).toEqual([15]);
  });

  it('ends with a nonce, and the next one is asked about again', () => {
    const watch = running();
    run(watch, 14, 10_000);
    watch.noteNonce();
    expect(run(watch, 10, 10_000)).toEqual([]);
    expect(run(watch, 6, 10_000)).toHaveLength(1);
  });

  it('is none where nonces come between ticks that are longer than the limit', () => {
    const watch = running();
    for (let second = 0; second < 60; second += 1) {
      watch.noteNonce();
      expect(run(watch, 1, 100)).toEqual([]);
    }
  });

  it('is not judged in the first ten seconds after a reset', () => {
    const watch = running();
    watch.restart();
    expect(run(watch, 13, 1)).toEqual([]);
    expect(run(watch, 1, 1)).toHaveLength(1);
  });

  it('does not count the time that this process was held up', () => {
    expect(run(running(), 5, 10_000, 60_000)).toEqual([]);
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
