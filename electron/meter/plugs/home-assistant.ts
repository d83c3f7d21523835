/** A power sensor of Home Assistant, over its REST interface with a long-lived token. */
import { z } from 'zod';
import { checkedReading, type PlugConfig, type PlugReading, type PlugWorld, type PowerPlug } from './plug.ts';
import { homeAssistantUrl } from './plug-address.ts';
import { PlugError } from './plug-error.ts';
import { askAnywhere, askPlug, jsonOf } from './plug-http.ts';

/** As Home Assistant names what it knows. */
export const ENTITY = /^[a-z0-9_]+\.[a-z0-9_]+$/;

const State = z.looseObject({
  /** A number as text, or `unavailable`, or `unknown`. */
  state: z.string(),
  attributes: z.looseObject({ unit_of_measurement: z.string().optional() }),
  /** When the device last said anything, the same value included (since 2024.4). */
  last_reported: z.iso.datetime({ offset: true }).optional(),
});

const W_PER_UNIT: Readonly<Record<string, number>> = { mW: 0.001, W: 1, kW: 1000 };
/** Longer without a word is an old value, whatever Home Assistant shows. Clocks of two computers differ by less. */
const OLDEST_MS = 15 * 60_000;

export class HomeAssistant implements PowerPlug {
  readonly #config: PlugConfig;
  readonly #world: PlugWorld;

  constructor(config: PlugConfig, world: PlugWorld) {
    this.#config = config;
    this.#world = world;
  }

  async read(signal: AbortSignal): Promise<PlugReading> {
    const { address, channel, secret } = this.#config;
    if (channel === null || !ENTITY.test(channel)) {
      throw new PlugError(
        'badAddress',
        'The entity of Home Assistant is missing, such as sensor.desk_power.',
      );
    }
    const url = new URL(`api/states/${channel}`, homeAssistantUrl(address));
    const headers = secret === null ? {} : { authorization: `Bearer ${secret}` };
    // Encrypted it may be anywhere; in the clear the token stays in the local network.
    const answer =
      url.protocol === 'https:'
        ? await askAnywhere({ url, headers, signal })
        : await askPlug({ url, headers, signal }, this.#world);
    if (answer.status === 404) throw new PlugError('noMeter', 'Home Assistant has no such entity.');
    const { state, attributes, last_reported } = jsonOf(answer, State);
    const atMs = this.#world.clock.nowMs();
    const factor = W_PER_UNIT[attributes.unit_of_measurement ?? ''];
    if (factor === undefined) throw new PlugError('noMeter', 'This entity is not in watts.');
    const isOld = last_reported !== undefined && atMs - Date.parse(last_reported) > OLDEST_MS;
    if (isOld || state === 'unavailable' || state === 'unknown') {
      throw new PlugError('silent', 'Home Assistant has heard nothing of this entity.');
    }
    const powerW = state.trim() === '' ? Number.NaN : Number(state) * factor;
    return checkedReading({ powerW, totalWh: null, voltageV: null, atMs });
  }
}
