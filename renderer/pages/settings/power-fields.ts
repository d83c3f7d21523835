/** Plugs and the power chain as the user types them. Pure. */
import { z } from 'zod';
import type { HubState } from '../../../electron/contract/frame.ts';
import {
  PlugKind,
  type PlugSetting,
  type Settings,
  type SettingsPatch,
} from '../../../electron/contract/settings.ts';
import { parseTypedDecimal } from '../../../electron/contract/typed-decimal.ts';
import { StickId } from '../../../electron/contract/units.ts';
import type { MessageId } from '../../text/use-text.tsx';
import { mergeFields } from './use-settings-form.ts';

const say = (id: MessageId): MessageId => id;

export const PlugFields = z
  .object({
    kind: PlugKind,
    name: z.string().trim().min(1, say('check.plugName')).max(40, say('check.plugName')),
    address: z.string().trim().min(1, say('check.plugAddress')).max(200, say('check.plugAddress')),
    /** Empty: the first outlet. */
    channel: z.string().trim(),
    user: z.string().trim().max(100),
    /** Empty: the one that is kept stays. */
    secret: z.string().max(500),
    removeSecret: z.boolean(),
    stickIds: z.array(z.string()),
    includesHost: z.boolean(),
  })
  .superRefine(({ kind, channel }, context) => {
    const message = channelProblem(kind, channel);
    if (message !== null) context.addIssue({ code: 'custom', path: ['channel'], message });
  });
export type PlugFields = z.infer<typeof PlugFields>;

/** What is asked for besides the address. */
export function channelOf(kind: PlugKind): 'outlet' | 'entity' | null {
  if (kind === 'home-assistant') return 'entity';
  return kind === 'shelly' || kind === 'tasmota' ? 'outlet' : null;
}

export function plugFieldsOf(plug: PlugSetting | null): PlugFields {
  return {
    kind: plug?.kind ?? 'shelly',
    name: plug?.name ?? '',
    address: plug?.address ?? '',
    channel: plug?.channel ?? '',
    user: plug?.user ?? '',
    secret: '',
    removeSecret: false,
    stickIds: [...(plug?.stickIds ?? [])],
    includesHost: plug?.includesHost ?? false,
  };
}

export type PlugInput = Omit<PlugSetting, 'hasSecret'>;

export function plugOf(id: string, fields: PlugFields): PlugInput {
  const { kind, name, address, channel, user, stickIds, includesHost } = fields;
  return {
    id,
    kind,
    name,
    address,
    channel: channelOf(kind) === null || channel === '' ? null : channel,
    user: user === '' ? null : user,
    stickIds: stickIds.map((stickId) => StickId.parse(stickId)),
    includesHost,
  };
}

/** An id that no plug has. */
export function newPlugId(plugs: readonly PlugSetting[]): string {
  let number = plugs.length + 1;
  while (plugs.some(({ id }) => id === `plug-${number}`)) number += 1;
  return `plug-${number}`;
}

/** `plugs` with `plug` in its place, or at the end. */
export function withPlug(plugs: readonly PlugSetting[], plug: PlugInput): SettingsPatch {
  const others = plugs.map(({ hasSecret: _, ...rest }) => (rest.id === plug.id ? plug : rest));
  return { plugs: plugs.some(({ id }) => id === plug.id) ? others : [...others, plug] };
}

export function withoutPlug(plugs: readonly PlugSetting[], plugId: string): SettingsPatch {
  return { plugs: plugs.filter(({ id }) => id !== plugId).map(({ hasSecret: _, ...rest }) => rest) };
}

/** Undefined: nothing is said about it. */
export function secretOf({ secret, removeSecret }: PlugFields): string | null | undefined {
  if (secret !== '') return secret;
  return removeSecret ? null : undefined;
}

const OUTLET = /^([0-9]|[12][0-9]|3[01])$/;
const ENTITY = /^[a-z0-9_]+\.[a-z0-9_]+$/;

function channelProblem(kind: PlugKind, channel: string): MessageId | null {
  const wanted = channelOf(kind);
  if (wanted === 'entity') return ENTITY.test(channel) ? null : say('check.plugEntity');
  if (wanted === 'outlet') return channel === '' || OUTLET.test(channel) ? null : say('check.plugOutlet');
  return null;
}

/** A number as typed, between two others; null for an empty field. */
const numberField = (least: number, most: number, wrong: MessageId) =>
  z.string().transform((typed, context) => {
    if (typed.trim() === '') return null;
    const parsed = parseTypedDecimal(typed);
    const value = parsed.ok ? Number(parsed.value) : Number.NaN;
    if (value >= least && value <= most) return value;
    context.addIssue({ code: 'custom', message: wrong });
    return z.NEVER;
  });

const HubFields = z.object({
  id: z.string(),
  name: z.string().trim().max(40, say('check.name')),
  ratedW: numberField(0.1, 2000, say('check.watts')),
});

export const ChainFields = z.object({
  hubLossW: numberField(0, 100, say('check.watts')),
  psuPercent: numberField(30, 100, say('check.efficiency')),
  hostTypedW: numberField(0, 2000, say('check.watts')),
  sharePercent: numberField(0, 100, say('check.percent')),
  hubs: z.array(HubFields),
});
export type ChainInput = z.input<typeof ChainFields>;
export type ChainFields = z.output<typeof ChainFields>;

/** `hubs`: those that are there; what was entered for others stays as it is. */
export function chainInputOf(settings: Settings, hubs: readonly HubState[]): ChainInput {
  const { hubLossW, psuEfficiency, hostTypedW, hostShare } = settings.powerChain;
  return {
    hubLossW: typed(hubLossW),
    psuPercent: typed(psuEfficiency === null ? null : percent(psuEfficiency)),
    hostTypedW: typed(hostTypedW),
    sharePercent: typed(percent(hostShare)),
    hubs: hubs.map(({ id }) => ({
      id,
      name: settings.hubs[id]?.name ?? '',
      ratedW: typed(settings.hubs[id]?.ratedW ?? null),
    })),
  };
}

export function chainPatchOf(settings: Settings, fields: ChainFields): SettingsPatch {
  const hubs = Object.fromEntries(
    fields.hubs.map(({ id, name, ratedW }) => [
      id,
      { ...(name === '' ? {} : { name }), ...(ratedW === null ? {} : { ratedW }) },
    ]),
  );
  return {
    powerChain: {
      hubLossW: fields.hubLossW,
      psuEfficiency: fields.psuPercent === null ? null : fields.psuPercent / 100,
      hostTypedW: fields.hostTypedW,
      hostShare: (fields.sharePercent ?? 0) / 100,
    },
    hubs: { ...settings.hubs, ...hubs },
  };
}

/** Rows go with their hub: what was typed stays with it, whatever else came or went. */
export function mergeChain(before: ChainInput, now: ChainInput, stored: ChainInput): ChainInput {
  const rowOf = ({ hubs }: ChainInput, id: string) => hubs.find((row) => row.id === id);
  const hubs = stored.hubs.map((row) => {
    const old = rowOf(before, row.id);
    const current = rowOf(now, row.id);
    return old === undefined || current === undefined ? row : mergeFields(old, current, row);
  });
  return { ...mergeFields(before, now, stored), hubs };
}

const typed = (value: number | null): string => (value === null ? '' : String(value));
/** Of 0.07, 7 and not 7.000000000000001. */
const percent = (share: number): number => Number((share * 100).toFixed(6));
