/** What the computer itself tells: watts where a battery or RAPL knows them, CPU temperature, USB tree. */
import { z } from 'zod';
import { NumberReading, WallMs } from './units.ts';

export const UsbDevice = z.strictObject({
  bus: z.string().nullable(),
  id: z.string().nullable(),
  name: z.string(),
  manufacturer: z.string().nullable(),
  serialNumber: z.string().nullable(),
});
export type UsbDevice = z.infer<typeof UsbDevice>;

export const SystemsView = z.strictObject({
  atMs: WallMs.nullable(),
  hostPowerW: NumberReading,
  cpuTempC: NumberReading,
  usbDevices: z.array(UsbDevice),
});
export type SystemsView = z.infer<typeof SystemsView>;
