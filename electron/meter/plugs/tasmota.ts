/** Tasmota: `Status 8` over HTTP. Its counter steps by a whole Wh unless `EnergyRes` is set, so watts are what counts. */
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
import { askPlug, jsonOf } from './plug-http.ts';

/** A list where the device has several outlets. */
const Figure = z.union([z.number(), z.array(z.number())]);
const Status8 = z.looseObject({
  /** Said instead of an answer when the login is missing or wrong. */
  WARNING: z.string().optional(),
  StatusSNS: z
    .looseObject({
      ENERGY: z
        .looseObject({ Power: Figure, Total: Figure.optional(), Voltage: Figure.optional() })
        .optional(),
    })
    .optional(),
});

const WH_PER_KWH = 1000;

export class Tasmota implements PowerPlug {
  readonly #config: PlugConfig;
  readonly #world: PlugWorld;

  constructor(config: PlugConfig, world: PlugWorld) {
    this.#config = config;
    this.#world = world;
  }

  async read(signal: AbortSignal): Promise<PlugReading> {
    const { address, user, secret } = this.#config;
    const outlet = outletOf(this.#config);
    const url = new URL('/cm?cmnd=Status%208', plugUrl(address));
    // The documented way in; its commands take no other.
    if (secret !== null) {
      url.searchParams.set('user', user ?? 'admin');
      url.searchParams.set('password', secret);
    }
    const { WARNING, StatusSNS } = jsonOf(await askPlug({ url, signal }, this.#world), Status8);
    if (WARNING !== undefined) throw new PlugError('refused', 'Tasmota wants a password, or another one.');
    const energy = StatusSNS?.ENERGY;
    const powerW = figureAt(energy?.Power, outlet);
    if (powerW === null) throw new PlugError('noMeter', 'This Tasmota device does not measure this outlet.');
    const totalKwh = figureAt(energy?.Total, outlet);
    return checkedReading({
      powerW,
      totalWh: totalKwh === null ? null : totalKwh * WH_PER_KWH,
      // One for all outlets.
      voltageV: figureAt(energy?.Voltage, 0),
      atMs: this.#world.clock.nowMs(),
    });
  }
}

function figureAt(figure: number | readonly number[] | undefined, outlet: number): number | null {
  if (typeof figure === 'number') return outlet === 0 ? figure : null;
  return figure?.[outlet] ?? null;
}
