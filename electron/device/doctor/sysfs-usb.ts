/** USB devices of Linux, read from sysfs: no process, no device opened. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cleanText } from '../../core/clean-text.ts';
import { usbPlaceOf } from '../usb-place.ts';
import type { UsbDevice, UsbInterface, UsbList } from './usb-device.ts';

/** USB strings have at most 126 characters (USB 2.0, 9.6.7). */
const MOST_CHARACTERS = 126;
/** Descriptors of a device with several interfaces take some 200 bytes. */
const MOST_DESCRIPTOR_BYTES = 1024;

/** Lists what hangs on any bus, hubs with it and root hubs without. Rejects where sysfs shows no USB. */
export function sysfsUsbList(sysRoot = '/sys'): UsbList {
  const root = join(sysRoot, 'bus', 'usb', 'devices');
  return async () => {
    const names = await readdir(root);
    const places = names.filter((name) => /^\d+-\d+(?:\.\d+)*$/.test(name));
    const devices = await Promise.all(
      places.map((place) =>
        // Half a device is one that is being unplugged.
        deviceAt(root, place, names).catch(() => null),
      ),
    );
    return devices.filter((device) => device !== null).sort((a, b) => comparePlaces(a.place, b.place));
  };
}

async function deviceAt(root: string, place: string, names: readonly string[]): Promise<UsbDevice | null> {
  const read = readerOf(join(root, place));
  const [vendorId, productId] = await Promise.all([read('idVendor'), read('idProduct')]);
  if (vendorId === null || productId === null) return null;
  const [manufacturer, product, serialNumber, classCode, bus, device, release, usb, speed, power] =
    await Promise.all(
      [
        'manufacturer',
        'product',
        'serial',
        'bDeviceClass',
        'busnum',
        'devnum',
        'bcdDevice',
        'version',
        'speed',
        'bMaxPower',
      ].map(read),
    );
  const descriptors = await readFile(join(root, place, 'descriptors')).then(
    (bytes) => bytes.subarray(0, MOST_DESCRIPTOR_BYTES).toString('hex'),
    () => null,
  );
  const interfaces = await Promise.all(
    names.filter((name) => name.startsWith(`${place}:`)).map((name) => interfaceAt(root, name)),
  );
  const usbPlace = usbPlaceOf(place);
  return {
    place,
    location: usbPlace?.location ?? null,
    hubId: usbPlace?.hubId ?? null,
    vendorId: vendorId.toLowerCase(),
    productId: productId.toLowerCase(),
    manufacturer: manufacturer ?? null,
    product: product ?? null,
    serialNumber: serialNumber ?? null,
    classCode: classCode ?? null,
    node: nodeOf(bus, device),
    facts: told({ release, usb, speedMbps: speed, mostPower: power, descriptors }),
    interfaces: interfaces.sort((a, b) => a.number - b.number),
    tellsDrivers: true,
  };
}

async function interfaceAt(root: string, name: string): Promise<UsbInterface> {
  const folder = join(root, name);
  const read = readerOf(folder);
  const [number, classCode, driver, ports, ttys] = await Promise.all([
    read('bInterfaceNumber'),
    read('bInterfaceClass'),
    readlink(join(folder, 'driver')).then(basename, () => null),
    // Bridges have their ports beside the attributes, CDC devices in `tty`.
    readdir(folder).catch(() => []),
    readdir(join(folder, 'tty')).catch(() => []),
  ]);
  const names = [...ports.filter((port) => /^ttyUSB\d+$/.test(port)), ...ttys];
  return {
    number: Number.parseInt(number ?? name.slice(name.lastIndexOf('.') + 1), 16) || 0,
    classCode,
    driver,
    ttys: names.map((tty) => `/dev/${tty}`).sort(),
  };
}

const readerOf =
  (folder: string) =>
  (file: string): Promise<string | null> =>
    readFile(join(folder, file), 'utf8').then(
      (text) => cleanText(text, MOST_CHARACTERS) || null,
      () => null,
    );

/** As the kernel names it: three digits each. */
function nodeOf(bus: string | null | undefined, device: string | null | undefined): string | null {
  if (!/^\d+$/.test(bus ?? '') || !/^\d+$/.test(device ?? '')) return null;
  return `/dev/bus/usb/${bus?.padStart(3, '0')}/${device?.padStart(3, '0')}`;
}

function told(facts: Readonly<Record<string, string | null | undefined>>): Readonly<Record<string, string>> {
  const known = Object.entries(facts).flatMap(([name, text]) =>
    text == null ? [] : [[name, text] as const],
  );
  return Object.fromEntries(known);
}

/** By the numbers in them: `1-2` before `1-10`. */
function comparePlaces(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
