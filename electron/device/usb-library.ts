/**
 * The way to USB devices through the npm package `usb` (2.18, on libusb). It is loaded when first asked for, and may
 * be missing: sticks that do not need it, or kept their chips enabled, run without.
 */
import type { Logger } from '../contract/ports.ts';
import { type UsbControl, UsbControlError, type VendorTransfer } from './usb-control.ts';

/** The parts of the package that are used. */
export interface UsbLibrary {
  getDeviceList(): readonly UsbLibraryDevice[];
}

export interface UsbLibraryDevice {
  readonly busNumber: number;
  /** From the root hub down; undefined for the root hub. */
  readonly portNumbers: readonly number[] | undefined;
  open(defaultConfig: boolean): void;
  close(): void;
  controlTransfer(
    requestType: number,
    request: number,
    value: number,
    index: number,
    data: Buffer,
    done: (error: Error | undefined) => void,
  ): unknown;
}

/** The control pipe of the device at a place such as `1-1.2` or `1-1.2:1.0`. */
export type UsbControlAt = (location: string) => UsbControl;

/** Error numbers of libusb (libusb.h). */
const LIBUSB_ERROR_ACCESS = -3;
const LIBUSB_ERROR_NO_DEVICE = -4;

/** Null, with a word in the log, where there is no way: other systems keep bridges to their drivers. */
export async function usbControlOf(
  platform: NodeJS.Platform,
  log: Logger,
  load: () => Promise<unknown> = loadPackage,
): Promise<UsbControlAt | null> {
  if (platform !== 'linux') return null;
  try {
    const library = libraryIn(await load());
    return (location) => ({ transfer: (transfer) => transferAt(library, location, transfer) });
  } catch (error) {
    log.info('Sticks cannot be reset over USB: the package usb cannot be loaded', { reason: String(error) });
    return null;
  }
}

function loadPackage(): Promise<unknown> {
  return import('usb');
}

/** A CommonJS package hides its exports behind `default`. */
function libraryIn(loaded: unknown): UsbLibrary {
  for (const holder of [loaded, propertyOf(loaded, 'default')]) {
    if (typeof propertyOf(holder, 'getDeviceList') === 'function') return holder as UsbLibrary;
  }
  throw new Error('it has no getDeviceList');
}

function propertyOf(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}

async function transferAt(library: UsbLibrary, location: string, transfer: VendorTransfer): Promise<void> {
  const place = location.replace(/:\d+\.\d+$/, '');
  const device = library
    .getDeviceList()
    .find(({ busNumber, portNumbers }) => `${busNumber}-${(portNumbers ?? []).join('.')}` === place);
  if (device === undefined) throw new UsbControlError('gone', `no USB device at ${place}`);
  try {
    // Without its configuration: that is the bound driver's, and a vendor request needs none.
    device.open(false);
  } catch (error) {
    throw controlErrorOf(error);
  }
  try {
    await send(device, transfer);
  } finally {
    device.close();
  }
}

function send(device: UsbLibraryDevice, transfer: VendorTransfer): Promise<void> {
  const { requestType, request, value, index, data } = transfer;
  return new Promise((resolve, reject) => {
    device.controlTransfer(requestType, request, value, index, Buffer.from(data), (error) =>
      error === undefined ? resolve() : reject(controlErrorOf(error)),
    );
  });
}

function controlErrorOf(error: unknown): UsbControlError {
  const errno = propertyOf(error, 'errno');
  const message = error instanceof Error ? error.message : String(error);
  if (errno === LIBUSB_ERROR_ACCESS) return new UsbControlError('noPermission', message, { cause: error });
  if (errno === LIBUSB_ERROR_NO_DEVICE) return new UsbControlError('gone', message, { cause: error });
  return new UsbControlError('failed', message, { cause: error });
}
