/** TP-Link Tapo over KLAP. Firmware from before KLAP (its "secure passthrough") is not spoken: an update brings KLAP. */
import { z } from 'zod';
import { KlapSession, TAPO_KLAP } from './klap.ts';
import { checkedReading, type PlugConfig, type PlugReading, type PlugWorld, type PowerPlug } from './plug.ts';
import { PlugError } from './plug-error.ts';
import { parsedJson } from './plug-http.ts';

const QUESTION = JSON.stringify({ method: 'get_energy_usage' });

const Answer = z.looseObject({
  error_code: z.int(),
  /** `current_power` in mW here; its energies begin anew each day and month, so they are no counter. */
  result: z.looseObject({ current_power: z.number().optional() }).optional(),
});

export class Tapo implements PowerPlug {
  readonly #klap: KlapSession;
  readonly #world: PlugWorld;

  constructor(config: PlugConfig, world: PlugWorld) {
    this.#klap = new KlapSession(config, TAPO_KLAP, world);
    this.#world = world;
  }

  async read(signal: AbortSignal): Promise<PlugReading> {
    const { error_code, result } = parsedJson(await this.#klap.ask(QUESTION, signal), Answer);
    if (error_code !== 0 || result?.current_power === undefined) {
      throw new PlugError('noMeter', `This Tapo plug does not measure (error ${error_code}).`);
    }
    const powerW = result.current_power / 1000;
    return checkedReading({ powerW, totalWh: null, voltageV: null, atMs: this.#world.clock.nowMs() });
  }
}
