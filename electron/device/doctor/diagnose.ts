/** What stands in the way of one device, as a state, a sentence and the cures that go with it. Pure. */
import type { DeviceStateCode } from '../../contract/devices.ts';
import { driverFor } from './candidates.ts';
import type { DeviceCase, Finding } from './device-case.ts';
import { busyBy, diagnoseStick, forbidden } from './diagnose-stick.ts';
import type { RecognisedCode } from './recognised-rows.ts';
import { idsOf, ttysOf, type UsbDevice } from './usb-device.ts';

/** Drivers that reach a whole device for one program and leave it no serial port (Windows; Zadig installs them). */
const RAW_WINDOWS_DRIVERS = /^(?:winusb|libusbk?|libusb0|usbk)$/i;

/** The first thing that stands in the way, from the plug inwards: driver, rights, other programs, chips. */
export function diagnose(one: DeviceCase): Finding {
  const { device, guess, stick, name } = one;
  if (stick === null && guess?.kind === 'recognised') return recognisedFinding(guess.row.code, name);
  const path = stick?.path ?? (device === null ? null : (ttysOf(device)[0] ?? null));
  if (device !== null && ttysOf(device).length === 0) {
    const missing = portMissing(one, device);
    if (missing !== null) return missing;
  }
  if (stick !== null) return diagnoseStick(one, stick);
  if (guess?.kind === 'model' && guess.row.drive === null) {
    return { state: 'notDriven', code: 'notDriven', params: { name }, cures: ['report'] };
  }
  if (path !== null && one.access?.mayOpen === false) return forbidden(one, path, one.access);
  if (guess?.kind === 'model' && one.computer.platform !== 'linux') {
    // There a port's own words are not listed with it, and a stick is only started by those.
    return {
      state: 'unknownAdapter',
      code: 'attachKnown',
      params: { name },
      cures: ['attach', 'report'],
    };
  }
  if (guess?.kind === 'model') {
    return one.user === null || path === null
      ? { state: 'starting', code: 'starting', params: { name }, cures: [] }
      : busyBy(one, path, one.user);
  }
  return one.user === null
    ? { state: 'unknownAdapter', code: 'unknownAdapter', params: { name }, cures: ['attach', 'report'] }
    : {
        state: 'unknownAdapter',
        code: 'unknownAdapterUsed',
        params: { name, program: one.user },
        cures: ['attach', 'report'],
      };
}

/** Null when the system does not tell why there is no serial port, or a stick is there all the same. */
function portMissing(one: DeviceCase, device: UsbDevice): Finding | null {
  const { name, computer, user } = one;
  const held = device.interfaces.find(({ driver }) => driver !== null)?.driver ?? null;
  if (computer.platform === 'win32' && held !== null && RAW_WINDOWS_DRIVERS.test(held)) {
    return {
      state: 'otherDriver',
      code: 'rawDriver',
      params: { name, driver: held },
      cures: ['restoreDriver', 'replug'],
    };
  }
  if (!device.tellsDrivers) return noPortElsewhere(one);
  const driver = driverFor(device);
  if (driver === null) return null;
  if (held === 'usbfs' || held === null) {
    const isBrltty = /^brltty/.test(user ?? '') || (user === null && computer.hasBrltty && isBraille(device));
    if (isBrltty) {
      return { state: 'otherDriver', code: 'brltty', params: { name }, cures: ['stopBrltty', 'replug'] };
    }
  }
  if (held === 'usbfs') {
    return user === null
      ? { state: 'otherDriver', code: 'claimed', params: { name }, cures: ['closeOther', 'replug'] }
      : {
          state: 'otherDriver',
          code: 'claimedBy',
          params: { name, program: user },
          cures: ['closeOther', 'replug'],
        };
  }
  if (held !== null) {
    return {
      state: 'otherDriver',
      code: 'heldBy',
      params: { name, driver: held, wanted: driver },
      cures: ['replug', 'report'],
    };
  }
  return computer.drivers.has(driver)
    ? { state: 'otherDriver', code: 'unbound', params: { name, driver }, cures: ['replug', 'bindDriver'] }
    : { state: 'noDriver', code: 'noDriver', params: { name, driver }, cures: ['loadDriver', 'replug'] };
}

/** Systems that name a device and no driver: a stick without a port is one without a driver. */
function noPortElsewhere({ name, guess, computer, stick }: DeviceCase): Finding | null {
  if (stick !== null || guess?.kind === 'recognised') return null;
  return {
    state: 'noDriver',
    code: 'noDriverPlain',
    params: { name },
    cures: computer.platform === 'win32' ? ['installDriver', 'replug'] : ['replug', 'installDriver'],
  };
}

/** Bridges that Braille displays are built with as well (the udev rule of brltty names them). */
function isBraille(device: UsbDevice): boolean {
  return ['10c4:ea60', '10c4:ea80', '0403:6001', '067b:2303', '1a86:7523'].includes(idsOf(device) ?? '');
}

const RECOGNISED_STATES: Readonly<Record<RecognisedCode, DeviceStateCode>> = {
  scryptStick: 'notAStick',
  scryptStickMaybe: 'unknownAdapter',
  hidBridgeStick: 'notDriven',
  hidBridgeMaybe: 'unknownAdapter',
  mpsseMaybe: 'unknownAdapter',
  i2cConverter: 'notDriven',
  otherProtocol: 'notDriven',
  networkMiner: 'notAStick',
  boardOtherChip: 'notDriven',
};

function recognisedFinding(code: RecognisedCode, name: string): Finding {
  return { state: RECOGNISED_STATES[code], code, params: { name }, cures: ['report'] };
}
