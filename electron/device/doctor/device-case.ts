/** What is asked about one device, and how the answer looks. */
import type { DeviceStateCode } from '../../contract/devices.ts';
import type { StickState } from '../../contract/frame.ts';
import type { Guess } from './candidates.ts';
import type { ComputerFacts, NodeAccess } from './computer.ts';
import type { CureCode } from './cures.ts';
import type { UsbDevice } from './usb-device.ts';

/** What the engine knows of a stick. */
export type DoctorStick = Pick<
  StickState,
  | 'id'
  | 'name'
  | 'model'
  | 'path'
  | 'serialNumber'
  | 'simulated'
  | 'health'
  | 'cause'
  | 'chipCount'
  | 'expectedChipCount'
  | 'inputV'
  | 'isTwin'
  | 'hubId'
>;

export interface DeviceCase {
  /** What the row calls it. */
  readonly name: string;
  /** Null for a stick on a port that is no USB device's, such as one the user attached by path. */
  readonly device: UsbDevice | null;
  readonly guess: Guess | null;
  /** Null when the engine has none for it. */
  readonly stick: DoctorStick | null;
  /** Of its serial port; null when it has none, or the system does not tell. */
  readonly access: NodeAccess | null;
  /** Another program that has its port or the whole device. */
  readonly user: string | null;
  readonly computer: ComputerFacts;
}

export type Params = Readonly<Record<string, string | number>>;

export interface Finding {
  readonly state: DeviceStateCode;
  /** Of the sentence `device.<code>`. */
  readonly code: string;
  readonly params: Params;
  /** Best first. */
  readonly cures: readonly CureCode[];
}
