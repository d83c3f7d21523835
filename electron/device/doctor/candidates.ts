/** Which USB devices are worth a row in the device doctor, and what each is taken for. Pure. */
import { matchStick, type StickModel } from '../stick-catalog.ts';
import { type RecognisedRow, recognise } from './recognised-rows.ts';
import { idsOf, isHub, type UsbDevice } from './usb-device.ts';

export type Guess =
  | { readonly kind: 'model'; readonly row: StickModel }
  | { readonly kind: 'recognised'; readonly row: RecognisedRow }
  /** An adapter of a kind that sticks are built with; it names none. */
  | { readonly kind: 'bridge'; readonly driver: BridgeDriver };

/** The kernel's name of the driver for a bridge. */
export type BridgeDriver = 'cp210x' | 'ftdi_sio' | 'pl2303' | 'cdc_acm';

/** Bridges that sticks of the catalogue hang behind (KU `find_dev`), by the driver that Linux has for them. */
const BRIDGES: Readonly<Record<string, BridgeDriver>> = {
  '10c4:ea60': 'cp210x',
  '10c4:ea70': 'cp210x',
  '0403:6001': 'ftdi_sio',
  '0403:6010': 'ftdi_sio',
  '0403:6014': 'ftdi_sio',
  '0403:6015': 'ftdi_sio',
  '0403:8350': 'ftdi_sio',
  '067b:2303': 'pl2303',
  '1fc9:0083': 'cdc_acm',
};

/** What a device is taken for by its numbers and strings; null for a keyboard and all else that is nobody's stick. */
export function guessOf(device: UsbDevice): Guess | null {
  if (isHub(device)) return null;
  const row = matchStick(device);
  // What is known and not driven is better explained by a row of its own.
  const recognised = row?.drive == null ? recognise(device) : null;
  if (recognised !== null) return { kind: 'recognised', row: recognised };
  if (row !== null) return { kind: 'model', row };
  const driver = BRIDGES[idsOf(device) ?? ''];
  return driver === undefined ? null : { kind: 'bridge', driver };
}

/** The kernel driver that a device's bridge needs; null when its numbers are no bridge's. */
export function driverFor(device: UsbDevice): BridgeDriver | null {
  const known = BRIDGES[idsOf(device) ?? ''];
  if (known !== undefined) return known;
  // Communication devices (USB class codes, 02 and 0a).
  return device.interfaces.some(({ classCode }) => classCode === '02') ? 'cdc_acm' : null;
}
