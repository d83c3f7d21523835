/** One place for a stick: it outlives the stick object through unplug, retry and reset. */
import type { Fault, StickHealth } from '../contract/frame.ts';
import type { StickId } from '../contract/units.ts';
import type { Backoff } from '../core/timing.ts';
import type { Stick, StickStatus } from '../device/stick.ts';
import type { StickRecord } from './stick-record.ts';

export interface StickIdentity {
  readonly id: StickId;
  readonly model: string;
  readonly modelName: string;
  readonly path: string;
  readonly serialNumber: string | null;
  /** Place on the USB tree, such as `1-1.4.2`; null where the system does not tell. */
  readonly location: string | null;
  /** Place of the hub it hangs on; null at a port of the computer itself, or where the system does not tell. */
  readonly hubId: string | null;
  /** Another stick has its serial number now. */
  readonly isTwin: boolean;
  readonly simulated: boolean;
}

export interface Cause {
  readonly code: string;
  readonly params: Fault['params'];
}

export interface StickSlot {
  identity: StickIdentity;
  readonly record: StickRecord;
  readonly backoff: Backoff;
  /** Null while it is unplugged or waits for its next try. */
  stick: Stick | null;
  /** Settles when the stick object before has let go of the port; null when none is letting go. */
  parting: Promise<void> | null;
  /** What the last stick object said before it went. */
  lastStatus: StickStatus | null;
  health: StickHealth;
  healthSinceMs: number;
  cause: Cause | null;
  failures: number;
  cancelTimer: () => void;
}
