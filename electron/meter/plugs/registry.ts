/** The kinds of plug there are. A new kind is one file and one row here. */
import type { PlugKind, PlugSetting } from '../../contract/settings.ts';
import { ENTITY, HomeAssistant } from './home-assistant.ts';
import { Kasa } from './kasa.ts';
import { OUTLET, type PlugConfig, type PlugWorld, type PowerPlug } from './plug.ts';
import { homeAssistantUrl, plugUrl } from './plug-address.ts';
import { PlugError } from './plug-error.ts';
import { Shelly } from './shelly.ts';
import { Tapo } from './tapo.ts';
import { Tasmota } from './tasmota.ts';

export interface PlugRow {
  readonly make: (config: PlugConfig, world: PlugWorld) => PowerPlug;
  /** How often it is asked: not faster than it measures, and gently where each question is work for it. */
  readonly everyMs: number;
  /** Throws a PlugError for an address this kind cannot have. */
  readonly assertAddress: (address: string) => void;
  readonly isChannel: (channel: string | null) => boolean;
}

const outlet = (channel: string | null): boolean => channel === null || OUTLET.test(channel);
const onlyOne = (channel: string | null): boolean => channel === null;

export const PLUG_ROWS: Readonly<Record<PlugKind, PlugRow>> = {
  shelly: row((config, world) => new Shelly(config, world), 5_000, outlet),
  tasmota: row((config, world) => new Tasmota(config, world), 5_000, outlet),
  kasa: row((config, world) => new Kasa(config, world), 5_000, onlyOne),
  tapo: row((config, world) => new Tapo(config, world), 10_000, onlyOne),
  'home-assistant': {
    ...row(
      (config, world) => new HomeAssistant(config, world),
      10_000,
      (channel) => ENTITY.test(channel ?? ''),
    ),
    assertAddress: homeAssistantUrl,
  },
};

/** Where a plug is and what of it is read. */
export type PlugPlace = Pick<PlugSetting, 'kind' | 'address' | 'channel' | 'user'>;

export function makePlug(
  { kind, address, channel, user }: PlugPlace,
  secret: string | null,
  world: PlugWorld,
): PowerPlug {
  return PLUG_ROWS[kind].make({ address, channel, user, secret }, world);
}

/** What is wrong with where a plug is said to be, or null. */
export function plugPlaceProblem(plug: Omit<PlugPlace, 'user'>): 'address' | 'channel' | null {
  const { assertAddress, isChannel } = PLUG_ROWS[plug.kind];
  try {
    assertAddress(plug.address);
  } catch (error) {
    if (!(error instanceof PlugError)) throw error;
    return 'address';
  }
  return isChannel(plug.channel) ? null : 'channel';
}

function row(make: PlugRow['make'], everyMs: number, isChannel: PlugRow['isChannel']): PlugRow {
  return { make, everyMs, assertAddress: plugUrl, isChannel };
}
