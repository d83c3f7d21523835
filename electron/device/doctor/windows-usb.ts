/** USB devices of Windows, as Plug and Play tells of them through PowerShell: names, drivers, places, problems. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { cleanText } from '../../core/clean-text.ts';
import { hubOf } from '../usb-place.ts';
import type { UsbDevice, UsbList } from './usb-device.ts';

/** The name that the device itself gave is a property; that of the entity is its driver's (Microsoft, devpkey.h). */
const QUERY = `
[Console]::OutputEncoding = [System.Text.Encoding]::UTF8
$keys = 'DEVPKEY_Device_BusReportedDeviceDesc','DEVPKEY_Device_Service','DEVPKEY_Device_DriverInfPath','DEVPKEY_Device_LocationPaths','DEVPKEY_Device_Class'
@(Get-PnpDevice -PresentOnly -InstanceId 'USB\\VID_*' -ErrorAction SilentlyContinue | ForEach-Object {
  $row = @{ id = $_.InstanceId }
  Get-PnpDeviceProperty -InstanceId $_.InstanceId -KeyName $keys -ErrorAction SilentlyContinue | ForEach-Object { $row[$_.KeyName.Substring(15)] = [string]@($_.Data)[0] }
  $row
}) | ConvertTo-Json -Compress -Depth 2`;

const text = z.string().max(2000).optional();
const Row = z.object({
  id: z.string().max(500),
  BusReportedDeviceDesc: text,
  Service: text,
  DriverInfPath: text,
  LocationPaths: text,
  Class: text,
});
type Row = z.infer<typeof Row>;

const MOST_DEVICES = 256;

/** `run` gives what the query prints; see `runPowerShell`. */
export function windowsUsbList(run: (query: string) => Promise<string>): UsbList {
  return async () => {
    const printed = (await run(QUERY)).trim();
    const json: unknown = printed === '' ? [] : JSON.parse(printed);
    // PowerShell writes a list of one as that one.
    const rows = (Array.isArray(json) ? json : [json]).slice(0, MOST_DEVICES);
    const known = rows.flatMap((row) => Row.safeParse(row).data ?? []);
    const parents = known.filter(({ id }) => !/&MI_\d\d/i.test(id));
    return parents.map((row) => deviceOf(row, known));
  };
}

/** Runs a query in Windows PowerShell, no longer than 10 s. */
export async function runPowerShell(query: string): Promise<string> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', query];
  const options = { timeout: 10_000, maxBuffer: 4 * 1024 * 1024, windowsHide: true };
  return (await promisify(execFile)('powershell.exe', args, options)).stdout;
}

function deviceOf(row: Row, all: readonly Row[]): UsbDevice {
  const [, vendorId = null, productId = null, instance = ''] =
    /^USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})\\(.+)$/i.exec(row.id) ?? [];
  const location = locationOf(row.LocationPaths);
  const parts = all.filter(
    (other) =>
      other !== row && /&MI_\d\d/i.test(other.id) && location !== null && isPartOf(other, row.LocationPaths),
  );
  const inf = row.DriverInfPath ?? '';
  return {
    place: row.id,
    location,
    hubId: location === null ? null : hubOf(location),
    vendorId: vendorId?.toLowerCase() ?? null,
    productId: productId?.toLowerCase() ?? null,
    manufacturer: null,
    product: cleaned(row.BusReportedDeviceDesc),
    // Made up by Windows when it has ampersands.
    serialNumber: instance.includes('&') ? null : cleaned(instance),
    classCode: row.Service?.toLowerCase().startsWith('usbhub') ? '09' : null,
    node: null,
    facts: /^oem\d+\.inf$/i.test(inf) ? { inf } : {},
    interfaces: (parts.length === 0 ? [row] : parts).map((part, number) => ({
      number,
      classCode: null,
      driver: cleaned(part.Service),
      ttys: [],
    })),
    tellsDrivers: false,
  };
}

/** `PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(3)#USB(4)` is `1400-3.4`: the controller, then the port at each hub. */
function locationOf(paths: string | undefined): string | null {
  const found = /#PCI\((\d+)\)#USBROOT\(\d+\)((?:#USB\(\d+\))+)/.exec(paths ?? '');
  if (found === null) return null;
  const ports = [...(found[2] ?? '').matchAll(/\((\d+)\)/g)].map((match) => match[1]);
  return `${found[1]}-${ports.join('.')}`;
}

/** An interface's path is that of its device and more. */
const isPartOf = (part: Row, path: string | undefined): boolean =>
  path !== undefined && (part.LocationPaths ?? '').startsWith(`${path}#USBMI(`);

const cleaned = (words: string | undefined): string | null => cleanText(words ?? '', 126) || null;
