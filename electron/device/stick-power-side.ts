/**
 * The side of a stick that feeds its chips and measures what that takes: regulator, sensors, fan, light. It has a
 * wire of its own, whatever that is; the stick asks it at the right moments of its life and knows no more of it.
 */
import type { StickAbilities, StickTelemetry } from './stick.ts';

export interface StickPower {
  /** `blink` is `light` where it has one, else null. */
  readonly abilities: Pick<StickAbilities, 'coreMv' | 'fan'> & { readonly blink: 'light' | null };
  /** The newest reading; null before the first, and when it has been silent or has lied for too long. */
  readonly telemetry: StickTelemetry | null;
  /** Asked for, mV of one chip; null where there is none to ask for. */
  readonly targetCoreMv: number | null;

  /** Opens its wire; call once. Rejects with a DeviceError. */
  open(): Promise<void>;
  /** Before the chips are counted: supplied as far as it takes for them to answer. Rejects with a DeviceError. */
  enableChips(): Promise<void>;
  /** Before they are set up and get a clock: their cores at the voltage asked for. Rejects with a DeviceError. */
  supplyCores(): Promise<void>;
  /** Chips have no clock any more: their supply off, then the wire closed. Idempotent; never rejects. */
  close(): Promise<void>;

  /** Takes effect soon, and at the next `supplyCores`. Throws a RangeError outside the abilities. */
  setCoreMv(coreMv: number): void;
  /** Throws a RangeError outside 0 to 100, or without a fan that can be set. */
  setFan(percent: number): void;
  /** Shows the light for some seconds; does nothing where it has none. */
  blink(): Promise<void>;
}

export interface StickPowerEvents {
  /** Something that can be read here is another. */
  readonly onChanged: () => void;
  /** Its wire is lost, or it had to switch the chips off: the stick cannot go on. */
  readonly onFailed: (error: Error) => void;
}
