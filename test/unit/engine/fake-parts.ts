/** A stick and a job source that do as they are told. */
import { EventEmitter } from 'node:events';
import { StickId } from '../../../electron/contract/units.ts';
import type { Job, WorkFeed } from '../../../electron/core/job.ts';
import type { Share } from '../../../electron/core/share.ts';
import { DeviceError } from '../../../electron/device/device-error.ts';
import type {
  Stick,
  StickAbilities,
  StickEvents,
  StickPhase,
  StickStatus,
  StickTelemetry,
} from '../../../electron/device/stick.ts';
import type { PowerSources } from '../../../electron/engine/power-chain.ts';
import type { JobSource, JobSourceEvents, JobSourceStatus } from '../../../electron/pool/job-source.ts';

export class FakeStick extends EventEmitter<StickEvents> implements Stick {
  readonly id: StickId;
  readonly model = 'compac-f';
  readonly path = '/dev/ttyFAKE';
  readonly started = Promise.withResolvers<void>();
  feed: WorkFeed | null = null;
  /** Null before bring-up. */
  expectedHs: number | null = 134e9;
  telemetry: StickTelemetry | null = null;
  abilities: StickAbilities = { coreMv: null, fan: false, blink: 'clock' };
  targetCoreMv: number | null = null;
  /** What it was asked to have, newest last. */
  readonly clocksAsked: number[] = [];
  frequencyMhz = 200;
  chipResets = 0;
  blinks = 0;
  pulls = 0;
  stops = 0;
  #phase: StickPhase = 'opening';
  #error: DeviceError | null = null;

  constructor(id = 'serial:a') {
    super();
    this.id = StickId.parse(id);
  }

  get status(): StickStatus {
    return {
      phase: this.#phase,
      chipCount: 1,
      expectedChipCount: 1,
      targetFrequencyMhz: this.clocksAsked.at(-1) ?? 200,
      frequencyMhz: this.frequencyMhz,
      frequencyAtMs: 0,
      chipFrequenciesMhz: [200],
      telemetry: this.telemetry,
      targetCoreMv: this.targetCoreMv,
      baudRate: 1_500_000,
      ticketDifficulty: 16,
      expectedHs: this.expectedHs,
      lastNonceAtMs: null,
      counters: {
        nonces: 5,
        duplicates: 0,
        hardwareErrors: 0,
        orphanNonces: 0,
        badFrames: 0,
        resets: 0,
        worksSent: 9,
      },
      error: this.#error,
    };
  }

  start(): Promise<void> {
    return this.started.promise;
  }

  async stop(): Promise<void> {
    this.stops += 1;
  }

  setFeed(feed: WorkFeed | null): void {
    this.feed = feed;
  }

  pullNow(): void {
    this.pulls += 1;
  }

  setTargetFrequency(frequencyMhz: number): void {
    this.clocksAsked.push(frequencyMhz);
  }

  setTargetCoreVoltage(coreMv: number): void {
    this.targetCoreMv = coreMv;
  }

  async blink(): Promise<void> {
    this.blinks += 1;
  }

  async resetChips(): Promise<void> {
    this.chipResets += 1;
  }

  goTo(phase: StickPhase, error: DeviceError | null = null): void {
    this.#phase = phase;
    this.#error = error;
    this.emit('changed');
  }

  failWith(code: DeviceError['code']): void {
    this.goTo('failed', new DeviceError(code, this.path, `It failed: ${code}.`));
  }
}

export class FakeSource extends EventEmitter<JobSourceEvents> implements JobSource {
  readonly id = 'pool';
  readonly endpoint = '127.0.0.1:3333';
  readonly submitted: Share[] = [];
  readonly openJobs = new Set<Job>();

  get status(): JobSourceStatus {
    return {
      phase: 'live',
      phaseSinceMs: 0,
      retryAtMs: null,
      attempts: 1,
      encrypted: false,
      difficulty: 1,
      difficultyAtMs: 0,
      latencyMs: null,
      latencyAtMs: null,
      versionRolling: true,
      lastJobAtMs: null,
      message: null,
      error: null,
    };
  }

  start(): void {}
  async stop(): Promise<void> {}

  isOpen(job: Job): boolean {
    return this.openJobs.has(job);
  }

  submit(share: Share): void {
    this.submitted.push(share);
  }

  announce(job: Job, change: 'replace' | 'update' = 'replace'): void {
    if (change === 'replace') this.openJobs.clear();
    this.openJobs.add(job);
    this.emit('job', job, change);
  }
}

/** Nothing can be simulated. */
export const NO_TWIN = async (): Promise<null> => null;

/** Neither a plug nor a sensor of the computer. */
export const NO_METERS: PowerSources = {
  plugs: () => new Map(),
  hostW: () => ({ value: null, origin: 'measured', atMs: 0, reason: 'noPowerSensor' }),
};
