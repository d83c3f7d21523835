/** The engine's beat. */
import type { Clock } from '../contract/ports.ts';

const TICK_MS = 1000;

/** Calls back on whole seconds of the wall clock, so that a minute's end meets one; the returned function ends it. */
export function everySecond(clock: Clock, tick: () => void): () => void {
  let cancel = (): void => {};
  const next = (): void => {
    cancel = clock.after(TICK_MS - (clock.nowMs() % TICK_MS), () => {
      next();
      tick();
    });
  };
  next();
  return () => cancel();
}
