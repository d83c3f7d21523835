/**
 * USB devices of macOS and Windows. What a program started for it tells, at most every half minute (systeminformation's
 * issues 611, 616, 626: such programs have piled up on Windows), joined with the serial ports, which are listed anew
 * each time. Not seen on a real Mac or Windows computer.
 */
import type { Clock } from '../../contract/ports.ts';
import { withTimeLimit } from '../../core/time-limit.ts';
import type { ListedPort, PortList } from '../port-list.ts';
import { usbPlaceOf } from '../usb-place.ts';
import type { UsbDevice, UsbList } from './usb-device.ts';

export interface OtherUsbDeps {
  /** Starts a program. */
  readonly ask: UsbList;
  readonly ports: PortList;
  readonly clock: Clock;
}

const LEAST_INTERVAL_MS = 30_000;
const ANSWER_LIMIT_MS = 10_000;

/** Resolves with what the ports tell when the program does not answer; rejects when those cannot be listed either. */
export function otherUsbList({ ask, ports, clock }: OtherUsbDeps): UsbList {
  let known: readonly UsbDevice[] = [];
  let askedAtMonoMs: number | null = null;
  let asking: Promise<void> | null = null;
  const refresh = (): Promise<void> => {
    asking ??= ask()
      .then(
        (devices) => {
          known = devices;
        },
        // The ports are listed all the same.
        () => {},
      )
      .finally(() => {
        asking = null;
      });
    return asking;
  };
  return async () => {
    const nowMs = clock.monotonicMs();
    if (askedAtMonoMs === null || nowMs - askedAtMonoMs >= LEAST_INTERVAL_MS) {
      askedAtMonoMs = nowMs;
      // One that is late is not waited for, nor asked again before it has ended.
      await withTimeLimit(clock, ANSWER_LIMIT_MS, refresh(), () => new Error('late')).catch(() => {});
    }
    return joined(known, await ports());
  };
}

/** Each port goes to the device with its place or its serial number; those that are nobody's become devices. */
export function joined(devices: readonly UsbDevice[], ports: readonly ListedPort[]): readonly UsbDevice[] {
  const left = [...ports];
  const withPorts = devices.map((device) => {
    const own = left.filter((port) => isPortOf(port, device, devices));
    for (const port of own) left.splice(left.indexOf(port), 1);
    const [first] = own;
    if (first === undefined) return device;
    const ttys = own.map(({ path }) => path);
    const interfaces = device.interfaces.length > 0 ? device.interfaces : [NO_INTERFACE];
    return {
      ...device,
      vendorId: device.vendorId ?? first.vendorId,
      productId: device.productId ?? first.productId,
      location: device.location ?? usbPlaceOf(first.locationId)?.location ?? null,
      hubId: device.hubId ?? usbPlaceOf(first.locationId)?.hubId ?? null,
      interfaces: interfaces.map((one, index) => (index === 0 ? { ...one, ttys } : one)),
    };
  });
  // Ports without a USB number are built in.
  return [...withPorts, ...left.filter(({ vendorId }) => vendorId !== null).map(deviceOfPort)];
}

const NO_INTERFACE = { number: 0, classCode: null, driver: null, ttys: [] };

function isPortOf(port: ListedPort, device: UsbDevice, devices: readonly UsbDevice[]): boolean {
  if (port.locationId !== null && port.locationId === device.place) return true;
  if (port.serialNumber === null || port.serialNumber !== device.serialNumber) return false;
  return devices.filter(({ serialNumber }) => serialNumber === port.serialNumber).length === 1;
}

function deviceOfPort(port: ListedPort): UsbDevice {
  const place = usbPlaceOf(port.locationId);
  return {
    place: port.locationId ?? port.path,
    location: place?.location ?? null,
    hubId: place?.hubId ?? null,
    vendorId: port.vendorId,
    productId: port.productId,
    manufacturer: port.manufacturer,
    product: port.product,
    serialNumber: port.serialNumber,
    classCode: null,
    node: null,
    facts: {},
    interfaces: [{ ...NO_INTERFACE, ttys: [port.path] }],
    tellsDrivers: false,
  };
}
