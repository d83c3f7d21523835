/** What is counted for the pool in use, and how its state is told. */
import type { PoolLamp, PoolState, ShareCounts } from '../contract/frame.ts';
import type { PoolSetting } from '../contract/settings.ts';
import type { Reading } from '../contract/units.ts';
import { HASHES_PER_DIFFICULTY_1 } from '../core/hashrate.ts';
import type { ShareOutcome } from '../core/share.ts';
import type { JobSource, JobSourcePhase } from '../pool/job-source.ts';
import type { PoolError } from '../pool/pool-error.ts';
import { known, unknown } from './readings.ts';

/** -ln(0.01): 99 % of the gaps between shares are shorter than this many mean gaps. */
const GAPS_UNDER_99_PERCENT = 4.605;

export class PoolRecord {
  readonly setting: PoolSetting;
  readonly source: JobSource;
  #shares: ShareCounts = { accepted: 0, rejected: 0, stale: 0, lost: 0 };
  #rejectKinds: Record<string, number> = {};
  #lastShareAtMs: number | null = null;
  #error: PoolError | null = null;
  #fault: { readonly code: string; readonly sinceMs: number } | null = null;

  constructor(setting: PoolSetting, source: JobSource) {
    this.setting = setting;
    this.source = source;
  }

  count(outcome: ShareOutcome): void {
    this.#shares = { ...this.#shares, [outcome.kind]: this.#shares[outcome.kind] + 1 };
    if (outcome.kind === 'rejected') {
      this.#rejectKinds = {
        ...this.#rejectKinds,
        [outcome.rejectKind]: (this.#rejectKinds[outcome.rejectKind] ?? 0) + 1,
      };
    }
    if (outcome.kind === 'accepted') this.#lastShareAtMs = outcome.atMs;
  }

  /**
   * What is wrong with the pool now, and since when. It stays while Hashwatt tries again, and goes with the
   * first job: a fault that blinks at every attempt says nothing.
   */
  fault(nowMs: number): { readonly error: PoolError; readonly sinceMs: number } | null {
    const { error, phase } = this.source.status;
    if (error !== null) {
      this.#error = error;
      if (this.#fault?.code !== error.code) this.#fault = { code: error.code, sinceMs: nowMs };
    } else if (phase === 'live' || phase === 'stopped') {
      this.#fault = null;
    }
    return this.#fault === null || this.#error === null ? null : { error: this.#error, ...this.#fault };
  }

  state(nowMs: number, hashrateHs: Reading<number>): PoolState {
    const { status } = this.source;
    return {
      id: this.setting.id,
      endpoint: this.source.endpoint,
      encrypted: status.encrypted,
      user: this.setting.user,
      lamp: lampOf(status.phase),
      lampSinceMs: status.phaseSinceMs,
      retryAtMs: status.retryAtMs,
      attempts: status.attempts,
      difficulty:
        status.difficulty === null
          ? unknown('noJob', 'reported', nowMs)
          : known(status.difficulty, 'reported', status.difficultyAtMs ?? nowMs),
      latencyMs:
        status.latencyMs === null
          ? unknown('noAnswerYet', 'measured', nowMs)
          : known(status.latencyMs, 'measured', status.latencyAtMs ?? nowMs),
      versionRolling: status.versionRolling,
      lastJobAtMs: status.lastJobAtMs,
      lastShareAtMs: this.#lastShareAtMs,
      normalShareGapMs: normalGap(status.difficulty, hashrateHs, nowMs),
      message: status.message,
      shares: this.#shares,
      rejectKinds: this.#rejectKinds,
    };
  }
}

function normalGap(difficulty: number | null, hashrateHs: Reading<number>, nowMs: number): Reading<number> {
  if (difficulty === null || hashrateHs.value === null || hashrateHs.value === 0) {
    return unknown('noHashrate', 'modelled', nowMs);
  }
  const meanGapMs = (difficulty * HASHES_PER_DIFFICULTY_1 * 1000) / hashrateHs.value;
  return known(meanGapMs * GAPS_UNDER_99_PERCENT, 'modelled', nowMs);
}

function lampOf(phase: JobSourcePhase): PoolLamp {
  return phase === 'handshake' ? 'connecting' : phase;
}

/** Whether two settings lead to the same work for the same user. */
export function samePool(a: PoolSetting | undefined, b: PoolSetting | undefined): boolean {
  return a?.id === b?.id && a?.url === b?.url && a?.user === b?.user;
}
