/** One word for the whole miner, worst first. */
import type { RunState, StickHealth } from '../contract/frame.ts';
import type { JobSourcePhase } from '../pool/job-source.ts';

export interface RunFacts {
  readonly healths: readonly StickHealth[];
  /** Null when no pool is set. */
  readonly poolPhase: JobSourcePhase | null;
  /** Whether any chip hashes now. */
  readonly hashing: boolean;
  readonly paused: boolean;
  readonly pausedUntilMs: number | null;
}

/**
 * The worst that is true of any stick or the pool; lost sticks count for nothing. `hashing`: the chips of
 * any stick hash now.
 */
export function runStateOf({ healths, poolPhase, hashing, paused, pausedUntilMs }: RunFacts): RunState {
  const present = healths.filter((health) => health !== 'lost');
  const state = (): RunState['state'] => {
    if (present.includes('needsHelp')) return 'needsHelp';
    if (paused) return 'paused';
    if (present.includes('stalled')) return 'stalled';
    if (present.length === 0) return 'noSticks';
    if (poolPhase === null || poolPhase === 'retrying' || poolPhase === 'refused' || poolPhase === 'stopped')
      return 'noPool';
    return poolPhase === 'live' && hashing ? 'mining' : 'starting';
  };
  return { state: state(), paused, pausedUntilMs: paused ? pausedUntilMs : null };
}
