import { describe, expect, test } from 'vitest';
import type { HubState } from '../../../electron/contract/frame.ts';
import { DEFAULT_SETTINGS, type PlugSetting, type Settings } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import {
  ChainFields,
  chainInputOf,
  chainPatchOf,
  mergeChain,
  newPlugId,
  PlugFields,
  plugFieldsOf,
  plugOf,
  secretOf,
  withoutPlug,
  withPlug,
} from '../../../renderer/pages/settings/power-fields.ts';

const DESK: PlugSetting = {
  id: 'plug-1',
  kind: 'shelly',
  name: 'Desk',
  address: '10.0.0.7',
  channel: '1',
  user: null,
  stickIds: [StickId.parse('serial:a')],
  includesHost: true,
  hasSecret: true,
};
const { hasSecret: _, ...DESK_INPUT } = DESK;
const HUB: HubState = {
  id: '1-1.4',
  name: null,
  portCount: 4,
  ratedW: null,
  powerW: { value: null, origin: 'modelled', atMs: 0 },
  sticks: [],
};

describe('a plug', () => {
  test('comes back from its form as it went in', () => {
    expect(plugOf('plug-1', PlugFields.parse(plugFieldsOf(DESK)))).toEqual(DESK_INPUT);
  });

  test('is put in its place or at the end, and taken out', () => {
    const other = { ...DESK_INPUT, id: 'plug-2' };
    expect(withPlug([DESK], other).plugs).toEqual([DESK_INPUT, other]);
    expect(withPlug([DESK], { ...DESK_INPUT, name: 'Shelf' }).plugs).toEqual([
      { ...DESK_INPUT, name: 'Shelf' },
    ]);
    expect(withoutPlug([DESK], 'plug-1')).toEqual({ plugs: [] });
    expect(newPlugId([{ ...DESK, id: 'plug-2' }])).toBe('plug-3');
  });

  test('has a secret to set, to forget, or none to speak of', () => {
    const fields = plugFieldsOf(DESK);
    expect(secretOf({ ...fields, secret: 'x', removeSecret: true })).toBe('x');
    expect(secretOf({ ...fields, removeSecret: true })).toBeNull();
    expect(secretOf(fields)).toBeUndefined();
  });

  test.each([
    [{ name: ' ' }, 'check.plugName'],
    [{ address: '' }, 'check.plugAddress'],
    [{ channel: '32' }, 'check.plugOutlet'],
    [{ kind: 'home-assistant', channel: '' }, 'check.plugEntity'],
    [{ kind: 'home-assistant', channel: '1' }, 'check.plugEntity'],
  ] as const)('%o is refused with %s', (change, message) => {
    const parsed = PlugFields.safeParse({ ...plugFieldsOf(DESK), ...change });
    expect(parsed.error?.issues[0]?.message).toBe(message);
  });

  test('of a kind without outlets has none, whatever stood in the field', () => {
    const fields = PlugFields.parse({ ...plugFieldsOf(DESK), kind: 'kasa' });
    expect(plugOf('plug-1', fields).channel).toBeNull();
  });
});

describe('the chain', () => {
  const settings: Settings = {
    ...DEFAULT_SETTINGS,
    hubs: { '1-1.4': { ratedW: 36 }, gone: { name: 'Old hub' } },
    powerChain: { hubLossW: 1.5, psuEfficiency: 0.87, hostTypedW: null, hostShare: 0.07 },
  };

  test('comes back as it went in, and hubs that are not here stay', () => {
    const input = chainInputOf(settings, [HUB]);
    expect(input).toMatchObject({ hubLossW: '1.5', psuPercent: '87', hostTypedW: '', sharePercent: '7' });
    const { powerChain, hubs } = chainPatchOf(settings, ChainFields.parse(input));
    expect([powerChain, hubs]).toEqual([settings.powerChain, settings.hubs]);
  });

  test('reads a comma, and empties what is emptied', () => {
    const input = { ...chainInputOf(settings, [HUB]), hubLossW: '2,5', psuPercent: '', sharePercent: '' };
    input.hubs = [{ id: HUB.id, name: 'Desk hub', ratedW: '' }];
    const patch = chainPatchOf(settings, ChainFields.parse(input));
    expect(patch.powerChain).toEqual({ hubLossW: 2.5, psuEfficiency: null, hostTypedW: null, hostShare: 0 });
    expect(patch.hubs?.[HUB.id]).toEqual({ name: 'Desk hub' });
  });

  test.each([
    { hubLossW: '101' },
    { psuPercent: '29' },
    { psuPercent: '101' },
    { hostTypedW: 'x' },
    { sharePercent: '-1' },
  ])('%o is refused', (change) => {
    expect(ChainFields.safeParse({ ...chainInputOf(settings, []), ...change }).success).toBe(false);
  });

  test('keeps what was typed when the settings or the hubs change underneath', () => {
    const before = chainInputOf(settings, [HUB]);
    const now = { ...before, hubLossW: '9', hubs: [{ id: HUB.id, name: 'Typed', ratedW: '36' }] };
    const stored = {
      ...before,
      sharePercent: '50',
      hubs: [{ id: 'new', name: '', ratedW: '' }, ...before.hubs],
    };
    expect(mergeChain(before, now, stored)).toMatchObject({
      hubLossW: '9',
      sharePercent: '50',
      hubs: [{ id: 'new' }, { id: HUB.id, name: 'Typed', ratedW: '36' }],
    });
  });
});
