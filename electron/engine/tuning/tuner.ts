/**
 * Sweeps and comparisons of all sticks, one a stick: starts them, tells them what their sticks do, keeps them in the
 * ledger. A stick's settings stay as they are: the point of the moment is laid over them while it is tuned.
 */
import type { Clock, Logger } from '../../contract/ports.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Comparison, TuneGoal, TunePoint, TuneProgress, TuneRun } from '../../contract/tuning.ts';
import type { StickId } from '../../contract/units.ts';
import type { VerdictKind } from '../../core/share.ts';
import { limitsOf } from '../../device/stick-limits.ts';
import type { Ledger, TuningEntry } from '../../ledger/entries.ts';
import { coreMvRange } from '../clock-plan.ts';
import type { NamedHealth } from '../health-overrule.ts';
import { isHashing } from '../stick-power.ts';
import type { StickSlot } from '../stick-slot.ts';
import { ComparisonRun } from './comparison-run.ts';
import { DryRun, type MakeTwin } from './dry-run.ts';
import { isMeasured, observationOf, type TunedStick } from './observe.ts';
import { SWEEP_RULES } from './point-watch.ts';
import type { Worth } from './tune-choice.ts';
import { isInside, type PlanLimits, tunePlan } from './tune-plan.ts';
import { PARKED, pricedBy, TuneSweep } from './tune-run.ts';

export interface TunerDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ledger: Pick<Ledger, 'record' | 'tunings'>;
  /** A fresh id, unique for the life of the ledger. */
  readonly newId: () => string;
  readonly settings: () => Settings;
  readonly stickOf: (id: StickId) => TunedStick;
  readonly worth: () => Worth;
  readonly event: (code: string, subject: string, params: Readonly<Record<string, string | number>>) => void;
  /** Brings a stick up anew. */
  readonly reopen: (id: StickId) => void;
  readonly makeTwin: MakeTwin;
}

export type TuneRefusal =
  | 'unknownStick'
  | 'alreadyTuning'
  | 'noClockToTune'
  | 'notHashing'
  | 'needsMeasuredWatts'
  | 'noTariff'
  | 'noBtcPrice'
  | 'pointOutOfRange'
  | 'samePoints'
  | 'cannotSimulate';

export type Started =
  | { readonly kind: 'started'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: TuneRefusal };

type Job = TuneSweep | ComparisonRun;

export class Tuner {
  readonly #deps: TunerDeps;
  readonly #jobs = new Map<StickId, Job>();
  readonly #dryRuns = new Map<StickId, DryRun>();
  /** Sweeps that the program did not live to end: they wait for the user's word. */
  readonly #held = new Map<StickId, TuneRun>();
  #tickedAtMs: number;

  constructor(deps: TunerDeps) {
    this.#deps = deps;
    this.#tickedAtMs = deps.clock.monotonicMs();
  }

