/** The share difficulty to ask a pool for: what it starts with otherwise may take a stick minutes a share. */

import { DAY_S, workOfHashrate } from '../core/earnings.ts';
import { defaultHashrateHs } from '../device/stick-catalog.ts';
import type { StickSlot } from './stick-slot.ts';

/** Often enough to see within a minute that all is well, seldom enough for any pool. */
const SHARES_PER_DAY = DAY_S / 15;

/** Before any stick is there: one Compac F at its default clock, 200 MHz. */
const FIRST_GUESS_HS = 105e9;

/** An integer of at least 1, as every pool takes it; `expectedHs` null = not known yet. */
export function suggestedDifficulty(expectedHs: number | null): number {
  const hashrateHs = expectedHs === null || expectedHs === 0 ? FIRST_GUESS_HS : expectedHs;
  return Math.max(1, Math.round(workOfHashrate(hashrateHs, DAY_S) / SHARES_PER_DAY));
}

/** H/s of the sticks that are plugged in, by the catalogue until they are up; null when there is none. */
export function pluggedHashrateHs(slots: Iterable<StickSlot>): number | null {
  const known = [...slots].flatMap(({ health, stick, identity }) =>
    health === 'lost' ? [] : (stick?.status.expectedHs ?? defaultHashrateHs(identity.model) ?? []),
  );
  return known.length === 0 ? null : known.reduce((sum, expectedHs) => sum + expectedHs, 0);
}
