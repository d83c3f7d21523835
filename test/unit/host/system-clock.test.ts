import { expect, test } from 'vitest';
import { systemClock } from '../../../electron/host/system-clock.ts';

test.each([Number.POSITIVE_INFINITY, 2 ** 31, Number.NaN])(
  'a timer of %d ms is refused, not run at once',
  (ms) => {
    expect(() => systemClock.after(ms, () => {})).toThrow(RangeError);
    expect(() => systemClock.every(ms, () => {})).toThrow(RangeError);
  },
);

test('a timer calls back, and not after it was cancelled', async () => {
  const called: string[] = [];
  systemClock.after(5, () => called.push('cancelled'))();
  await new Promise<void>((resolve) => {
    systemClock.after(10, resolve);
    // The clock's own timers never keep a process alive.
    setTimeout(resolve, 1000);
  });
  expect(called).toEqual([]);
});
