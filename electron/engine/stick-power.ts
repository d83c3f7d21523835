/** Watts and expected hashrate of one stick at this moment. */
import type { Reading } from '../contract/units.ts';
import { modelledPowerW } from '../meter/power-model.ts';
import { SLOWED } from './health-overrule.ts';
import { known, unknown } from './readings.ts';
import type { StickSlot } from './stick-slot.ts';

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

/** Modelled watts: those of idle chips while it does not hash, 0 once it is lost, null for a model without figures. */
export function powerOf(slot: StickSlot, nowMs: number): Reading<number> {
  if (slot.health === 'lost') return known(0, 'modelled', nowMs);
  const status = slot.stick?.status ?? null;
  const watts = modelledPowerW({
    model: slot.identity.model,
    frequencyMhz: isHashing(slot) ? (status?.frequencyMhz ?? 0) : 0,
    chipCount: status?.chipCount ?? null,
  });
  return watts === null ? unknown('noPowerModel', 'modelled', nowMs) : known(watts, 'modelled', nowMs);
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
