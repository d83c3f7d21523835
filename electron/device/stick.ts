/** The stick as the engine sees it: work in, nonces out, and a status that never guesses. */
import type { EventEmitter } from 'node:events';
import type { StickId } from '../contract/units.ts';
import type { WorkFeed } from '../core/job.ts';
import type { Nonce } from '../core/share.ts';
import type { DeviceError } from './device-error.ts';

export type StickPhase =
  | 'idle'
  | 'opening'
  | 'resetting'
  | 'counting'
  | 'configuring'
  | 'ramping'
  | 'mining'
  | 'stalled'
  | 'stopping'
  | 'stopped'
  | 'failed';

/** Cumulative since the stick object was made. */
export interface StickCounters {
  readonly nonces: number;
  readonly duplicates: number;
  readonly hardwareErrors: number;
  readonly orphanNonces: number;
  readonly badFrames: number;
  readonly resets: number;
  readonly worksSent: number;
}

/** Of these, the ones that come of answers. */
export type NonceCounters = Pick<StickCounters, 'nonces' | 'duplicates' | 'hardwareErrors' | 'orphanNonces'>;

/** What a stick measures of itself. Null is what it has no sensor for, or did not say. */
export interface StickTelemetry {
  readonly atMs: number;
  readonly inputV: number | null;
  readonly inputA: number | null;
  /** What it draws at its plug, W; null unless it measures both. */
  readonly powerW: number | null;
  /** Of one chip. */
  readonly coreMv: number | null;
  /** The hottest of its sensors. */
  readonly tempC: number | null;
  readonly fanRpm: number | null;
}

/** What can be asked of a stick by its build; the limits are the catalogue's, not the chips'. */
export interface StickAbilities {
  readonly coreMv: { readonly min: number; readonly max: number; readonly step: number } | null;
  readonly fan: boolean;
  /** How it shows which one it is; null when it has no way at all. */
  readonly blink: 'light' | 'clock' | null;
}

export interface StickStatus {
  readonly phase: StickPhase;
  readonly chipCount: number | null;
  readonly expectedChipCount: number | null;
  readonly targetFrequencyMhz: number;
  /** Read back from the chips; null until they answered. */
  readonly frequencyMhz: number | null;
  readonly frequencyAtMs: number | null;
  /** Of each chip by its place in the chain; null until it answered. Empty before counting. */
  readonly chipFrequenciesMhz: readonly (number | null)[];
  /** Wrong answers of each chip by its place; absent from a stick whose answers do not tell the chip. */
  readonly chipHardwareErrors?: readonly number[];
  /** Null for a stick that measures nothing, or not yet. */
  readonly telemetry: StickTelemetry | null;
  /** Asked for; null where there is none to ask for. */
  readonly targetCoreMv: number | null;
  readonly baudRate: number | null;
  readonly ticketDifficulty: number | null;
  /** Hashes per second at the frequency that is set: cores x MHz x chips x scale. */
  readonly expectedHs: number | null;
  /** Silence that means a fault, where the family has a rule of its own for it. */
  readonly silenceLimitMs?: number;
  readonly lastNonceAtMs: number | null;
  readonly counters: StickCounters;
  /** Why it is `stalled` or `failed`. */
  readonly error: DeviceError | null;
}

export interface StickEvents {
  nonce: [Nonce];
  /** Phase, frequency, chip count or error changed; read `status`. */
  changed: [];
}

export interface Stick extends EventEmitter<StickEvents> {
  readonly id: StickId;
  /** Id of the catalogue row. */
  readonly model: string;
  readonly path: string;
  readonly abilities: StickAbilities;
  readonly status: StickStatus;
  /** Bring-up; resolves when the first work may be sent, rejects with a DeviceError. Call once. */
  start(): Promise<void>;
  /** Idempotent: chips idle and back at 115200, port closed, timers gone. Resolves within 5 s. */
  stop(): Promise<void>;
  /** The feed to pull work from; null stops work within one task and leaves the chips idle. */
  setFeed(feed: WorkFeed | null): void;
  /** The feed has newer work: pull and send it now, ahead of anything queued. */
  pullNow(): void;
  setTargetFrequency(frequencyMhz: number): void;
  /** Throws a RangeError for a stick whose abilities do not name it, or outside its range. */
  setTargetCoreVoltage(coreMv: number): void;
  /** Shows which one it is for some seconds, soon. Does nothing where it has no way to. */
  blink(): Promise<void>;
  /** Resets the chips and wakes them anew, port open: the second step of recovery. Rejects with a DeviceError. */
  resetChips(): Promise<void>;
}
