/** The end of a stick's life, within the 5 s that it promises: chips parked, supply off, port closed. Nothing rejects. */
import type { Clock, Logger } from '../contract/ports.ts';
import { withTimeLimit } from '../core/time-limit.ts';
import type { SerialLink } from './serial-link.ts';
import type { StickPower } from './stick-power-side.ts';

export interface SwitchOffDeps {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly power: StickPower | null;
}

const PARK_LIMIT_MS = 2500;
/** Closing a port has a limit of its own, 2 s. */
const POWER_OFF_LIMIT_MS = 2400;

/** Lets the chips be parked, but not for ever: they may not answer any more. */
export function parkInTime({ path, clock, log }: SwitchOffDeps, park: () => Promise<void>): Promise<void> {
  const late = (): Error => new Error('chips could not be parked in time');
  return withTimeLimit(clock, PARK_LIMIT_MS, park(), late).catch((error: unknown) =>
    log.warn('Stick was not left in order', { path, reason: String(error) }),
  );
}

/** Supply off and port closed, side by side: a stick that cannot be told anything must not stay fed. */
export async function switchOff({ path, clock, log, power }: SwitchOffDeps, link: SerialLink): Promise<void> {
  const late = (): Error => new Error('it took too long');
  const off = withTimeLimit(clock, POWER_OFF_LIMIT_MS, power?.stop() ?? Promise.resolve(), late);
  const supplyOff = off.catch((error: unknown) =>
    log.warn('Supply was not switched off', { path, reason: String(error) }),
  );
  await Promise.all([supplyOff, link.close()]);
}
