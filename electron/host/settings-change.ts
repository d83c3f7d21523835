/** How a patch changes the settings: merge rules and the rules between fields. Pure. */
import { CallError } from '../contract/call-error.ts';
import type {
  PlugSetting,
  PoolSetting,
  Settings,
  SettingsPatch,
  StickChange,
  StickSetting,
} from '../contract/settings.ts';
import type { StickId } from '../contract/units.ts';
import { cleanText } from '../core/clean-text.ts';

/**
 * `settings` with `patch` applied: each named key replaces the whole value, `sticks` merges by stick and field and
 * has its names cleaned. A price that the patch names is typed at `nowMs`; a new currency drops the prices typed in
 * the old one unless the patch gives them anew. Throws a CallError `badInput` when a pool id appears twice.
 */
export function changedSettings(settings: Settings, patch: SettingsPatch, nowMs: number): Settings {
  const currency = patch.currency ?? settings.currency;
  const currencyChanged = currency !== settings.currency;
  const price = (typed: string | null | undefined, value: string | null, atMs: number | null): TypedPrice => {
    if (typed !== undefined) return { value: typed, atMs: typed === null ? null : nowMs };
    return currencyChanged ? { value: null, atMs: null } : { value, atMs };
  };
  const kwh = price(patch.pricePerKwh, settings.pricePerKwh, settings.pricePerKwhTypedAtMs);
  const btc = price(patch.btcPrice, settings.btcPrice, settings.btcPriceTypedAtMs);
  return {
    schemaVersion: settings.schemaVersion,
    pools: patch.pools === undefined ? settings.pools : changedPools(settings.pools, patch.pools),
    currency,
    pricePerKwh: kwh.value,
    pricePerKwhTypedAtMs: kwh.atMs,
    btcPrice: btc.value,
    btcPriceTypedAtMs: btc.atMs,
    sticks: patch.sticks === undefined ? settings.sticks : mergedSticks(settings.sticks, patch.sticks),
    attachedSticks: patch.attachedSticks ?? settings.attachedSticks,
    plugs: patch.plugs === undefined ? settings.plugs : changedPlugs(settings.plugs, patch.plugs),
    hubs: patch.hubs ?? settings.hubs,
    powerChain: patch.powerChain ?? settings.powerChain,
    expertMode: patch.expertMode ?? settings.expertMode,
    theme: patch.theme ?? settings.theme,
  };
}

/** Index of the first pool whose id an earlier one has, or null. */
export function poolIdTwice(pools: readonly { readonly id: string }[]): number | null {
  const ids = pools.map((pool) => pool.id);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  return twice < 0 ? null : twice;
}

interface TypedPrice {
  readonly value: string | null;
  readonly atMs: number | null;
}

function changedPools(
  before: readonly PoolSetting[],
  after: NonNullable<SettingsPatch['pools']>,
): PoolSetting[] {
  const twice = poolIdTwice(after);
  if (twice !== null)
    throw new CallError('badInput', { reason: 'poolIdTwice', field: `patch.pools.${twice}.id` });
  return after.map((pool) => ({
    ...pool,
    // A password is for the pool it was typed for: another address must not be sent it.
    hasPassword: before.find((old) => old.id === pool.id && old.url === pool.url)?.hasPassword ?? false,
  }));
}

function changedPlugs(
  before: readonly PlugSetting[],
  after: NonNullable<SettingsPatch['plugs']>,
): PlugSetting[] {
  return after.map((plug) => ({
    ...plug,
    // A secret is for the plug it was typed for: another address must not be sent it.
    hasSecret: before.find((old) => old.id === plug.id && old.address === plug.address)?.hasSecret ?? false,
  }));
}

function mergedSticks(
  before: Settings['sticks'],
  after: NonNullable<SettingsPatch['sticks']>,
): Settings['sticks'] {
  const merged = Object.entries(after).map(([id, change]): [string, StickSetting] => {
    const old = Object.hasOwn(before, id) ? before[id as keyof typeof before] : {};
    const fields = Object.entries({ ...old, ...withoutUndefined(change) });
    return [id, Object.fromEntries(fields.filter(([, value]) => value !== null))];
  });
  return withCleanNames({ ...before, ...Object.fromEntries(merged) });
}

/**
 * `sticks` with names and notes that are plain text: what turns writing around or cannot be seen is taken out, and one
 * of nothing else is none.
 */
export function withCleanNames(sticks: Settings['sticks']): Settings['sticks'] {
  const cleaned = Object.entries(sticks).map(([id, { name, note, ...rest }]): [string, StickSetting] => {
    const [plainName, plainNote] = [cleanText(name ?? ''), cleanText(note ?? '')];
    return [
      id,
      {
        ...(plainName === '' ? {} : { name: plainName }),
        ...(plainNote === '' ? {} : { note: plainNote }),
        ...rest,
      },
    ];
  });
  return Object.fromEntries(cleaned);
}

/** `settings` as if the stick had never been here: nothing is set for it, and it hangs on no plug. */
export function withoutStick(settings: Settings, stickId: StickId): Settings {
  const { [stickId]: _, ...sticks } = settings.sticks;
  const plugs = settings.plugs.map((plug) => ({
    ...plug,
    stickIds: plug.stickIds.filter((id) => id !== stickId),
  }));
  return { ...settings, sticks, plugs };
}

const withoutUndefined = (change: StickChange): StickChange =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
