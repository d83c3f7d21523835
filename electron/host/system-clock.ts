/** The real clock. Its timers never keep the process alive: what has a life holds its own handle. */
import { uptime } from 'node:os';
import type { MachineClock } from '../contract/ports.ts';

export const systemClock: MachineClock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  uptimeMs: () => {
    try {
      return uptime() * 1000;
    } catch {
      // A sandbox may hide it; sleep then goes unseen where the monotonic clock stands still in it.
      return performance.now();
    }
  },
  after(ms, callback) {
    assertTimer(ms);
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  every(ms, callback) {
    assertTimer(ms);
    const timer = setInterval(callback, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** Node takes what does not fit 31 bits for 1 ms: a wait meant to be endless would never end calling. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function assertTimer(ms: number): void {
  if (!(ms <= LONGEST_TIMER_MS)) throw new RangeError(`A timer of ${ms} ms cannot be set`);
}
