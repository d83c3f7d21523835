import { expect, test } from 'vitest';
import type { InstanceLock } from '../../../electron/host/instance-lock.ts';
import { watchLock } from '../../../electron/host/lock-watch.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';

test('what belongs to the folder is looked after while the folder is ours, and losing it is said once', async () => {
  const clock = new ManualClock();
  const lines: LoggedLine[] = [];
  let state: ReturnType<InstanceLock['look']> = 'held';
  let looks = 0;
  const lock: InstanceLock = { publishAddress: () => {}, look: () => state, release: () => {} };
  const stop = watchLock(lock, clock, silentLogger(lines), () => {
    looks += 1;
  });
  await clock.advance(3_000);
  state = 'again';
  await clock.advance(3_000);
  expect(looks).toBe(2);
  state = 'lost';
  await clock.advance(9_000);
  expect(looks).toBe(2);
  expect(lines.map(({ level }) => level)).toEqual(['warn', 'error']);
  state = 'held';
  await clock.advance(3_000);
  expect(looks).toBe(3);
  stop();
  expect(clock.armed).toBe(0);
});
