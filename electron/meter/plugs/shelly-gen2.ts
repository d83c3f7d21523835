/**
 * Shelly generation 2 and later: remote calls over HTTP, with a digest login (SHA-256) where a password is set
 * (https://shelly-api-docs.shelly.cloud/gen2/General/Authentication).
 */
import { z } from 'zod';
import { digestAuthorization } from './digest-auth.ts';
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

const Energy = z.looseObject({ total: z.number() });
/** Of a switch or of a meter alone. A switch that does not measure has no `apower`. */
const Status = z.looseObject({
  apower: z.number().optional(),
  voltage: z.number().optional(),
  aenergy: Energy.optional(),
  ret_aenergy: Energy.optional(),
});

/** A device has one or the other. */
const COMPONENTS = ['Switch', 'PM1'] as const;
/** The only name there is. */
const USER = 'admin';

export class ShellyGen2 implements PowerPlug {
  readonly #config: PlugConfig;
  readonly #world: PlugWorld;

  constructor(config: PlugConfig, world: PlugWorld) {
    this.#config = config;
    this.#world = world;
  }

  async read(signal: AbortSignal): Promise<PlugReading> {
    const { apower, voltage, aenergy, ret_aenergy } = await this.#status(signal);
    if (apower === undefined) throw new PlugError('noMeter', 'This Shelly does not measure this outlet.');
    // With a counter of what is given back, the other one counts both directions.
    const totalWh = aenergy === undefined ? null : aenergy.total - (ret_aenergy?.total ?? 0);
    const atMs = this.#world.clock.nowMs();
    return checkedReading({ powerW: apower, totalWh, voltageV: voltage ?? null, atMs });
  }

  async #status(signal: AbortSignal): Promise<z.infer<typeof Status>> {
    const outlet = outletOf(this.#config);
    for (const component of COMPONENTS) {
      const answer = await this.#ask(`/rpc/${component}.GetStatus?id=${outlet}`, signal);
      if (answer.status !== 404) return jsonOf(answer, Status);
    }
    throw new PlugError('noMeter', 'This Shelly has no such outlet.');
  }

  async #ask(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    const url = new URL(path, plugUrl(this.#config.address));
    const answer = await askPlug({ url, signal }, this.#world);
    const { secret } = this.#config;
    if (answer.status !== 401 || secret === null) return answer;
    const authorization = digestAuthorization(answer.headers.get('www-authenticate') ?? '', {
      user: USER,
      password: secret,
      method: 'GET',
      uri: `${url.pathname}${url.search}`,
      cnonce: Math.floor(this.#world.random() * 2 ** 48).toString(16),
    });
    if (authorization === null) return answer;
    return askPlug({ url, headers: { authorization }, signal }, this.#world);
  }
}
