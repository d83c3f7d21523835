/**
 * USB devices as the system lists them, made fit for a page: device strings are written by whoever made
 * the device, so control and direction characters go and lengths are bounded.
 */
import type { UsbDevice } from '../contract/systems.ts';
import { cleanText } from '../core/clean-text.ts';

/** The part of systeminformation's USB data that is used here. */
export interface UsbFacts {
  readonly id: number | string | null;
  readonly bus: number | null;
  readonly name: string | null;
  readonly vendor: string | null;
  readonly manufacturer: string | null;
  readonly serialNumber: string | null;
}

const MOST_DEVICES = 256;
/** USB strings have at most 126 UTF-16 units (USB 2.0, 9.6.7). */
const MOST_CHARACTERS = 126;

/** What the system lists, in its order and bounded; entries that say nothing are left out. */
export function usbDevicesOf(facts: readonly UsbFacts[]): UsbDevice[] {
  return facts.slice(0, MOST_DEVICES).flatMap((fact) => deviceOf(fact) ?? []);
}

/** Null for an entry that says nothing, such as the one made of an empty listing. */
function deviceOf(fact: UsbFacts): UsbDevice | null {
  const id = deviceText(fact.id);
  const manufacturer = deviceText(fact.manufacturer) ?? deviceText(fact.vendor);
  const serialNumber = deviceText(fact.serialNumber);
  const knownId = id === ':' ? null : id;
  const name = deviceText(fact.name) ?? manufacturer ?? knownId;
  return name === null ? null : { bus: deviceText(fact.bus), id: knownId, name, manufacturer, serialNumber };
}

/** Null when nothing is left. */
function deviceText(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = cleanText(String(value), MOST_CHARACTERS);
  return text === '' || text === 'NaN' ? null : text;
}
