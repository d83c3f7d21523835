/** The name of a stick's health where the caretaker knows better than the stick: recovery, heat, power. Pure. */
import type { StickHealth } from '../contract/frame.ts';
import { sagParams } from './power-doctor.ts';
import type { StickCare } from './stick-care.ts';
import type { Cause } from './stick-slot.ts';

export interface NamedHealth {
  readonly health: StickHealth;
  readonly cause: Cause | null;
}

/** Stands for a slower stick that still hashes; see `isHashing`. */
export const SLOWED = 'slowedByHeat';

/** What it is to be called. A stick that is gone, paused, or failed at its port is what it says it is. */
export function overruled(care: StickCare, said: NamedHealth): NamedHealth {
  if (said.health === 'lost' || said.health === 'new' || said.health === 'paused') return said;
  if (care.ladder.step === 'needsHelp') {
    return { health: 'needsHelp', cause: { code: 'silentForGood', params: {} } };
  }
  if (care.isStarved && care.sag !== null) {
    return { health: 'needsHelp', cause: { code: 'usbPowerSags', params: sagParams(care.sag) } };
  }
  if (said.health === 'needsHelp' || said.health === 'stalled') return said;
  if (care.ladder.step !== null) {
    return { health: 'stalled', cause: { code: 'silent', params: { step: care.ladder.step } } };
  }
  const { isStopped, isHot } = care.guard.state;
  if (!isHot) return said;
  const tempC = care.telemetry?.tempC;
  const params = tempC == null ? {} : { tempC: Math.round(tempC) };
  return { health: 'cooling', cause: { code: isStopped ? 'overheated' : SLOWED, params } };
}
