/**
 * What serial ports there are and whose. Linux is read from sysfs, which names the product and costs no
 * process; elsewhere the binding lists, and its product is guessed from the names it gives.
 */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cleanText } from '../core/clean-text.ts';
import type { SerialBinding, SerialPortInfo } from './serial-binding.ts';
import type { PortStrings } from './stick-catalog.ts';

export interface ListedPort extends PortStrings {
  readonly path: string;
  readonly serialNumber: string | null;
  /** Where it is plugged in; the same place gives the same text. */
  readonly locationId: string | null;
  /** The other port of a device that shows two: see `port-pairs.ts`. */
  readonly telemetryPath?: string;
}

export type PortList = () => Promise<readonly ListedPort[]>;

/**
 * For the machine's own ports: sysfs on Linux; where that is not shown, as in some containers, the binding, which asks
 * udev; and where there is no udev either, the links in /dev.
 */
export function systemPortList(
  binding: SerialBinding,
  platform: NodeJS.Platform,
  sysRoot = '/sys',
  devRoot = '/dev',
): PortList {
  const byBinding = bindingPortList(binding, platform);
  if (platform !== 'linux') return byBinding;
  const known: KnownPorts = new Map();
  return () =>
    sysfsPorts(sysRoot, devRoot, known)
      .catch(byBinding)
      .catch((error: unknown) =>
        linkedPorts(devRoot).catch(() => {
          throw error;
        }),
      );
}

/** What the binding lists. */
export function bindingPortList(binding: SerialBinding, platform: NodeJS.Platform): PortList {
  return async () => (await binding.list()).map((info) => portOf(info, platform));
}

function portOf(info: SerialPortInfo, platform: NodeJS.Platform): ListedPort {
  return {
    path: platform === 'darwin' ? callOutPath(info.path) : info.path,
    vendorId: info.vendorId?.toLowerCase() ?? null,
    productId: info.productId?.toLowerCase() ?? null,
    manufacturer: deviceText(info.manufacturer),
    product: productOf(info),
    serialNumber: serialOf(info, platform),
    // On Windows `locationId` numbers hubs in the order they were found; the instance is the same at the same place.
    locationId: (platform === 'win32' ? null : info.locationId) ?? info.pnpId ?? null,
  };
}

/** Windows makes up an instance id with ampersands for a device without a serial number (Windows, "Instance IDs"). */
function serialOf({ serialNumber }: SerialPortInfo, platform: NodeJS.Platform): string | null {
  const text = deviceText(serialNumber);
  return platform === 'win32' && text?.includes('&') ? null : text;
}

/** USB strings are written by whoever made the device (at most 126 characters, USB 2.0, 9.6.7). */
function deviceText(text: string | undefined): string | null {
  return cleanText(text ?? '', 126) || null;
}

/** Opening the dial-in device of macOS waits for a carrier that no stick sends. */
function callOutPath(path: string): string {
  return path.replace(/^\/dev\/tty\./, '/dev/cu.');
}

/** The by-id name is `usb-<maker>_<product>_<serial>-if00-port0` with underscores for spaces. */
function productOf({ pnpId, manufacturer, serialNumber }: SerialPortInfo): string | null {
  const name = /^usb-(.+?)(?:-if\d+)?(?:-port\d+)?$/.exec(pnpId ?? '')?.[1];
  if (name === undefined) return null;
  const start = `${underscored(manufacturer)}_`;
  const end = `_${underscored(serialNumber)}`;
  const withoutMaker = name.startsWith(start) ? name.slice(start.length) : name;
  const product = withoutMaker.endsWith(end) ? withoutMaker.slice(0, -end.length) : withoutMaker;
  return product.replaceAll('_', ' ');
}

const underscored = (text: string | undefined): string => (text ?? '').trim().replaceAll(' ', '_');

/** Ports by their folder in sysfs; its inode is another after the device was plugged in anew. */
type KnownPorts = Map<string, { readonly inode: number; readonly port: ListedPort }>;

/** Consoles and the like: as many as all else together, and never on USB. */
const VIRTUAL = /^(?:tty\d*|console|ptmx)$/;

/** USB serial ports only. Rejects when there is no sysfs. */
async function sysfsPorts(
  sysRoot: string,
  devRoot: string,
  known: KnownPorts,
): Promise<readonly ListedPort[]> {
  const root = join(sysRoot, 'class', 'tty');
  const names = (await readdir(root)).filter((name) => !VIRTUAL.test(name));
  const ports = await Promise.all(names.map((name) => sysfsPort(root, name, devRoot, known)));
  return ports.filter((port) => port !== null);
}

async function sysfsPort(
  root: string,
  name: string,
  devRoot: string,
  known: KnownPorts,
): Promise<ListedPort | null> {
  const device = await realpath(join(root, name, 'device')).catch(() => null);
  if (device === null) return null;
  // From the port up to the USB interface (`1-1.2:1.0`), whose parent is the device with the strings.
  let folder = device;
  while (!/^\d+-[\d.]+:\d+\.\d+$/.test(basename(folder))) {
    if (folder === dirname(folder)) return null;
    folder = dirname(folder);
  }
  const usb = dirname(folder);
  const inode = await stat(usb).then(
    ({ ino }) => ino,
    () => null,
  );
  if (inode === null) return null;
  const before = known.get(device);
  if (before?.inode === inode) return before.port;
  const text = (file: string): Promise<string | null> =>
    readFile(join(usb, file), 'utf8').then(deviceText, () => null);
  const [vendorId, productId, manufacturer, product, serialNumber] = await Promise.all(
    ['idVendor', 'idProduct', 'manufacturer', 'product', 'serial'].map(text),
  );
  const port = {
    path: join(devRoot, name),
    vendorId: vendorId ?? null,
    productId: productId ?? null,
    manufacturer: manufacturer ?? null,
    product: product ?? null,
    serialNumber: serialNumber ?? null,
    locationId: basename(folder),
  };
  // Half a device is one that is going: what is read of it is not kept.
  if (vendorId !== null && productId !== null) known.set(device, { inode, port });
  return port;
}

/** What udev's links tell: ports and their places, and no names that could be a stick's. Rejects when there are none. */
async function linkedPorts(devRoot: string): Promise<readonly ListedPort[]> {
  const folder = join(devRoot, 'serial', 'by-path');
  const ports = await Promise.all(
    (await readdir(folder)).map(async (place): Promise<ListedPort | null> => {
      const path = await realpath(join(folder, place)).catch(() => null);
      return path === null ? null : { ...NAMELESS, path, locationId: place };
    }),
  );
  return ports.filter((port) => port !== null);
}

const NAMELESS = { vendorId: null, productId: null, manufacturer: null, product: null, serialNumber: null };
