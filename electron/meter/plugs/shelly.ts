/** A Shelly of any generation: it says itself which one it is, without a login. */
import { z } from 'zod';
import type { PlugConfig, PlugReading, PlugWorld, PowerPlug } from './plug.ts';
import { plugUrl } from './plug-address.ts';
import { askPlug, jsonOf } from './plug-http.ts';
import { ShellyGen1 } from './shelly-gen1.ts';
import { ShellyGen2 } from './shelly-gen2.ts';

/** Generation 1 has no `gen`, and old firmware of it not even this page. */
const About = z.looseObject({ gen: z.int().optional() });

export class Shelly implements PowerPlug {
  readonly #config: PlugConfig;
  readonly #world: PlugWorld;
  #known: PowerPlug | null = null;

  constructor(config: PlugConfig, world: PlugWorld) {
    this.#config = config;
    this.#world = world;
  }

  async read(signal: AbortSignal): Promise<PlugReading> {
    this.#known ??= await this.#recognised(signal);
    try {
      return await this.#known.read(signal);
    } catch (error) {
      // Another one may have been put in its place.
      this.#known = null;
      throw error;
    }
  }

  async #recognised(signal: AbortSignal): Promise<PowerPlug> {
    const url = new URL('/shelly', plugUrl(this.#config.address));
    const answer = await askPlug({ url, signal }, this.#world);
    const gen = answer.status === 404 ? 1 : (jsonOf(answer, About).gen ?? 1);
    return gen >= 2 ? new ShellyGen2(this.#config, this.#world) : new ShellyGen1(this.#config, this.#world);
  }
}
