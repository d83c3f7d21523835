/** A sweep as a state machine: point after point, then the best. It knows neither sticks nor the ledger. Pure. */
import type { TunePoint, TuneProgress, TuneRun } from '../../contract/tuning.ts';
import { type MeasureRules, type Observation, PointWatch } from './point-watch.ts';
import { chooseBest, type Worth } from './tune-choice.ts';
import { closedCount, nextPoint } from './tune-plan.ts';

/** Why a run waits that was in order when the program ended. */
export const PARKED = 'programEnded';

export class TuneSweep {
  readonly #rules: MeasureRules;
  #run: TuneRun;
  #watch: PointWatch | null;

  /** `run`: a new one, or one that was kept and goes on where it was. */
  constructor(run: TuneRun, rules: MeasureRules) {
    this.#rules = rules;
    this.#run = run;
    this.#watch = run.endedAtMs === null ? this.#watchNext() : null;
  }

  /** As it is to be kept. */
  get record(): TuneRun {
    return this.#run;
  }

  get isOver(): boolean {
    return this.#run.endedAtMs !== null;
  }

  /** What the stick is to have now; null when it is over. */
  get point(): TunePoint | null {
    return this.#watch?.point ?? null;
  }

  progress(nowMs: number): TuneProgress | null {
    const { id, planned, measured, state } = this.#run;
    if (this.#watch === null) return null;
    const done = closedCount(planned, measured);
    const { settleMs, longestMs } = this.#rules;
    const restMs = Math.max(0, planned.length - done - 1) * (settleMs + longestMs);
    return {
      runId: id,
      point: this.#watch.point,
      done,
      planned: planned.length,
      endsAtMs: state === 'waiting' ? null : nowMs + this.#watch.remainingMs + restMs,
    };
  }

  noteNonce(ticketDifficulty: number): void {
    this.#watch?.noteNonce(ticketDifficulty);
  }

  noteError(): void {
    this.#watch?.noteError();
  }

  /** Call once a second. True when the record changed and is to be kept. */
  tick(seen: Observation, nowMs: number, worth: () => Worth): boolean {
    if (this.#watch === null) return false;
    const step = this.#watch.tick(seen);
    if (step !== 'done') return this.#enter(this.#watch.waitsFor);
    const measured = [...this.#run.measured, this.#watch.measurement(nowMs)];
    this.#run = { ...this.#run, state: 'running', reason: null, measured };
    this.#watch = this.#watchNext();
    if (this.#watch === null) this.#decide(nowMs, worth());
    return true;
  }

  /** The program ends: it goes on with the point it is at when it starts again. */
  park(): void {
    if (!this.isOver) this.#run = { ...this.#run, state: 'waiting', reason: PARKED };
  }

  /** Ends it before its time; what was measured stays. */
  stop(nowMs: number, reason: string): void {
    if (this.isOver) return;
    this.#watch = null;
    this.#run = { ...this.#run, state: 'stopped', reason, endedAtMs: nowMs };
  }

  #enter(reason: string | null): boolean {
    if (reason === this.#run.reason) return false;
    this.#run = { ...this.#run, state: reason === null ? 'running' : 'waiting', reason };
    return true;
  }

  #watchNext(): PointWatch | null {
    const point = nextPoint(this.#run.planned, this.#run.measured);
    return point === null ? null : new PointWatch(point, this.#rules);
  }

  #decide(nowMs: number, worth: Worth): void {
    const choice = chooseBest(this.#run.goal, this.#run.measured, worth);
    const ended = { ...this.#run, endedAtMs: nowMs, pricePerKwh: pricedBy(this.#run.goal, worth) };
    if (choice.kind === 'none') {
      const state = choice.reason === 'noGoodPoint' ? 'failed' : 'done';
      this.#run = { ...ended, state, reason: choice.reason };
      return;
    }
    const { frequencyMhz, coreMv } = choice.best;
    this.#run = { ...ended, state: 'done', best: { frequencyMhz, coreMv } };
  }
}

/** The price that a goal looks at; null for goals without one. */
export function pricedBy(goal: TuneRun['goal'], { pricePerKwh }: Pick<Worth, 'pricePerKwh'>): string | null {
  return goal === 'cheapestSat' || goal === 'mostNet' ? pricePerKwh : null;
}
