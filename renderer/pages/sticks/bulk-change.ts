/** One change to several sticks and the way back. Pure. */
import type { StickState } from '../../../electron/contract/frame.ts';
import type {
  Settings,
  SettingsPatch,
  StickChange,
  StickProfile,
} from '../../../electron/contract/settings.ts';

export type BulkChange =
  | { readonly kind: 'profile'; readonly profile: StickProfile }
  | { readonly kind: 'clock'; readonly frequencyMhz: number };

/** Clocks that every one of them can run at; null when there is none, or one cannot set its clock. */
export function clockRange(
  sticks: readonly Pick<StickState, 'abilities'>[],
): { readonly min: number; readonly max: number } | null {
  const ranges = sticks.flatMap(({ abilities }) => abilities.frequencyMhz ?? []);
  if (ranges.length === 0 || ranges.length < sticks.length) return null;
  const min = Math.max(...ranges.map((range) => range.min));
  const max = Math.min(...ranges.map((range) => range.max));
  return min <= max ? { min, max } : null;
}

export function bulkPatch(sticks: readonly Pick<StickState, 'id'>[], change: BulkChange): SettingsPatch {
  const one: StickChange =
    change.kind === 'profile' ? { profile: change.profile } : { targetFrequencyMhz: change.frequencyMhz };
  return { sticks: Object.fromEntries(sticks.map(({ id }) => [id, one])) };
}

/** The wishes as they were, those that were not there included. */
export function undoPatch(
  sticks: readonly Pick<StickState, 'id'>[],
  before: Settings['sticks'],
): SettingsPatch {
  const back = sticks.map(({ id }) => {
    const { profile = null, targetFrequencyMhz = null, targetCoreMv = null } = before[id] ?? {};
    // A profile brings its clock with it, and a typed clock ends a profile.
    return [id, profile === null ? { profile, targetFrequencyMhz, targetCoreMv } : { profile }];
  });
  return { sticks: Object.fromEntries(back) };
}
