/** What the user decides. Secrets are not here: a pool only says whether it has a password. */
import { z } from 'zod';
import { Currency, PriceText, StickId, WallMs } from './units.ts';

export const SETTINGS_VERSION = 1;

/** Hashwatt's own model ids; the catalogue in `device/` says which of them can be driven. */
export const StickModelId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(40);

export const PoolSetting = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** `stratum+tcp://host:port` or `stratum+ssl://host:port`; validated further by `pool/pool-url`. */
  url: z.string().min(1).max(300),
  /** Pool user, usually `address` or `address.worker`. */
  user: z.string().min(1).max(190),
  hasPassword: z.boolean(),
});
export type PoolSetting = z.infer<typeof PoolSetting>;

export const StickSetting = z.strictObject({
  name: z.string().min(1).max(40).optional(),
  targetFrequencyMhz: z.number().min(0).max(2000).optional(),
});
export type StickSetting = z.infer<typeof StickSetting>;

/** A change to a stick's settings; null takes the wish away. */
export const StickChange = z.strictObject({
  name: StickSetting.shape.name.unwrap().nullable().optional(),
  targetFrequencyMhz: StickSetting.shape.targetFrequencyMhz.unwrap().nullable().optional(),
});
export type StickChange = z.infer<typeof StickChange>;

/** What resets the chips: nothing (the default), or RTS on boards whose reset pin it drives. */
export const ResetLineSetting = z.enum(['none', 'modem-lines']);
export type ResetLineSetting = z.infer<typeof ResetLineSetting>;

/** A stick the user attached by hand, for adapters with generic USB strings. */
export const AttachedStick = z.strictObject({
  model: StickModelId,
  path: z.string().min(1).max(200),
  resetLine: ResetLineSetting.optional(),
});
export type AttachedStick = z.infer<typeof AttachedStick>;

export const Theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof Theme>;

export const Settings = z.strictObject({
  schemaVersion: z.literal(SETTINGS_VERSION),
  /** In order of priority. */
  pools: z.array(PoolSetting).max(20),
  currency: Currency,
  /** Flat price of a kWh in `currency`, or null when the user has not typed one. */
  pricePerKwh: PriceText.nullable(),
  pricePerKwhTypedAtMs: WallMs.nullable(),
  /** Price of one bitcoin in `currency`, or null when the user has not typed one. */
  btcPrice: PriceText.nullable(),
  btcPriceTypedAtMs: WallMs.nullable(),
  sticks: z.record(StickId, StickSetting),
  attachedSticks: z.array(AttachedStick).max(64),
  theme: Theme,
});
export type Settings = z.infer<typeof Settings>;

/** A change: each named key replaces the whole value; `sticks` merges by stick and field. */
export const SettingsPatch = z.strictObject({
  pools: z
    .array(PoolSetting.omit({ hasPassword: true }))
    .max(20)
    .optional(),
  currency: Currency.optional(),
  pricePerKwh: PriceText.nullable().optional(),
  btcPrice: PriceText.nullable().optional(),
  sticks: z.record(StickId, StickChange).optional(),
  attachedSticks: z.array(AttachedStick).max(64).optional(),
  theme: Theme.optional(),
});
export type SettingsPatch = z.infer<typeof SettingsPatch>;

export const DEFAULT_SETTINGS: Settings = {
  schemaVersion: SETTINGS_VERSION,
  pools: [],
  currency: 'EUR',
  pricePerKwh: null,
  pricePerKwhTypedAtMs: null,
  btcPrice: null,
  btcPriceTypedAtMs: null,
  sticks: {},
  attachedSticks: [],
  theme: 'system',
};
