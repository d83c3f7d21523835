/** One word for the whole miner, worst first. */
import type { RunState, StickHealth } from '../contract/frame.ts';
import type { JobSourcePhase } from '../pool/job-source.ts';

/** What the user paused, by wall time. */
export interface Pause {
  readonly sinceMs: number;
  /** Null = until the user resumes. */
  readonly untilMs: number | null;
}

export interface RunFacts {
  readonly healths: readonly StickHealth[];
  /** Null when no pool is set. */
  readonly poolPhase: JobSourcePhase | null;
  /** Whether any chip hashes now. */
  readonly hashing: boolean;
  readonly pause: Pause | null;
}

/**
 * The worst that is true of any stick or the pool; lost sticks count for nothing. `hashing`: the chips of
 * any stick hash now.
 */
export function runStateOf({ healths, poolPhase, hashing, pause }: RunFacts): RunState {
  const present = healths.filter((health) => health !== 'lost');
  const state = (): RunState['state'] => {
    if (present.includes('needsHelp')) return 'needsHelp';
    if (pause !== null) return 'paused';
    if (present.includes('stalled')) return 'stalled';
    if (present.length === 0) return 'noSticks';
    if (poolPhase === null || poolPhase === 'retrying' || poolPhase === 'refused' || poolPhase === 'stopped')
      return 'noPool';
    return poolPhase === 'live' && hashing ? 'mining' : 'starting';
  };
  return {
    state: state(),
    paused: pause !== null,
    pausedSinceMs: pause?.sinceMs ?? null,
    pausedUntilMs: pause?.untilMs ?? null,
  };
}
