/** What a stick's calibration starts from: the watts that are shown for it without one, while it runs evenly. */
import type { PowerPicture } from './power-chain.ts';
import { isHashing, type ShownPower, uncalibratedPowerOf } from './stick-power.ts';
import type { StickSlot } from './stick-slot.ts';

export type CalibrationBase =
  | { readonly kind: 'refused'; readonly reason: 'notHashing' | 'ramping' | 'noPowerModel' }
  | {
      readonly kind: 'shown';
      readonly shownW: number;
      readonly of: ShownPower['of'];
      /** What its plug measures for it; null without one. */
      readonly plugW: number | null;
    };

/** Refused for a stick at rest or on its way to its clock: a factor from then would be wrong ever after. */
export function calibrationBase(slot: StickSlot, power: PowerPicture, nowMs: number): CalibrationBase {
  if (!isHashing(slot)) return { kind: 'refused', reason: 'notHashing' };
  if (slot.health === 'ramping' || slot.stick?.status.phase === 'ramping') {
    return { kind: 'refused', reason: 'ramping' };
  }
  const shown = uncalibratedPowerOf(slot, nowMs);
  if (shown === null || shown.reading.value <= 0) return { kind: 'refused', reason: 'noPowerModel' };
  const now = power.sticks.get(slot.identity.id);
  return {
    kind: 'shown',
    shownW: shown.reading.value,
    of: shown.of,
    plugW: now?.source === 'plug' ? now.reading.value : null,
  };
}
