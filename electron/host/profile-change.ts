/** A profile in a settings patch becomes the clock and voltage it stands for; a typed clock or voltage ends a profile. */
import { CallError } from '../contract/call-error.ts';
import type { SettingsPatch, StickChange, StickProfile } from '../contract/settings.ts';
import type { ProfilePoint } from '../contract/tuning.ts';
import { StickId } from '../contract/units.ts';

/** Null for a stick that is not here, or whose clock cannot be set. */
export type FindProfilePoint = (id: StickId, profile: StickProfile) => Promise<ProfilePoint | null>;

/**
 * The patch with every profile resolved. A profile that comes with a clock or voltage of its own stays only where they
 * are the profile's. Throws a CallError `refused` with `noClockToTune` for a stick that has no profiles.
 */
export async function withProfiles(patch: SettingsPatch, find: FindProfilePoint): Promise<SettingsPatch> {
  if (patch.sticks === undefined) return patch;
  const sticks = await Promise.all(
    Object.entries(patch.sticks).map(
      async ([id, change]): Promise<[string, StickChange]> => [
        id,
        await resolved(StickId.parse(id), change, find),
      ],
    ),
  );
  return { ...patch, sticks: Object.fromEntries(sticks) };
}

async function resolved(id: StickId, change: StickChange, find: FindProfilePoint): Promise<StickChange> {
  const { profile, targetFrequencyMhz, targetCoreMv } = change;
  const isTyped = targetFrequencyMhz !== undefined || targetCoreMv !== undefined;
  if (profile == null) return isTyped ? { ...change, profile: null } : change;
  const point = await find(id, profile);
  if (point === null) {
    throw new CallError('refused', { reason: 'noClockToTune', field: `patch.sticks.${id}.profile` });
  }
  if (!isTyped) return { ...change, targetFrequencyMhz: point.frequencyMhz, targetCoreMv: point.coreMv };
  const isItsOwn = targetFrequencyMhz === point.frequencyMhz && (targetCoreMv ?? null) === point.coreMv;
  return isItsOwn ? change : { ...change, profile: null };
}
