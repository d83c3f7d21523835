import { expect, test } from 'vitest';
import { RestartRule } from '../../../electron/shell/restart-rule.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';

test('waits twice as long each time and gives up at the fifth death within ten minutes', () => {
  const rule = new RestartRule({ clock: new ManualClock() });
  expect([1, 2, 3, 4, 5].map(() => rule.died(1_000))).toEqual([500, 1_000, 2_000, 4_000, null]);
});

test('deaths far apart are never too many, and the wait stays under half a minute', async () => {
  const clock = new ManualClock();
  const rule = new RestartRule({ clock });
  let longestMs = 0;
  for (let death = 0; death < 30; death += 1) {
    const delayMs = rule.died(59_999);
    expect(delayMs).not.toBeNull();
    longestMs = Math.max(longestMs, delayMs ?? 0);
    await clock.advance(3 * 60_000);
  }
  expect(longestMs).toBe(30_000);
});

test('a minute of health starts the wait from the beginning', async () => {
  const clock = new ManualClock();
  const rule = new RestartRule({ clock });
  rule.died(0);
  rule.died(0);
  await clock.advance(60_000);
  expect(rule.died(60_000)).toBe(500);
});

test('another try by the user forgets everything', () => {
  const rule = new RestartRule({ clock: new ManualClock() });
  for (let death = 0; death < 5; death += 1) rule.died(0);
  rule.forget();
  expect(rule.died(0)).toBe(500);
});
