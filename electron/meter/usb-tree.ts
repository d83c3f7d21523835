/**
 * USB devices as the system lists them, made fit for a page: device strings are written by whoever made
 * the device, so control and direction characters go and lengths are bounded.
 */
import type { UsbDevice } from '../contract/systems.ts';

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

export function usbDevicesOf(facts: readonly UsbFacts[]): UsbDevice[] {
  return facts.slice(0, MOST_DEVICES).flatMap((fact) => deviceOf(fact) ?? []);
}

/** Null for an entry that says nothing, such as the one made of an empty listing. */
function deviceOf(fact: UsbFacts): UsbDevice | null {
  const id = cleanText(fact.id);
  const manufacturer = cleanText(fact.manufacturer) ?? cleanText(fact.vendor);
  const serialNumber = cleanText(fact.serialNumber);
  const knownId = id === ':' ? null : id;
  const name = cleanText(fact.name) ?? manufacturer ?? knownId;
  return name === null ? null : { bus: cleanText(fact.bus), id: knownId, name, manufacturer, serialNumber };
}

/** Without control, format (direction, zero width) and private characters; null when nothing is left. */
function cleanText(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cn}]+/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS);
  return text === '' || text === 'NaN' ? null : text.toWellFormed();
}
