/** A USB device as the device doctor sees it, whatever system told of it. Texts in it are cleaned. */

export interface UsbInterface {
  readonly number: number;
  /** Class, two hex digits, such as `02` for communication; null where the system does not tell. */
  readonly classCode: string | null;
  /** Name of the driver that holds it, such as `ftdi_sio` or `WinUSB`; null for none, or not told. */
  readonly driver: string | null;
  /** Paths of its serial ports. */
  readonly ttys: readonly string[];
}

export interface UsbDevice {
  /** The same text for the same place: `1-1.4`, or what the system has instead. */
  readonly place: string;
  /** Place on the USB tree, such as `1-1.4`, and of the hub it hangs on; null where the system does not tell. */
  readonly location: string | null;
  readonly hubId: string | null;
  /** Four hex digits in lower case. */
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serialNumber: string | null;
  /** Class of the whole device, two hex digits. */
  readonly classCode: string | null;
  /** Path of the node that reaches the whole device (`/dev/bus/usb/001/004`). */
  readonly node: string | null;
  /** Further facts for a report, by name; nothing that tells one device of a kind from another. */
  readonly facts: Readonly<Record<string, string>>;
  readonly interfaces: readonly UsbInterface[];
  /** Whether the system tells which driver holds an interface, so that none means none. */
  readonly tellsDrivers: boolean;
}

/** Rejects when nothing can be listed. */
export type UsbList = () => Promise<readonly UsbDevice[]>;

/** Paths of all its serial ports. */
export const ttysOf = ({ interfaces }: UsbDevice): readonly string[] =>
  interfaces.flatMap(({ ttys }) => ttys);

/** `10c4:ea60`, or null. */
export const idsOf = ({ vendorId, productId }: UsbDevice): string | null =>
  vendorId === null || productId === null ? null : `${vendorId}:${productId}`;

/** USB hubs (USB class codes, 09). */
export const isHub = ({ classCode }: UsbDevice): boolean => classCode === '09';
