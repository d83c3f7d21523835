/** What is plugged in, stick or not, and what stands in the way of mining with it. */
import { z } from 'zod';
import { StickModelId } from './settings.ts';
import { Code, StickId, WallMs } from './units.ts';

/** States of the device doctor, best last. */
export const DeviceStateCode = z.enum([
  'notAStick',
  /** A Bitcoin stick or board, but not one that this version can drive. */
  'notDriven',
  'otherDriver',
  'noDriver',
  'noPermission',
  'busy',
  'noChipAnswers',
  'wrongChipCount',
  'lowVoltage',
  'needsResetControl',
  'chargeOnly',
  'unknownAdapter',
  'starting',
  'ok',
]);
export type DeviceStateCode = z.infer<typeof DeviceStateCode>;

/** One thing to do: a sentence of the message catalogue, and what to copy or press where there is such a thing. */
export const Cure = z.strictObject({
  code: Code,
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** A command for a terminal, whole, or the text of a file. */
  command: z.string().max(4000).nullable(),
  action: z.enum(['retry', 'attach', 'report']).nullable(),
});
export type Cure = z.infer<typeof Cure>;

export const Device = z.strictObject({
  /** The same for as long as it stays where it is. */
  key: z.string().max(300),
  /** Of the stick it is; null for what is no stick, or not yet. */
  stickId: StickId.nullable(),
  model: StickModelId.nullable(),
  /** What it calls itself, cleaned; or what the catalogue knows it as. */
  name: z.string(),
  maker: z.string().nullable(),
  vendorId: z.string().nullable(),
  productId: z.string().nullable(),
  serialNumber: z.string().nullable(),
  path: z.string().nullable(),
  /** Place on the USB tree, such as `1-1.4`. */
  location: z.string().nullable(),
  hubId: z.string().nullable(),
  state: DeviceStateCode,
  /** The sentence: a code of the message catalogue and its parameters. */
  sentence: z.strictObject({
    code: Code,
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  cures: z.array(Cure),
  isTwin: z.boolean(),
});
export type Device = z.infer<typeof Device>;

export const DeviceList = z.strictObject({
  atMs: WallMs,
  platform: z.enum(['linux', 'darwin', 'win32', 'other']),
  devices: z.array(Device),
  /** Of the whole computer, such as ModemManager running: sentences with cures, not of one device. */
  advice: z.array(Cure),
  /** What an adapter without a stick's name may be attached as. */
  models: z.array(z.strictObject({ model: StickModelId, name: z.string() })),
});
export type DeviceList = z.infer<typeof DeviceList>;

/** All that may be told about a device Hashwatt does not know, as it would be sent; nothing is sent. */
export const DeviceReport = z.strictObject({
  text: z.string(),
  /** What was taken out, by kind. */
  redacted: z.array(z.strictObject({ code: Code, count: z.int().positive() })),
});
export type DeviceReport = z.infer<typeof DeviceReport>;
