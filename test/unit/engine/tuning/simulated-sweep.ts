/** A stick that is only arithmetic: nonces by a Poisson process, watts by a curve, and faults from given clocks on. */
import type { TuneGoal, TuneMeasurement, TunePoint, TuneRun } from '../../../../electron/contract/tuning.ts';
import { HASHES_PER_DIFFICULTY_1 } from '../../../../electron/core/hashrate.ts';
import {
  type MeasureRules,
  type Observation,
  PointWatch,
  SWEEP_RULES,
} from '../../../../electron/engine/tuning/point-watch.ts';
import type { Worth } from '../../../../electron/engine/tuning/tune-choice.ts';
import { TuneSweep } from '../../../../electron/engine/tuning/tune-run.ts';

export interface Physics {
  /** H/s at a point. */
  readonly hashrateHs: (point: TunePoint) => number;
  readonly powerW: (point: TunePoint) => number;
  readonly errorShare?: (point: TunePoint) => number;
  readonly fault?: (point: TunePoint) => Observation['trouble'];
  readonly isPowerMeasured?: boolean;
}

export const TICKET = 16;
/** Of a Compac F: 672 cores, 52.5 of 67.2 (its measured share). */
export const compacFHs = ({ frequencyMhz }: TunePoint): number => 672 * frequencyMhz * 1e6 * (52.5 / 67.2);

export const NO_WORTH: Worth = { pricePerKwh: null, btcPrice: null, network: null, besideW: 0 };

export function newRun(planned: readonly TunePoint[], goal: TuneGoal = 'lowestJth'): TuneRun {
  return {
    id: 'run',
    stickId: 'serial:a' as TuneRun['stickId'],
    goal,
    pricePerKwh: null,
    startedAtMs: 0,
    endedAtMs: null,
    state: 'running',
    reason: null,
    planned: [...planned],
    measured: [],
    best: null,
    before: null,
    isApplied: false,
    isDryRun: false,
  };
}

export function observation(changes: Partial<Observation> = {}): Observation {
  return {
    elapsedMs: 1000,
    isAtPoint: true,
    waitsFor: null,
    trouble: null,
    barredBy: null,
    expectedHs: null,
    ticketDifficulty: TICKET,
    powerW: 10,
    isPowerMeasured: true,
    tempC: 50,
    inputV: 5,
    ...changes,
  };
}

/** One second of a stick at a point: its nonces told, and what is seen of it. */
export function second(
  watch: { noteNonce(ticket: number): void; noteError(): void },
  point: TunePoint,
  physics: Physics,
  random: () => number,
): Observation {
  const expected = physics.hashrateHs(point) / (HASHES_PER_DIFFICULTY_1 * TICKET);
  const share = physics.errorShare?.(point) ?? 0;
  for (let one = poisson(expected, random); one > 0; one -= 1) {
    if (random() < share) watch.noteError();
    else watch.noteNonce(TICKET);
  }
  return observation({
    expectedHs: physics.hashrateHs(point),
    powerW: physics.powerW(point) * (1 + 0.01 * (random() - 0.5)),
    isPowerMeasured: physics.isPowerMeasured ?? true,
    trouble: physics.fault?.(point) ?? null,
  });
}

/** Plays a sweep to its end, or until `until` says so; every point it had is told to `visited`. */
export function playSweep(
  sweep: TuneSweep,
  physics: Physics,
  random: () => number,
  options: {
    readonly worth?: Worth;
    readonly visited?: TunePoint[];
    readonly until?: (run: TuneRun) => boolean;
  } = {},
): TuneRun {
  const { worth = NO_WORTH, visited = [], until = () => false } = options;
  for (let s = 0; s < 200_000 && sweep.point !== null && !until(sweep.record); s += 1) {
    const { point } = sweep;
    if (visited.at(-1) !== point) visited.push(point);
    const seen = second(sweep, point, physics, random);
    sweep.tick(seen, s * 1000, () => worth);
  }
  return sweep.record;
}

export const sweepOf = (planned: readonly TunePoint[], goal?: TuneGoal, rules: MeasureRules = SWEEP_RULES) =>
  new TuneSweep(newRun(planned, goal), rules);

export function measureOnce(point: TunePoint, physics: Physics, random: () => number): TuneMeasurement {
  const watch = new PointWatch(point, SWEEP_RULES);
  while (watch.step !== 'done') watch.tick(second(watch, point, physics, random));
  return watch.measurement(0);
}

/** Knuth's method: exact, and quick for the small means of a second. */
export function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}
