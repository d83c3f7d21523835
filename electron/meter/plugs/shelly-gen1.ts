/** Shelly generation 1: `/status`, with a name and password in the clear where they are set. */
import { z } from 'zod';
import {
  checkedReading,
  outletOf,
  type PlugConfig,
  type PlugReading,
  type PlugWorld,
  type PowerPlug,
} from './plug.ts';
import { plugUrl } from './plug-address.ts';
import { PlugError } from './plug-error.ts';
import { askPlug, type HttpAnswer, jsonOf } from './plug-http.ts';

/** A relay that does not measure has a meter too: it says 0 W and has no counter. */
const Meter = z.looseObject({
  power: z.number(),
  is_valid: z.boolean().optional(),
  /** Watt-minutes since it started. */
  total: z.number().optional(),
});
const Status = z.looseObject({ meters: z.array(Meter).optional() });

const MINUTES_PER_HOUR = 60;

export class ShellyGen1 implements PowerPlug {
  readonly #config: PlugConfig;
  readonly #world: PlugWorld;

  constructor(config: PlugConfig, world: PlugWorld) {
    this.#config = config;
    this.#world = world;
  }

  async read(signal: AbortSignal): Promise<PlugReading> {
    const outlet = outletOf(this.#config);
    const status = await this.#ask('/status', signal);
    // Not every model has all of its meters in the status.
    const meter =
      status.status === 404
        ? jsonOf(await this.#ask(`/meter/${outlet}`, signal), Meter)
        : jsonOf(status, Status).meters?.[outlet];
    if (meter?.total === undefined || meter.is_valid === false) {
      throw new PlugError('noMeter', 'This Shelly does not measure this outlet.');
    }
    return checkedReading({
      powerW: meter.power,
      totalWh: meter.total / MINUTES_PER_HOUR,
      voltageV: null,
      atMs: this.#world.clock.nowMs(),
    });
  }

  #ask(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    const { address, user, secret } = this.#config;
    const login = Buffer.from(`${user ?? 'admin'}:${secret ?? ''}`).toString('base64');
    const headers = secret === null ? {} : { authorization: `Basic ${login}` };
    return askPlug({ url: new URL(path, plugUrl(address)), headers, signal }, this.#world);
  }
}
