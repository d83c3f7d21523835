/** Everything counted and estimated for one stick, across unplugging, retries and resets. */
import type { ShareCounts } from '../contract/frame.ts';
import type { Clock } from '../contract/ports.ts';
import type { StickId } from '../contract/units.ts';
import type { ShareOutcome } from '../core/share.ts';
import type { StickCounters, StickStatus } from '../device/stick.ts';
import { EnergyIntegrator } from '../meter/energy-integrator.ts';
import { WorkWindow } from './work-window.ts';

const NO_COUNTERS: StickCounters = {
  nonces: 0,
  duplicates: 0,
  hardwareErrors: 0,
  orphanNonces: 0,
  badFrames: 0,
  resets: 0,
  worksSent: 0,
};

/** Steps of the ramp are 1 to 3 %. */
const JUMP = 0.1;

type Observed = Pick<StickStatus, 'frequencyMhz' | 'ticketDifficulty' | 'expectedHs'>;

export class StickRecord {
  readonly id: StickId;
  readonly window = new WorkWindow();
  /** Like `window`, by what the pool accepted. */
  readonly accepted = new WorkWindow();
  readonly energy = new EnergyIntegrator();
  readonly #clock: Clock;
  #retired: StickCounters = NO_COUNTERS;
  #shares: ShareCounts = { accepted: 0, rejected: 0, stale: 0, lost: 0 };
  #duplicates = 0;
  #hardwareErrors = 0;
  #frequencyMhz: number | null = null;
  #hashingSinceMs: number | null = null;
  #expectedHs: number | null = null;

  constructor(id: StickId, clock: Clock) {
    this.id = id;
    this.#clock = clock;
  }

  /** What it promised when it last hashed; null before it has. */
  get expectedHs(): number | null {
    return this.#expectedHs;
  }

  /** Since when it hashes without a break, by wall time; null while it does not. */
  get hashingSinceMs(): number | null {
    return this.#hashingSinceMs;
  }

  get shares(): ShareCounts {
    return this.#shares;
  }

  /** Counters of the stick object that runs now, on top of those that went. */
  counters(current: StickCounters | null): StickCounters {
    const live = current ?? NO_COUNTERS;
    const whole = addCounters(this.#retired, live);
    return {
      ...whole,
      duplicates: whole.duplicates + this.#duplicates,
      hardwareErrors: whole.hardwareErrors + this.#hardwareErrors,
    };
  }

  /** Wrong nonces that stick objects counted by themselves, before anyone checked a share. */
  ownErrors(current: StickCounters | null): number {
    return this.#retired.hardwareErrors + (current?.hardwareErrors ?? 0);
  }

  /** The stick object is gone: keep what it counted. */
  retireCounters(counters: StickCounters): void {
    this.#retired = addCounters(this.#retired, counters);
    this.#stopWindows();
    this.#frequencyMhz = null;
  }

  countDuplicate(): void {
    this.#duplicates += 1;
  }

  countHardwareError(): void {
    this.#hardwareErrors += 1;
  }

  countOutcome(kind: ShareOutcome['kind']): void {
    this.#shares = { ...this.#shares, [kind]: this.#shares[kind] + 1 };
  }

  /** Tells the window whether work is being done and at what clock rate. */
  observe(hashing: boolean, { frequencyMhz, ticketDifficulty, expectedHs }: Observed): void {
    const monoMs = this.#clock.monotonicMs();
    if (!hashing) {
      if (this.window.running) this.#stopWindows();
      return;
    }
    this.#hashingSinceMs ??= this.#clock.nowMs();
    if (expectedHs !== null && expectedHs > 0) this.#expectedHs = expectedHs;
    if (!this.window.running) this.#startWindows(monoMs, ticketDifficulty);
    if (frequencyMhz !== null && this.#frequencyMhz !== null && frequencyMhz !== this.#frequencyMhz) {
      // A small step of the ramp blurs the figure a little; a jump would make it one of neither clock.
      const change = Math.abs(frequencyMhz / this.#frequencyMhz - 1);
      if (change > JUMP) this.#startWindows(monoMs, ticketDifficulty);
      else this.#disturbWindows(monoMs);
    }
    this.#frequencyMhz = frequencyMhz ?? this.#frequencyMhz;
  }

  #startWindows(monoMs: number, ticketDifficulty: number | null): void {
    this.window.start(monoMs, ticketDifficulty ?? 1);
    this.accepted.start(monoMs, ticketDifficulty ?? 1);
  }

  #disturbWindows(monoMs: number): void {
    this.window.disturb(monoMs);
    this.accepted.disturb(monoMs);
  }

  #stopWindows(): void {
    this.window.stop();
    this.accepted.stop();
    this.#hashingSinceMs = null;
  }
}

function addCounters(a: StickCounters, b: StickCounters): StickCounters {
  return {
    nonces: a.nonces + b.nonces,
    duplicates: a.duplicates + b.duplicates,
    hardwareErrors: a.hardwareErrors + b.hardwareErrors,
    orphanNonces: a.orphanNonces + b.orphanNonces,
    badFrames: a.badFrames + b.badFrames,
    resets: a.resets + b.resets,
    worksSent: a.worksSent + b.worksSent,
  };
}
