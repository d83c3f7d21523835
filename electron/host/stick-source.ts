/** Where sticks come from: what is plugged in, what the user attached, or the demo. */
import type { AttachedStick } from '../contract/settings.ts';
import type { StickId } from '../contract/units.ts';
import type { Stick } from '../device/stick.ts';
import type { StickIdentity } from '../engine/stick-slot.ts';

export interface StickListener {
  readonly arrived: (identity: StickIdentity) => void;
  readonly left: (id: StickId) => void;
}

export interface StickSource {
  start(listener: StickListener): void;
  /** The list of sticks attached by hand, whole: those that are not in it any more leave. */
  attach(sticks: readonly AttachedStick[]): void;
  /** A fresh object for one life of a stick. */
  make(identity: StickIdentity, targetFrequencyMhz: number | undefined): Stick;
  /** Idempotent. Sticks it made are stopped by whoever runs them. */
  stop(): Promise<void>;
}
