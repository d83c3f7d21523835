/** What may be told about a device to people who could teach Hashwatt to know it. Nothing is sent. Pure. */
import type { DeviceReport } from '../../contract/devices.ts';
import type { DeviceCase, Finding } from './device-case.ts';
import { isTelling, type Person, redact } from './redact.ts';

export interface ReportAbout {
  readonly appVersion: string;
  /** Such as `linux 6.1.0 x64`. */
  readonly system: string;
  readonly person: Person;
}

/** Plain lines, the device's own words cut and cleaned where they were read; then redacted as a whole. */
export function deviceReport(one: DeviceCase, finding: Finding, about: ReportAbout): DeviceReport {
  const { device, stick, access, user, computer } = one;
  const lines: (string | null)[] = [
    `Hashwatt ${about.appVersion}, ${about.system}`,
    `state: ${finding.state} (${finding.code})`,
    named('model', stick?.model ?? null),
    named('trouble', stick?.cause?.code ?? null),
  ];
  if (device !== null) {
    const { vendorId, productId, manufacturer, product, serialNumber, classCode, interfaces, facts } = device;
    lines.push(
      `usb: ${vendorId ?? '?'}:${productId ?? '?'}, class ${classCode ?? '?'}, at ${device.location ?? device.place}`,
      `manufacturer: ${manufacturer ?? 'says none'}`,
      `product: ${product ?? 'says none'}`,
      `serial number: ${serialLine(serialNumber)}`,
      ...interfaces.map(
        ({ number, classCode: code, driver, ttys }) =>
          `interface ${number}: class ${code ?? '?'}, driver ${driver ?? (device.tellsDrivers ? 'none' : '?')}, ports ${ttys.join(' ') || 'none'}`,
      ),
      ...Object.entries(facts).map(([name, text]) => `${name}: ${text}`),
    );
  }
  lines.push(
    access === null ? null : `rights: ${access.mayOpen ? 'may open' : 'may not open'}, group ${access.group}`,
    named('used by', user),
    computer.platform === 'linux' ? `rule installed: ${computer.hasUdevRule ? 'yes' : 'no'}` : null,
  );
  const serials = [device?.serialNumber ?? null, stick?.serialNumber ?? null, ...about.person.serialNumbers];
  const text = lines.filter((line) => line !== null).join('\n');
  const known = [...new Set(serials.filter((serial) => serial !== null))];
  return redact(text, { ...about.person, serialNumbers: known });
}

const named = (name: string, text: string | null): string | null =>
  text === null ? null : `${name}: ${text}`;

/** One that is too short to be found again in the text is not written into it. */
function serialLine(serialNumber: string | null): string {
  if (serialNumber === null) return 'says none';
  return isTelling(serialNumber) ? serialNumber : `has one of ${serialNumber.length} characters`;
}
