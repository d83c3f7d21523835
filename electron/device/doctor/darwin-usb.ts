/** USB devices of macOS, as systeminformation reads them from `ioreg`: names and serial numbers, no ids and no place. */
import { cleanText } from '../../core/clean-text.ts';
import { STICK_MODELS } from '../stick-catalog.ts';
import type { UsbDevice, UsbList } from './usb-device.ts';

/** The part of systeminformation's USB data that is used here. */
export interface DarwinUsbFacts {
  readonly id: number | string | null;
  readonly name: string | null;
  readonly vendor: string | null;
  readonly serialNumber: string | null;
}

const MOST_DEVICES = 256;

export function darwinUsbList(ask: () => Promise<readonly DarwinUsbFacts[]>): UsbList {
  return async () => (await ask()).slice(0, MOST_DEVICES).flatMap((facts) => deviceOf(facts) ?? []);
}

function deviceOf({ id, name, vendor, serialNumber }: DarwinUsbFacts): UsbDevice | null {
  const product = textOf(name);
  if (product === null) return null;
  const match = matchByProduct(product);
  return {
    place: `usb-${textOf(String(id ?? '')) ?? product}`,
    location: null,
    hubId: null,
    vendorId: match?.vendorId ?? null,
    productId: match?.productId ?? null,
    manufacturer: textOf(vendor),
    product,
    serialNumber: textOf(serialNumber),
    classCode: / hub\b/i.test(product) ? '09' : null,
    node: null,
    facts: {},
    interfaces: [],
    tellsDrivers: false,
  };
}

/** The ids that go with a name that only a stick has. */
function matchByProduct(product: string) {
  const words = product.toLowerCase();
  return STICK_MODELS.flatMap(({ usb }) => usb).find((match) => words.includes(match.product.toLowerCase()));
}

const textOf = (text: string | null): string | null => cleanText(text ?? '', 126) || null;
