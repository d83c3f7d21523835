/**
 * A sweep on a simulated twin, whose clock runs as fast as this computer can: it shows what a sweep does and how it
 * ends, and touches nothing. Its watts are the model's, so only the most hashes can win.
 */
import type { Clock, Logger } from '../../contract/ports.ts';
import type { TuneProgress, TuneRun } from '../../contract/tuning.ts';
import type { VerdictKind } from '../../core/share.ts';
import type { Stick } from '../../device/stick.ts';
import { modelledPowerW } from '../../meter/power-model.ts';
import { isAtPoint } from './observe.ts';
import { type Observation, SWEEP_RULES } from './point-watch.ts';
import type { Worth } from './tune-choice.ts';
import { TuneSweep } from './tune-run.ts';

/** A stick of the same model that exists in this process alone, with work of its own. */
export interface Twin {
  readonly stick: Stick;
  /** Lets a part of its time pass, and this program do something else meanwhile. */
  pass(ms: number): Promise<void>;
  /** Of each of its nonces; a nonce below its ticket is not told. */
  onVerdict(listener: (kind: VerdictKind, ticketDifficulty: number) => void): void;
  /** Brings it up and gives it work. Rejects when that does not succeed. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Null for a model that cannot be simulated. */
export type MakeTwin = (model: string) => Promise<Twin | null>;

export interface DryRunDeps {
  readonly run: TuneRun;
  readonly twin: Twin;
  readonly worth: () => Worth;
  /** Of this computer, for the times that are kept. */
  readonly clock: Clock;
  readonly log: Logger;
  readonly keep: (run: TuneRun) => void;
  readonly ended: () => void;
}

const TICK_MS = 1000;

export class DryRun {
  readonly #deps: DryRunDeps;
  readonly #sweep: TuneSweep;

  constructor(deps: DryRunDeps) {
    this.#deps = deps;
    this.#sweep = new TuneSweep(deps.run, SWEEP_RULES);
  }

  /** Without an end that could be told: it runs as fast as the computer has time. */
  progress(nowMs: number): TuneProgress | null {
    const progress = this.#sweep.progress(nowMs);
    return progress === null ? null : { ...progress, endsAtMs: null };
  }

  start(): void {
    this.#deps.keep(this.#sweep.record);
    this.#play()
      .catch((error: unknown) => {
        this.#deps.log.warn('A dry run failed', { reason: String(error) });
        this.#sweep.stop(this.#deps.clock.nowMs(), 'twinFailed');
      })
      .finally(() => {
        this.#deps.keep(this.#sweep.record);
        this.#deps.ended();
      });
  }

  /** It ends before its next second. */
  stop(reason: string): void {
    this.#sweep.stop(this.#deps.clock.nowMs(), reason);
    this.#deps.keep(this.#sweep.record);
  }

  async #play(): Promise<void> {
    const { twin, clock, worth, keep } = this.#deps;
    twin.onVerdict((kind, ticketDifficulty) => {
      if (kind === 'hardwareError') this.#sweep.noteError();
      else if (kind !== 'duplicate') this.#sweep.noteNonce(ticketDifficulty);
    });
    try {
      await twin.start();
      for (let point = this.#sweep.point; point !== null; point = this.#sweep.point) {
        const { stick } = twin;
        if (stick.status.targetFrequencyMhz !== point.frequencyMhz)
          stick.setTargetFrequency(point.frequencyMhz);
        if (point.coreMv !== null && stick.status.targetCoreMv !== point.coreMv)
          stick.setTargetCoreVoltage(point.coreMv);
        await twin.pass(TICK_MS);
        if (this.#sweep.tick(this.#seen(), clock.nowMs(), worth)) keep(this.#sweep.record);
      }
    } finally {
      await twin.stop();
    }
  }

  #seen(): Observation {
    const { status, model } = this.#deps.twin.stick;
    const { point } = this.#sweep;
    const { phase, frequencyMhz, telemetry } = status;
    return {
      elapsedMs: TICK_MS,
      isAtPoint: point !== null && isAtPoint(status, point),
      waitsFor: null,
      trouble: phase === 'stalled' || phase === 'failed' ? 'silent' : null,
      barredBy: null,
      expectedHs: status.expectedHs,
      ticketDifficulty: status.ticketDifficulty,
      powerW: modelledPowerW({
        model,
        frequencyMhz,
        coreMv: status.targetCoreMv,
        chipCount: status.chipCount,
      }),
      isPowerMeasured: false,
      tempC: telemetry?.tempC ?? null,
      inputV: telemetry?.inputV ?? null,
    };
  }
}
