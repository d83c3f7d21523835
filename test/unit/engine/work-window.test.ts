import { describe, expect, test } from 'vitest';
import { HASHES_PER_DIFFICULTY_1 } from '../../../electron/core/hashrate.ts';
import { rateOf, WorkWindow } from '../../../electron/engine/work-window.ts';

function windowWith(count: number, everyMs: number, ticket: number): { window: WorkWindow; endMs: number } {
  const window = new WorkWindow();
  window.start(0, ticket);
  for (let i = 1; i <= count; i += 1) window.add(i * everyMs, ticket);
  return { window, endMs: count * everyMs };
}

describe('hashrate', () => {
  test('is work over the window, whose start is not the first nonce', () => {
    const { window, endMs } = windowWith(400, 250, 16);
    const sums = window.sums(endMs);
    expect(sums).toMatchObject({ nonces: 400, windowMs: 100_000 });
    const rate = rateOf(sums === null ? [] : [sums]);
    const wanted = (400 * 16 * HASHES_PER_DIFFICULTY_1) / 100;
    expect(rate?.hashrateHs).toBeCloseTo(wanted, -3);
    expect((rate?.lowHs ?? 0) / wanted).toBeCloseTo(1 - 1.96 / 20, 1);
    expect((rate?.highHs ?? 0) / wanted).toBeCloseTo(1 + 1.96 / 20, 1);
  });

  test('forgets what is older than an hour', () => {
    const { window } = windowWith(7200, 1000, 1);
    expect(window.sums(7_200_000)?.windowMs).toBe(3_600_000);
    expect(window.sums(7_200_000)?.nonces).toBeLessThanOrEqual(3601);
  });

  test('a change of the clock rate shortens the window, never below a minute', () => {
    const { window, endMs } = windowWith(600, 1000, 1);
    window.disturb(endMs - 10_000);
    expect(window.sums(endMs)?.windowMs).toBe(60_000);
    expect(window.sums(endMs + 80_000)?.windowMs).toBe(90_000);
  });

  test('no nonce yet still has an upper bound, and falls to zero with silence', () => {
    const window = new WorkWindow();
    window.start(0, 16);
    const early = rateOf([window.sums(10_000) ?? fail()]);
    expect(early).toMatchObject({ hashrateHs: 0, lowHs: 0 });
    expect(early?.highHs).toBeCloseTo((3.6889 * 16 * HASHES_PER_DIFFICULTY_1) / 10, -7);
  });

  test('sticks add up, and their interval is narrower than each alone', () => {
    const one = windowWith(100, 1000, 16);
    const sums = one.window.sums(one.endMs) ?? fail();
    const alone = rateOf([sums]);
    const both = rateOf([sums, sums]);
    expect(both?.hashrateHs).toBeCloseTo(2 * (alone?.hashrateHs ?? 0), -3);
    const width = (rate: typeof alone): number =>
      ((rate?.highHs ?? 0) - (rate?.lowHs ?? 0)) / (rate?.hashrateHs ?? 1);
    expect(width(both)).toBeLessThan(width(alone));
  });

  test.each([
    [10, 100, true],
    [100, 100, false],
    [3, 20_000, false],
    [17, 1_000, true],
    [18, 1_000, false],
  ])('%d nonces, one in %d ms: too young to be shown is %s', (count, everyMs, isYoung) => {
    const { window, endMs } = windowWith(count, everyMs, 16);
    expect(rateOf([window.sums(endMs) ?? fail()])?.isYoung).toBe(isYoung);
  });

  test('no nonce in the first seconds is young, in a whole minute it is a zero', () => {
    const window = new WorkWindow();
    window.start(0, 16);
    expect(rateOf([window.sums(10_000) ?? fail()])?.isYoung).toBe(true);
    expect(rateOf([window.sums(60_000) ?? fail()])?.isYoung).toBe(false);
  });

  test('a young stick that matters little does not make the sum young', () => {
    const old = windowWith(1_000, 100, 256);
    const young = windowWith(5, 100, 16);
    const sums = [old.window.sums(old.endMs) ?? fail(), young.window.sums(young.endMs) ?? fail()];
    expect(rateOf(sums)?.isYoung).toBe(false);
  });

  test('no stick at all is no rate', () => {
    expect(rateOf([])).toBeNull();
  });
});

function fail(): never {
  throw new Error('the window does not run');
}
