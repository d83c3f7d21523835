/**
 * What a smart plug is to the rest: something that is asked and tells watts. One file a kind; `registry.ts` lists them.
 * A plug belongs to the user's own network and is never switched from here.
 */
import type { Clock, Random } from '../../contract/ports.ts';
import { PlugError } from './plug-error.ts';

export interface PlugReading {
  readonly powerW: number;
  /** Its own energy counter; it starts again at zero whenever the plug likes. Null where it has none. */
  readonly totalWh: number | null;
  readonly voltageV: number | null;
  /** Wall time of the answer. */
  readonly atMs: number;
}

export interface PowerPlug {
  /** Asks once. Rejects with a PlugError; `signal` ends the wait. */
  read(signal: AbortSignal): Promise<PlugReading>;
}

/** One plug as the user set it up. */
export interface PlugConfig {
  readonly address: string;
  readonly channel: string | null;
  readonly user: string | null;
  /** Password or token. Must never reach a log, an error or an answer. */
  readonly secret: string | null;
}

export interface PlugWorld {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly random: Random;
  /** Addresses of a host name, such as `dns.lookup` gives. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
}

/** No socket for a plug carries more: 16 A at 250 V are 4 kW, and one measured 4.7 kW (capture of a Shelly 1PM). */
const HIGHEST_W = 10_000;
const HIGHEST_V = 500;

/** A reading that can be true. Throws a PlugError `nonsense` for watts below zero, not finite or beyond any socket. */
export function checkedReading(reading: PlugReading): PlugReading {
  const { powerW, totalWh, voltageV } = reading;
  if (!Number.isFinite(powerW) || powerW < 0 || powerW > HIGHEST_W) {
    throw new PlugError('nonsense', 'The plug tells watts that no socket carries.');
  }
  const counts = totalWh !== null && Number.isFinite(totalWh) && totalWh >= 0;
  const hasVolts = voltageV !== null && voltageV > 0 && voltageV < HIGHEST_V;
  return { ...reading, totalWh: counts ? totalWh : null, voltageV: hasVolts ? voltageV : null };
}

/** Index of an outlet, from 0; the first when none is named. Throws a PlugError `badAddress`. */
export function outletOf({ channel }: PlugConfig): number {
  if (channel === null) return 0;
  if (!OUTLET.test(channel)) throw new PlugError('badAddress', 'An outlet is a number from 0 to 31.');
  return Number(channel);
}

export const OUTLET = /^(?:[0-9]|[12][0-9]|3[01])$/;
