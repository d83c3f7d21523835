/** What the user decides. Secrets are not here: a pool only says whether it has a password. */
import { z } from 'zod';
import { Currency, PriceText, StickId, WallMs } from './units.ts';

export const SETTINGS_VERSION = 2;

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

/** How hard a stick is run, in words instead of MHz. */
export const StickProfile = z.enum(['quiet', 'eco', 'normal', 'max']);
export type StickProfile = z.infer<typeof StickProfile>;

/** Wall watts over the watts that were shown before, found with a meter or plug at the wall. */
export const PowerCalibration = z.strictObject({
  factor: z.number().min(0.2).max(5),
  /** What the stick told of itself, or the model's figure: the factor of one says nothing of the other. */
  of: z.enum(['telemetry', 'model']),
  atMs: WallMs,
  by: z.enum(['meter', 'plug']),
});
export type PowerCalibration = z.infer<typeof PowerCalibration>;

export const StickSetting = z.strictObject({
  name: z.string().min(1).max(40).optional(),
  note: z.string().min(1).max(500).optional(),
  targetFrequencyMhz: z.number().min(0).max(2000).optional(),
  /** Core voltage of one chip that is asked for, mV. Only for sticks that can set it. */
  targetCoreMv: z.number().min(0).max(2000).optional(),
  /** The profile that the clock and voltage came from; absent once either was typed. */
  profile: StickProfile.optional(),
  /** Watts that the user read off a meter, for sticks that nothing else is known of. */
  typedPowerW: z.number().min(0).max(500).optional(),
  calibration: PowerCalibration.optional(),
});
export type StickSetting = z.infer<typeof StickSetting>;

const change = <T extends z.ZodType>(field: z.ZodOptional<T>) => field.unwrap().nullable().optional();

/** A change to a stick's settings; null takes the wish away. */
export const StickChange = z.strictObject({
  name: change(StickSetting.shape.name),
  note: change(StickSetting.shape.note),
  targetFrequencyMhz: change(StickSetting.shape.targetFrequencyMhz),
  targetCoreMv: change(StickSetting.shape.targetCoreMv),
  profile: change(StickSetting.shape.profile),
  typedPowerW: change(StickSetting.shape.typedPowerW),
  calibration: change(StickSetting.shape.calibration),
});
export type StickChange = z.infer<typeof StickChange>;

export const PlugKind = z.enum(['shelly', 'tasmota', 'kasa', 'tapo', 'home-assistant']);
export type PlugKind = z.infer<typeof PlugKind>;

/** A smart plug that measures what hangs on it. Its password or token is a secret named `plug:<id>`. */
export const PlugSetting = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  kind: PlugKind,
  name: z.string().min(1).max(40),
  /** `host` or `host:port`; for Home Assistant its base URL. */
  address: z.string().min(1).max(200),
  /** Which of its outlets, from 0; of Home Assistant the entity, such as `sensor.desk_power`. */
  channel: z.string().max(100).nullable(),
  /** Who logs in, where the plug asks for a name. */
  user: z.string().max(100).nullable(),
  /** The sticks that hang on it; its watts are shared out among them. */
  stickIds: z.array(StickId).max(64),
  /** The computer's own watts are in what it measures. */
  includesHost: z.boolean(),
  hasSecret: z.boolean(),
});
export type PlugSetting = z.infer<typeof PlugSetting>;

/** A hub by its place on the USB tree, as the user knows it. */
export const HubSetting = z.strictObject({
  name: z.string().min(1).max(40).optional(),
  /** What its power supply can give, W. */
  ratedW: z.number().positive().max(2000).optional(),
});
export type HubSetting = z.infer<typeof HubSetting>;

/** What stands between a stick's own watts and the wall. All typed by the user; null = left out. */
export const PowerChain = z.strictObject({
  /** What a hub takes for itself, W for each hub with a stick. */
  hubLossW: z.number().min(0).max(100).nullable(),
  /** Share of what the power supply takes that comes out of it, over 0 to 1. */
  psuEfficiency: z.number().min(0.3).max(1).nullable(),
  /** Watts of the computer, where nothing measures them. */
  hostTypedW: z.number().min(0).max(2000).nullable(),
  /** The part of the computer's watts that is there for mining, 0 to 1. */
  hostShare: z.number().min(0).max(1),
});
export type PowerChain = z.infer<typeof PowerChain>;

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
  plugs: z.array(PlugSetting).max(32),
  /** By hub id, as in the frame. */
  hubs: z.record(z.string().max(200), HubSetting),
  powerChain: PowerChain,
  /** The user has read what it means to leave the models' limits. */
  expertMode: z.boolean(),
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
  plugs: z
    .array(PlugSetting.omit({ hasSecret: true }))
    .max(32)
    .optional(),
  hubs: Settings.shape.hubs.optional(),
  powerChain: PowerChain.optional(),
  expertMode: z.boolean().optional(),
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
  plugs: [],
  hubs: {},
  powerChain: { hubLossW: null, psuEfficiency: null, hostTypedW: null, hostShare: 0 },
  expertMode: false,
  theme: 'system',
};
