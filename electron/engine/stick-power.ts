/** Watts of one stick by itself, without any plug, and the hashrate its clock promises. */
import type { PowerSource } from '../contract/frame.ts';
import type { StickSetting } from '../contract/settings.ts';
import type { Reading } from '../contract/units.ts';
import { modelledPowerW } from '../meter/power-model.ts';
import { SLOWED } from './health-overrule.ts';
import { known, unknown } from './readings.ts';
import type { StickSlot } from './stick-slot.ts';

export interface StickPower {
  readonly reading: Reading<number>;
  readonly source: PowerSource;
}

/** Telemetry older than this says nothing of now. */
const OLDEST_TELEMETRY_MS = 30_000;
/** A sensor this far from the model, while hashing, lies. As wide as a calibration may be. */
const FARTHEST = { least: 0.2, most: 5 } as const;
/** No stick or board here draws as much. */
const HIGHEST_W = 500;

/** Whether the chips hash now: only then do they draw what their clock says. */
export function isHashing({ stick, health, cause }: StickSlot): boolean {
  const phase = stick?.status.phase;
  const isFed =
    health === 'mining' ||
    health === 'ramping' ||
    health === 'tuning' ||
    (health === 'cooling' && cause?.code === SLOWED);
  return isFed && (phase === 'mining' || phase === 'ramping');
}

/** Not there at all, which is not the same as there and at rest: its hashrate is unknown, not zero. */
export function isMissing({ health, cause }: StickSlot): boolean {
  return health === 'lost' || cause?.code === 'portMissing';
}

/**
 * The best source but a plug: its own telemetry, the model, or what the user typed; each of the first two times the
 * calibration made for it. A stick that is gone draws nothing. At rest it draws what its telemetry or the idle model
 * says; what was typed is for hashing only.
 */
export function ownPowerOf(slot: StickSlot, setting: StickSetting | undefined, nowMs: number): StickPower {
  if (isMissing(slot)) return { reading: known(0, 'modelled', nowMs), source: 'model' };
  const shown = uncalibratedPowerOf(slot, nowMs);
  if (shown !== null) return calibrated(shown, setting);
  if (setting?.typedPowerW === undefined)
    return { reading: unknown('noPowerModel', 'modelled', nowMs), source: 'none' };
  return isHashing(slot)
    ? { reading: known(setting.typedPowerW, 'typed', nowMs), source: 'typed' }
    : { reading: unknown('idlePowerUnknown', 'typed', nowMs), source: 'none' };
}

export interface ShownPower {
  readonly of: 'telemetry' | 'model';
  readonly reading: Reading<number> & { readonly value: number };
}

/** What telemetry or the model says without any calibration; null when neither says anything. */
export function uncalibratedPowerOf(slot: StickSlot, nowMs: number): ShownPower | null {
  const modelledW = modelOf(slot);
  const told = toldBy(slot, modelledW, nowMs);
  if (told !== null) return told;
  if (modelledW === null) return null;
  return { of: 'model', reading: { value: modelledW, origin: 'modelled', atMs: nowMs } };
}

/** H/s that its clock promises; of a stick that is gone, the last. Null until its clock is known. */
export function expectedHsOf(slot: StickSlot, nowMs: number): Reading<number> {
  // Chips at rest promise nothing; what they would do when they run is what the user wants to read.
  const promisedHs = (slot.stick?.status ?? slot.lastStatus)?.expectedHs ?? null;
  const expectedHs = slot.health === 'paused' ? (slot.record.expectedHs ?? promisedHs) : promisedHs;
  return expectedHs === null
    ? unknown('notReadYet', 'modelled', nowMs)
    : known(expectedHs, 'modelled', nowMs);
}

/** Modelled watts: those of idle chips while it does not hash. */
function modelOf(slot: StickSlot): number | null {
  const status = slot.stick?.status ?? null;
  return modelledPowerW({
    model: slot.identity.model,
    frequencyMhz: isHashing(slot) ? (status?.frequencyMhz ?? 0) : 0,
    coreMv: status?.telemetry?.coreMv ?? status?.targetCoreMv ?? null,
    chipCount: status?.chipCount ?? null,
  });
}

/** Null without fresh watts that can be true: 0 W of chips that hash is a sensor that is not there. */
function toldBy(slot: StickSlot, modelledW: number | null, nowMs: number): ShownPower | null {
  const telemetry = slot.stick?.status.telemetry ?? null;
  const watts = telemetry?.powerW ?? null;
  if (telemetry === null || watts === null || nowMs - telemetry.atMs > OLDEST_TELEMETRY_MS) return null;
  if (!Number.isFinite(watts) || watts < 0 || watts > HIGHEST_W) return null;
  const far = modelledW !== null && (watts < modelledW * FARTHEST.least || watts > modelledW * FARTHEST.most);
  if (isHashing(slot) && (watts === 0 || far)) return null;
  return { of: 'telemetry', reading: { value: watts, origin: 'measured', atMs: telemetry.atMs } };
}

function calibrated({ of, reading }: ShownPower, setting: StickSetting | undefined): StickPower {
  const calibration = setting?.calibration;
  if (calibration?.of !== of) return { reading, source: of };
  const value = reading.value * calibration.factor;
  return { reading: known(value, 'partModelled', reading.atMs), source: 'calibrated' };
}
