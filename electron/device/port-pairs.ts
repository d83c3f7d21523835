/**
 * Devices that show two serial ports and are one stick: chips on one, what feeds and measures them on the other. They
 * are told apart by interface number, and belong together by their place: numbers of devices may be shared.
 */
import type { ListedPort, PortList } from './port-list.ts';
import { matchStick, type StickModel } from './stick-catalog.ts';
import { STICK_ROWS } from './stick-rows.ts';

/** Which interface of the USB device is which port. */
export interface PortPair {
  readonly chips: number;
  readonly power: number;
}

/** The second port of a device comes some ms after the first; one that is alone for so many lists stays so. */
const LISTS_ALONE = 3;

/**
 * The list with each pair as one port: the chips', with the other as its `telemetryPath`. A half is held back at first,
 * and then told without one.
 */
export function pairedPortList(list: PortList, rows: readonly StickModel[] = STICK_ROWS): PortList {
  let alone = new Map<string, number>();
  return async () => {
    const ports = await list();
    const before = alone;
    alone = new Map();
    return ports.flatMap((port) => {
      const pair = matchStick(port, rows)?.ports;
      const half = pair === undefined ? null : usbFunctionOf(port, ports, pair);
      if (pair === undefined || half === null) return [port];
      if (half.interfaceNumber === pair.power) return [];
      const other = ports.find((candidate) => {
        const found = usbFunctionOf(candidate, ports, pair);
        return found?.device === half.device && found.interfaceNumber === pair.power;
      });
      if (other !== undefined) return [{ ...port, telemetryPath: other.path }];
      const lists = (before.get(half.device) ?? 0) + 1;
      alone.set(half.device, lists);
      return lists < LISTS_ALONE ? [] : [port];
    });
  };
}

interface UsbFunction {
  /** The same for all ports of a device, another for each device. */
  readonly device: string;
  readonly interfaceNumber: number;
}

/** `1-1.2:1.0` of sysfs; a name by id with `-if00`; an instance of Windows with `MI_00`. Interface numbers are hex. */
const PLACES = [
  /^(?<device>\d+-[\d.]+):\d+\.(?<number>[\da-f]+)$/i,
  /^(?<device>usb-.+)-if(?<number>[\da-f]{2})(?:-port\d+)?$/i,
  /^(?<device>.+)&MI_(?<number>[\da-f]{2})(?<instance>\\.+)&[\da-f]+$/i,
];

function usbFunctionOf(
  { locationId, path }: ListedPort,
  ports: readonly ListedPort[],
  pair: PortPair,
): UsbFunction | null {
  if (locationId === null) return null;
  for (const pattern of PLACES) {
    const { device, number, instance } = pattern.exec(locationId)?.groups ?? {};
    if (device === undefined || number === undefined) continue;
    return { device: `${device}${instance ?? ''}`, interfaceNumber: Number.parseInt(number, 16) };
  }
  // macOS tells one place for both, and numbers their names by interface.
  const siblings = ports.filter((port) => port.locationId === locationId).map((port) => port.path);
  const inOrder = [pair.chips, pair.power].sort((a, b) => a - b);
  const interfaceNumber = inOrder[siblings.sort().indexOf(path)] ?? -1;
  return { device: locationId, interfaceNumber };
}
