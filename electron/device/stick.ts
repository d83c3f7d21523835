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

export interface StickStatus {
  readonly phase: StickPhase;
  readonly chipCount: number | null;
  readonly expectedChipCount: number | null;
  readonly targetFrequencyMhz: number;
  /** Read back from the chips; null until they answered. */
  readonly frequencyMhz: number | null;
  readonly frequencyAtMs: number | null;
  readonly baudRate: number | null;
  readonly ticketDifficulty: number | null;
  /** Hashes per second at the frequency that is set: cores x MHz x chips x scale. */
  readonly expectedHs: number | null;
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
}