  /**
   * Takes up what had not ended. A sweep that was parked in order goes on; one that was not may be what ended the
   * program, so the stick stays at its own clock until the user says.
   */
  async restore(): Promise<void> {
    const { ledger, log } = this.#deps;
    const open = await ledger.tunings(null).catch((error: unknown) => {
      log.warn('What was being tuned cannot be read; it is not gone on with', { reason: String(error) });
      return [];
    });
    for (const entry of open) {
      const { stickId } = entry.record;
      if (this.#jobs.has(stickId) || this.#held.has(stickId)) continue;
      if (entry.of === 'comparison') this.#jobs.set(stickId, new ComparisonRun(entry.record));
      else if (entry.record.isDryRun) this.#keepRun(stopped(entry.record, 'programEnded', this.#nowMs()));
      else if (entry.record.reason === PARKED)
        this.#jobs.set(stickId, new TuneSweep(entry.record, SWEEP_RULES));
      else {
        const held: TuneRun = { ...entry.record, state: 'waiting', reason: 'programCrashed' };
        this.#held.set(stickId, held);
        this.#keepRun(held);
      }
    }
  }

  /** The settings with the points of the moment laid over them: what sticks are really to have. */
  over(settings: Settings): Settings {
    if (this.#jobs.size === 0) return settings;
    const sticks = { ...settings.sticks };
    for (const [id, { point }] of this.#jobs) {
      if (point === null) continue;
      const { frequencyMhz, coreMv } = point;
      const voltage = coreMv === null ? {} : { targetCoreMv: coreMv };
      sticks[id] = { ...sticks[id], targetFrequencyMhz: frequencyMhz, ...voltage };
    }
    return { ...settings, sticks };
  }

  /** Starts a sweep, or goes on with one of the same goal that a crash cut off. */
  async startSweep(stickId: StickId, goal: TuneGoal, isDryRun: boolean): Promise<Started> {
    const stick = this.#deps.stickOf(stickId);
    const { slot } = stick;
    if (slot === undefined) return refused('unknownStick');
    if (this.isBusy(stickId)) return refused('alreadyTuning');
    const limits = this.#limitsOf(slot);
    if (limits === null) return refused('noClockToTune');
    const worth = this.#deps.worth();
    const lack = lackOf(goal, worth);
    if (lack !== null) return refused(lack);
    const held = this.#held.get(stickId);
    const run: TuneRun = {
      id: this.#deps.newId(),
      stickId,
      goal,
      pricePerKwh: pricedBy(goal, worth),
      startedAtMs: this.#nowMs(),
      endedAtMs: null,
      state: 'running',
      reason: null,
      planned: tunePlan(limits),
      measured: [],
      best: null,
      before: isDryRun ? null : pointOf(slot),
      isApplied: false,
      isDryRun,
    };
    if (isDryRun) return this.#startDry(run, slot);
    if (!isHashing(slot)) return refused('notHashing');
    if (goal !== 'mostHash' && !isMeasured(stick.powerW)) return refused('needsMeasuredWatts');
    this.#dropHeld(stickId, held?.goal !== goal);
    const begun: TuneRun = held?.goal !== goal ? run : goingOn(held, limits);
    this.#begin(stickId, new TuneSweep(begun, SWEEP_RULES));
    return { kind: 'started', id: begun.id };
  }

  startComparison(stickId: StickId, a: TunePoint, b: TunePoint, slotMs: number): Started {
    const stick = this.#deps.stickOf(stickId);
    const { slot } = stick;
    if (slot === undefined) return refused('unknownStick');
    if (this.isBusy(stickId)) return refused('alreadyTuning');
    const limits = this.#limitsOf(slot);
    if (limits === null) return refused('noClockToTune');
    if (!isInside(a, limits) || !isInside(b, limits)) return refused('pointOutOfRange');
    if (a.frequencyMhz === b.frequencyMhz && a.coreMv === b.coreMv) return refused('samePoints');
    if (!isHashing(slot)) return refused('notHashing');
    this.#dropHeld(stickId, true);
    const comparison: Comparison = {
      id: this.#deps.newId(),
      stickId,
      a,
      b,
      slotMs,
      startedAtMs: this.#nowMs(),
      endedAtMs: null,
      slots: [],
      by: isMeasured(stick.powerW) ? 'efficiency' : 'hashrate',
      verdict: 'notEnoughData',
    };
    this.#begin(stickId, new ComparisonRun(comparison));
    return { kind: 'started', id: comparison.id };
  }

  /** Ends what goes on with a stick, or waits for a word; its clock is what it was. False when there is nothing. */
  stop(stickId: StickId): boolean {
    const dry = this.#dryRuns.get(stickId);
    const job = this.#jobs.get(stickId);
    const isAny = dry !== undefined || job !== undefined || this.#held.has(stickId);
    dry?.stop('byUser');
    this.#dropHeld(stickId, true);
    if (job !== undefined) {
      job.stop(this.#nowMs(), 'byUser');
      this.#ended(stickId, job);
    }
    return isAny;
  }

  /** Whether something goes on with it, on the stick itself or on its twin. */
  isBusy(stickId: StickId): boolean {
    return this.#jobs.has(stickId) || this.#dryRuns.has(stickId);
  }

  /** What a stick is to be called: one that mines at a point of a sweep is being tuned. */
  named({ identity }: StickSlot, said: NamedHealth): NamedHealth {
    const isMining = said.health === 'mining' || said.health === 'ramping';
    return isMining && this.#jobs.has(identity.id) ? { health: 'tuning', cause: null } : said;
  }

  progress(stickId: StickId): TuneProgress | null {
    const job = this.#jobs.get(stickId) ?? this.#dryRuns.get(stickId);
    return job?.progress(this.#nowMs()) ?? null;
  }

  noteVerdict(stickId: StickId, kind: VerdictKind, ticketDifficulty: number, isCounted: boolean): void {
    const job = this.#jobs.get(stickId);
    if (kind === 'hardwareError') job?.noteError();
    else if (isCounted && kind !== 'duplicate') job?.noteNonce(ticketDifficulty);
  }

  /** Wrong results that a stick counted by itself. */
  noteErrors(stickId: StickId, count: number): void {
    const job = this.#jobs.get(stickId);
    for (let one = 0; one < count; one += 1) job?.noteError();
  }

  /** Call once a second. */
  tick(): void {
    const monoMs = this.#deps.clock.monotonicMs();
    const elapsedMs = monoMs - this.#tickedAtMs;
    this.#tickedAtMs = monoMs;
    for (const [stickId, job] of this.#jobs) {
      const { point } = job;
      if (point === null) continue;
      const seen = observationOf(this.#deps.stickOf(stickId), point, elapsedMs);
      if (!job.tick(seen, this.#nowMs(), this.#deps.worth)) continue;
      this.#keep(job);
      if (job.isOver) this.#ended(stickId, job);
    }
  }

  /** All of a stick, newest first, as they are now. */
  async history(stickId: StickId): Promise<{ readonly runs: TuneRun[]; readonly comparisons: Comparison[] }> {
    const entries = await this.#deps.ledger.tunings(stickId);
    return {
      runs: entries.flatMap((entry) => (entry.of === 'run' ? entry.record : [])).slice(0, 50),
      comparisons: entries.flatMap((entry) => (entry.of === 'comparison' ? entry.record : [])).slice(0, 20),
    };
  }

  /** The user took its best point over. */
  applied(run: TuneRun): void {
    this.#keepRun({ ...run, isApplied: true });
  }

  /** The program ends: sweeps go on when it starts again. */
  park(): void {
    for (const dry of this.#dryRuns.values()) dry.stop('programEnded');
    for (const job of this.#jobs.values()) {
      if (!(job instanceof TuneSweep)) continue;
      job.park();
      this.#keep(job);
    }
  }

  #begin(stickId: StickId, job: Job): void {
    this.#jobs.set(stickId, job);
    this.#keep(job);
    this.#deps.event('tuningStarted', `stick:${stickId}`, {});
  }

  async #startDry(run: TuneRun, slot: StickSlot): Promise<Started> {
    const { stickId } = run;
    const twin = await this.#deps.makeTwin(slot.identity.model);
    if (twin === null) return refused('cannotSimulate');
    // Another may have begun meanwhile.
    if (this.isBusy(stickId)) return refused('alreadyTuning');
    const dry = new DryRun({
      run,
      twin,
      worth: this.#deps.worth,
      clock: this.#deps.clock,
      log: this.#deps.log,
      keep: (record) => this.#keepRun(record),
      ended: () => this.#dryRuns.delete(stickId),
    });
    this.#dryRuns.set(stickId, dry);
    dry.start();
    return { kind: 'started', id: run.id };
  }

  #ended(stickId: StickId, job: Job): void {
    this.#jobs.delete(stickId);
    this.#keep(job);
    this.#deps.event('tuningEnded', `stick:${stickId}`, {});
    // Only bring-up knows the model's own voltage.
    const hadVoltage = this.#deps.stickOf(stickId).slot?.stick?.abilities.coreMv != null;
    if (hadVoltage && this.#deps.settings().sticks[stickId]?.targetCoreMv === undefined)
      this.#deps.reopen(stickId);
  }

  #dropHeld(stickId: StickId, isForGood: boolean): void {
    const held = this.#held.get(stickId);
    this.#held.delete(stickId);
    if (held !== undefined && isForGood) this.#keepRun(stopped(held, 'programCrashed', this.#nowMs()));
  }

  #keep(job: Job): void {
    if (job instanceof TuneSweep) this.#keepRun(job.record);
    else this.#deps.ledger.record({ kind: 'tuning', of: 'comparison', record: job.record });
  }

  #keepRun(record: TuneRun): void {
    const entry: TuningEntry = { kind: 'tuning', of: 'run', record };
    this.#deps.ledger.record(entry);
  }

  /** Null for a stick whose clock cannot be set. */
  #limitsOf({ identity, stick }: StickSlot): PlanLimits | null {
    const limits = limitsOf(identity.model, this.#deps.settings().expertMode);
    if (limits.clockMhz === null) return null;
    const range = coreMvRange(stick?.abilities ?? null, limits);
    const usual = stick?.status.targetCoreMv ?? null;
    return {
      clockMhz: limits.clockMhz,
      coreMv: range === null || usual === null ? null : { ...range, usual },
    };
  }

  #nowMs(): number {
    return this.#deps.clock.nowMs();
  }
}

const refused = (reason: TuneRefusal): Started => ({ kind: 'refused', reason });

/** What a goal needs and the user has not typed. */
function lackOf(goal: TuneGoal, { pricePerKwh, btcPrice }: Worth): 'noTariff' | 'noBtcPrice' | null {
  if (goal !== 'cheapestSat' && goal !== 'mostNet') return null;
  if (pricePerKwh === null) return 'noTariff';
  return goal === 'mostNet' && btcPrice === null ? 'noBtcPrice' : null;
}

const stopped = (run: TuneRun, reason: string, endedAtMs: number): TuneRun => ({
  ...run,
  state: 'stopped',
  reason,
  endedAtMs,
});

/** The limits may have become narrower since. */
const goingOn = (run: TuneRun, limits: PlanLimits): TuneRun => ({
  ...run,
  state: 'running',
  reason: null,
  planned: run.planned.filter((point) => isInside(point, limits)),
});

function pointOf({ stick }: StickSlot): TunePoint | null {
  if (stick === null || stick.status.targetFrequencyMhz <= 0) return null;
  return { frequencyMhz: stick.status.targetFrequencyMhz, coreMv: stick.status.targetCoreMv };
}
