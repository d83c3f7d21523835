/**
 * The frame: the whole slow state of the miner, absolute and cumulative since the host started, so a lost
 * frame loses nothing and a reconnect needs no special code.
 */
import { z } from 'zod';
import { StickModelId, StickProfile } from './settings.ts';
import { TuneProgress } from './tuning.ts';
import { Code, DecimalReading, MoneyReading, NumberReading, StickId, WallMs } from './units.ts';

const Count = z.int().nonnegative();

/** Shown worst first, one at a time. */
export const RunState = z.strictObject({
  state: z.enum(['needsHelp', 'stalled', 'noSticks', 'noPool', 'paused', 'starting', 'mining']),
  /** The user paused it, whatever the state says: a stick that needs help comes before a pause. */
  paused: z.boolean(),
  /** Wall time at which the user paused, perhaps before this start; null = not paused. */
  pausedSinceMs: WallMs.nullable(),
  /** Wall time at which a pause ends by itself; null = until the user resumes, or not paused. */
  pausedUntilMs: WallMs.nullable(),
});
export type RunState = z.infer<typeof RunState>;

/** Hashrate estimated from verified nonces, with the 95 % Poisson interval; null until nonces allow one. */
export const HashrateEstimate = z.strictObject({
  hashrateHs: NumberReading,
  lowHs: z.number().nonnegative().nullable(),
  highHs: z.number().nonnegative().nullable(),
  windowMs: z.number().nonnegative(),
});
export type HashrateEstimate = z.infer<typeof HashrateEstimate>;

export const ShareCounts = z.strictObject({
  accepted: Count,
  rejected: Count,
  stale: Count,
  lost: Count,
});
export type ShareCounts = z.infer<typeof ShareCounts>;

export const StickHealth = z.enum([
  'new',
  'ramping',
  'tuning',
  'mining',
  'cooling',
  'paused',
  'stalled',
  'lost',
  'needsHelp',
]);
export type StickHealth = z.infer<typeof StickHealth>;

/** One chip of a chain, by its place. Counts since the host started. */
export const ChipState = z.strictObject({
  frequencyMhz: z.number().nonnegative().nullable(),
  nonces: Count,
  hardwareErrors: Count,
  lastNonceAtMs: WallMs.nullable(),
});
export type ChipState = z.infer<typeof ChipState>;

const Range = z.strictObject({ min: z.number(), max: z.number(), step: z.number().positive() });

/** What can be asked of this stick, and how far. Null = it cannot. Expert mode widens the ranges. */
export const StickAbilities = z.strictObject({
  frequencyMhz: Range.nullable(),
  coreMv: Range.nullable(),
  fan: z.boolean(),
  /** How it shows which one it is: its light, or a clock pattern one sees in the watts. */
  blink: z.enum(['light', 'clock']).nullable(),
});
export type StickAbilities = z.infer<typeof StickAbilities>;

/** Input voltage at a step of the ramp: what the port gives under load. */
export const RampPoint = z.strictObject({
  frequencyMhz: z.number().nonnegative(),
  inputV: z.number().nonnegative(),
  atMs: WallMs,
});
export type RampPoint = z.infer<typeof RampPoint>;

/** What Hashwatt does, in this order, for a stick that went silent. */
export const RecoveryStep = z.enum(['newWork', 'chipReset', 'reopen', 'lowerClock', 'needsHelp']);
export type RecoveryStep = z.infer<typeof RecoveryStep>;

/** Where a stick's watts come from, best first. */
export const PowerSource = z.enum(['plug', 'telemetry', 'calibrated', 'model', 'typed', 'none']);
export type PowerSource = z.infer<typeof PowerSource>;

export const StickState = z.strictObject({
  id: StickId,
  model: StickModelId,
  modelName: z.string(),
  /** The user's name for it, or the model's. Never empty. */
  name: z.string(),
  note: z.string().nullable(),
  path: z.string(),
  serialNumber: z.string().nullable(),
  simulated: z.boolean(),
  health: StickHealth,
  healthSinceMs: WallMs,
  /** Why, for `stalled`, `lost` and `needsHelp`: a code of the message catalogue with its parameters. */
  cause: z
    .strictObject({ code: Code, params: z.record(z.string(), z.union([z.string(), z.number()])) })
    .nullable(),
  hashrate: HashrateEstimate,
  expectedHs: NumberReading,
  powerW: NumberReading,
  powerSource: PowerSource,
  efficiencyJth: NumberReading,
  tempC: NumberReading,
  inputV: NumberReading,
  inputA: NumberReading,
  coreMv: NumberReading,
  fanRpm: NumberReading,
  targetCoreMv: z.number().nonnegative().nullable(),
  targetFrequencyMhz: z.number().nonnegative(),
  frequencyMhz: NumberReading,
  chipCount: Count.nullable(),
  expectedChipCount: Count.nullable(),
  baudRate: Count.nullable(),
  ticketDifficulty: z.number().positive().nullable(),
  /** Expected sats a day at the measured hashrate. */
  expectedSatsPerDay: DecimalReading,
  /** Another stick has the same serial number, so both are known by their place. */
  isTwin: z.boolean(),
  /** Id of the hub it hangs on; null where the system does not tell, or at a port of the computer itself. */
  hubId: z.string().nullable(),
  profile: StickProfile.nullable(),
  abilities: StickAbilities,
  chips: z.array(ChipState),
  /** Of the newest climb, oldest first. Empty for a stick that does not measure it. */
  rampPoints: z.array(RampPoint),
  recovery: z.strictObject({ step: RecoveryStep, atMs: WallMs }).nullable(),
  tuning: TuneProgress.nullable(),
  /** Since when it hashes without a break; null while it does not. */
  hashingSinceMs: WallMs.nullable(),
  /** By what the pool accepted, beside `hashrate` by what the chips found. */
  acceptedHashrate: HashrateEstimate,
  /** Part of its nonces that are wrong, 0 to 1; null until there are enough. */
  hardwareErrorShare: NumberReading,
  shares: ShareCounts,
  nonces: Count,
  duplicates: Count,
  hardwareErrors: Count,
  orphanNonces: Count,
  badFrames: Count,
  resets: Count,
  lastNonceAtMs: WallMs.nullable(),
});
export type StickState = z.infer<typeof StickState>;

