/** Refuses settings that a stick must not have, instead of saving one number and running another. */
import { CallError } from '../contract/call-error.ts';
import type { Settings, SettingsPatch } from '../contract/settings.ts';
import { StickId } from '../contract/units.ts';
import type { StickAbilities } from '../device/stick.ts';
import { limitsOf } from '../device/stick-limits.ts';
import { coreMvRange } from '../engine/clock-plan.ts';

export interface KnownStick {
  readonly model: string;
  /** Null while it is not up. */
  readonly abilities: StickAbilities | null;
}

/**
 * Throws a CallError `badInput` with `frequencyOutOfRange` or `coreMvOutOfRange` for what lies outside the model's
 * limits, or outside its chips' own where the patch or the settings say expert mode. Sticks that are not here pass:
 * whatever is saved, the engine keeps to the limits.
 */
export function checkStickLimits(
  patch: SettingsPatch,
  settings: Pick<Settings, 'expertMode'>,
  stickOf: (id: StickId) => KnownStick | null,
): void {
  const expertMode = patch.expertMode ?? settings.expertMode;
  for (const [id, { targetFrequencyMhz, targetCoreMv }] of Object.entries(patch.sticks ?? {})) {
    const stick = stickOf(StickId.parse(id));
    if (stick === null) continue;
    const limits = limitsOf(stick.model, expertMode);
    const refuse = (reason: string, field: string): never => {
      throw new CallError('badInput', { reason, field: `patch.sticks.${id}.${field}` });
    };
    if (isOutside(targetFrequencyMhz, limits.clockMhz)) refuse('frequencyOutOfRange', 'targetFrequencyMhz');
    if (isOutside(targetCoreMv, coreMvRange(stick.abilities, limits)))
      refuse('coreMvOutOfRange', 'targetCoreMv');
  }
}

function isOutside(
  value: number | null | undefined,
  range: { readonly min: number; readonly max: number } | null,
): boolean {
  return value != null && range !== null && (value < range.min || value > range.max);
}
