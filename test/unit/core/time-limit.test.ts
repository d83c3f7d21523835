import { describe, expect, it } from 'vitest';
import { withTimeLimit } from '../../../electron/core/time-limit.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';

const late = (): Error => new Error('late');
const forever = new Promise<never>(() => {});

describe('time limit', () => {
  it('gives what the promise gives, and leaves no timer', async () => {
    const clock = new ManualClock();
    expect(await withTimeLimit(clock, 10, Promise.resolve(7), late)).toBe(7);
    await expect(withTimeLimit(clock, 10, Promise.reject(new Error('broken')), late)).rejects.toThrow(
      'broken',
    );
    expect(clock.armed).toBe(0);
  });

  it('ends the wait at the limit, not before, and ignores what comes later', async () => {
    const clock = new ManualClock();
    let fail = (_error: Error): void => {};
    const slow = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    const told: string[] = [];
    for (const promise of [forever, slow]) {
      withTimeLimit(clock, 10, promise, late).catch((error: Error) => told.push(error.message));
    }
    await clock.advance(9);
    expect(told).toEqual([]);
    await clock.advance(1);
    fail(new Error('broken'));
    await clock.advance(1);
    expect(told).toEqual(['late', 'late']);
    expect(clock.armed).toBe(0);
  });
});