export const PoolLamp = z.enum(['connecting', 'waitingForJob', 'live', 'retrying', 'refused', 'stopped']);
export type PoolLamp = z.infer<typeof PoolLamp>;

export const PoolState = z.strictObject({
  id: z.string(),
  /** `host:port`: no scheme, no user. */
  endpoint: z.string(),
  encrypted: z.boolean(),
  user: z.string(),
  lamp: PoolLamp,
  lampSinceMs: WallMs,
  retryAtMs: WallMs.nullable(),
  attempts: Count,
  difficulty: NumberReading,
  /** Median round trip of recent submits. */
  latencyMs: NumberReading,
  versionRolling: z.boolean(),
  lastJobAtMs: WallMs.nullable(),
  lastShareAtMs: WallMs.nullable(),
  /** Silence between shares that 99 % of gaps stay under at the measured hashrate. */
  normalShareGapMs: NumberReading,
  /** Text the pool sent by client.show_message, cleaned of control and bidi characters. */
  message: z.string().max(512).nullable(),
  shares: ShareCounts,
  rejectKinds: z.record(z.string(), Count),
});
export type PoolState = z.infer<typeof PoolState>;

export const Fault = z.strictObject({
  code: Code,
  severity: z.enum(['warn', 'fault']),
  subject: z.strictObject({
    kind: z.enum(['stick', 'pool', 'host', 'ledger', 'settings', 'plug']),
    id: z.string(),
  }),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  sinceMs: WallMs,
});
export type Fault = z.infer<typeof Fault>;

/** A hub with at least one stick on it. */
export const HubState = z.strictObject({
  /** Its place on the USB tree, such as `1-1.4`. */
  id: z.string(),
  name: z.string().nullable(),
  portCount: Count.nullable(),
  /** What its power supply gives, as the user typed it; null = not typed. */
  ratedW: z.number().positive().nullable(),
  powerW: NumberReading,
  sticks: z.array(z.strictObject({ stickId: StickId, port: Count.nullable() })),
});
export type HubState = z.infer<typeof HubState>;

/** Watts that are not a stick's, as a line of the bill with a name of the message catalogue. */
export const PowerLine = z.strictObject({
  code: z.enum(['hubLoss', 'psuLoss', 'host']),
  powerW: NumberReading,
});
export type PowerLine = z.infer<typeof PowerLine>;

export const FleetState = z.strictObject({
  hashrate: HashrateEstimate,
  expectedHs: NumberReading,
  /** Of the sticks and of everything in `powerLines`. */
  powerW: NumberReading,
  powerLines: z.array(PowerLine),
  efficiencyJth: NumberReading,
  costPerHour: MoneyReading,
  netPerHour: MoneyReading,
});
export type FleetState = z.infer<typeof FleetState>;

/** Since local midnight: from the ledger's rows plus what has not been committed yet. */
export const TodayState = z.strictObject({
  startMs: WallMs,
  energyWh: NumberReading,
  unpricedWh: NumberReading,
  cost: MoneyReading,
  expectedSats: DecimalReading,
  expectedValue: MoneyReading,
  net: MoneyReading,
  shares: ShareCounts,
});
export type TodayState = z.infer<typeof TodayState>;

/** What a day like this moment costs and brings; all from the measured hashrate and the known watts. */
export const OutlookState = z.strictObject({
  costPerDay: MoneyReading,
  expectedSatsPerDay: DecimalReading,
  expectedValuePerDay: MoneyReading,
  netPerDay: MoneyReading,
  breakEvenPricePerKwh: MoneyReading,
  /** Probability of at least one block in 24 h. */
  blockChancePerDay: NumberReading,
  pricePerKwh: MoneyReading,
  btcPrice: MoneyReading,
  networkDifficulty: NumberReading,
  blockHeight: NumberReading,
  subsidySats: NumberReading,
});
export type OutlookState = z.infer<typeof OutlookState>;

export const MinerFrame = z.strictObject({
  seq: Count,
  nowMs: WallMs,
  startedAtMs: WallMs,
  settingsRevision: Count,
  run: RunState,
  fleet: FleetState,
  today: TodayState,
  outlook: OutlookState,
  sticks: z.array(StickState),
  hubs: z.array(HubState),
  pool: PoolState.nullable(),
  faults: z.array(Fault),
});
export type MinerFrame = z.infer<typeof MinerFrame>;
