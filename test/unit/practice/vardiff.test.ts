import { describe, expect, it } from 'vitest';
import { Vardiff } from '../../../electron/practice/vardiff.ts';
import { seededRandom } from './chip-host.ts';

/** Lets a worker of this many difficulty-1 hashes a second run, share by share, and returns the gaps at the end. */
function run(vardiff: Vardiff, workPerSecond: number, seconds: number): number[] {
  const random = seededRandom(11);
  const gaps: number[] = [];
  let nowMs = 0;
  let nextTickMs = 1000;
  while (nowMs < seconds * 1000) {
    const gapMs = (-Math.log(1 - random()) * vardiff.difficulty * 1000) / workPerSecond;
    nowMs += gapMs;
    for (; nextTickMs < nowMs; nextTickMs += 1000) vardiff.retarget(nextTickMs);
    vardiff.count(vardiff.difficulty);
    vardiff.retarget(nowMs);
    if (nowMs > (seconds * 1000) / 2) gaps.push(gapMs);
  }
  return gaps;
}

describe('vardiff', () => {
  it.each([24.4, 519, 4000])(
    'brings a worker of %d difficulty-1 a second to a share each 2 to 3 s',
    (work) => {
      for (const start of [1, 512, 50_000]) {
        const gaps = run(new Vardiff(start, 0), work, 4000);
        const meanMs = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
        expect(meanMs).toBeGreaterThan(1500);
        expect(meanMs).toBeLessThan(4200);
      }
    },
  );

  it('leaves a worker alone whose rate is about right', () => {
    const vardiff = new Vardiff(100, 0);
    for (let share = 0; share < 16; share += 1) vardiff.count(100);
    expect(vardiff.retarget(16 * 2800)).toBe(false);
    expect(vardiff.difficulty).toBe(100);
  });

  it('comes down in steps when nothing comes, and never below 1', () => {
    const vardiff = new Vardiff(100, 0);
    expect(vardiff.retarget(19_999)).toBe(false);
    expect(vardiff.retarget(20_000)).toBe(true);
    expect(vardiff.difficulty).toBe(25);
    for (let turn = 2; turn < 20; turn += 1) vardiff.retarget(turn * 20_000);
    expect(vardiff.difficulty).toBe(1);
  });

  it('counts a share of an older difficulty by its weight', () => {
    const vardiff = new Vardiff(10, 0);
    vardiff.restart(40, 0);
    for (let share = 0; share < 63; share += 1) vardiff.count(10);
    expect(vardiff.retarget(1100)).toBe(false);
    vardiff.count(10);
    expect(vardiff.retarget(1100)).toBe(true);
  });
});
