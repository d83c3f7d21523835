/** Where on the USB tree a port hangs, from the text that the system gives for its place. Pure. */

export interface UsbPlace {
  /** Of the device, such as `1-1.4.2`: bus, then the port at each hub. */
  readonly location: string;
  /** Of the hub it hangs on; null at a port of the computer itself. */
  readonly hubId: string | null;
}

/**
 * Understands sysfs names of devices and interfaces (`1-1.4`, `1-1.4:1.0`) and macOS location ids (`14120000`: the
 * bus, then one digit a hub; IOKit, `locationID`). Null for every other text, such as those of Windows, where hubs
 * have no lasting number.
 */
export function usbPlaceOf(locationId: string | null): UsbPlace | null {
  const sysfs = /^(\d{1,3}-\d{1,3}(?:\.\d{1,3})*)(?::\d+\.\d+)?$/.exec(locationId ?? '')?.[1];
  if (sysfs !== undefined) return { location: sysfs, hubId: hubOf(sysfs) };
  const darwin = /^([0-9a-f]{2})([1-9a-f]{1,6})0*$/i.exec(locationId ?? '');
  if (darwin === null || locationId?.length !== 8) return null;
  const [, bus = '', ports = ''] = darwin;
  const location = `${Number.parseInt(bus, 16)}-${[...ports].map((port) => Number.parseInt(port, 16)).join('.')}`;
  return { location, hubId: hubOf(location) };
}

/** Place of the hub above a place; null for a port of the computer itself. */
export function hubOf(location: string): string | null {
  const dot = location.lastIndexOf('.');
  return dot < 0 ? null : location.slice(0, dot);
}
