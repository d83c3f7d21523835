/**
 * What feeds, cools and measures the chips of a stick, beside the wire they hash on: a controller on a second serial
 * port of its own. A stick that has one starts it before its chips and stops it after them.
 */
import type { EventEmitter } from 'node:events';
import type { DeviceError } from './device-error.ts';
import type { ResetLine } from './reset-line.ts';
import type { StickAbilities, StickTelemetry } from './stick.ts';

export interface StickPowerEvents {
  /** Telemetry is new, or is not to be had any more. */
  changed: [];
  /** It cannot vouch for the chips any more: the stick must end. Once, and only after `start` resolved. */
  lost: [DeviceError];
}

export interface StickPower extends EventEmitter<StickPowerEvents> {
  readonly abilities: StickAbilities;
  /** Asked for; null where there is none to ask for. */
  readonly targetCoreMv: number | null;
  /** Null before the first reading, and once it stopped telling. */
  readonly telemetry: StickTelemetry | null;
  /** How the chips are reset through it; null where that is another wire's matter. */
  readonly resetLine: ResetLine | null;
  /**
   * Cools, feeds and checks: when it resolves the chips have the voltage that was asked for, and are still in reset
   * where it has their reset line. Rejects with a DeviceError, power off. Call once.
   */
  start(): Promise<void>;
  /** Chips in reset, their voltage off, port closed. Idempotent, never rejects, takes 4 s at most. */
  stop(): Promise<void>;
  /** Throws a RangeError outside the ability's range. The chips have it soon after. */
  setCoreMv(coreMv: number): void;
  /** Null: as hot as it is. Throws a RangeError where there is no fan to set. */
  setFan(percent: number | null): void;
  /** Shows its light for some seconds. Only where `abilities.blink` is `light`. */
  blink(): Promise<void>;
}
