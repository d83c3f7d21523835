/** A pattern that tells one stick from its neighbours: work stops and goes on, as one sees in a light or in watts. */
import type { Clock } from '../contract/ports.ts';

/** Long enough for a plug that measures once a second to show it. */
const REST_MS = 2000;
const WORK_MS = 2000;
const TIMES = 3;

export interface BlinkDeps {
  readonly clock: Clock;
  readonly rest: () => Promise<void>;
  readonly goOn: () => Promise<void>;
  /** False once the stick has other things to do: the pattern ends. */
  readonly mayBlink: () => boolean;
}

/** Resolves when the pattern is over, with the stick at work. */
export async function blinkByResting({ clock, rest, goOn, mayBlink }: BlinkDeps): Promise<void> {
  const pass = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  for (let time = 0; time < TIMES && mayBlink(); time += 1) {
    await rest();
    await pass(REST_MS);
    if (!mayBlink()) return;
    await goOn();
    await pass(WORK_MS);
  }
}
