/** Which clock and core voltage a stick is asked to have: the user's wish inside every limit. Pure. */
import type { StickSetting } from '../contract/settings.ts';
import type { StickAbilities } from '../device/stick.ts';
import type { StickLimits } from '../device/stick-limits.ts';

/** MHz; null for a model whose clock cannot be set. Never above the limits, whatever the settings say. */
export function plannedMhz(
  wish: Pick<StickSetting, 'targetFrequencyMhz'> | undefined,
  clock: StickLimits['clockMhz'],
  capMhz: number,
): number | null {
  if (clock === null) return null;
  const wishMhz = wish?.targetFrequencyMhz ?? clock.default;
  return Math.max(clock.min, Math.min(wishMhz, clock.max, capMhz));
}

/** mV; null where nothing is to be set: no wish, or no way. */
export function plannedMv(
  wish: Pick<StickSetting, 'targetCoreMv'> | undefined,
  abilities: StickAbilities | null,
  limits: StickLimits,
): number | null {
  const range = coreMvRange(abilities, limits);
  if (wish?.targetCoreMv === undefined || range === null) return null;
  return Math.max(range.min, Math.min(wish.targetCoreMv, range.max));
}

/** The stick's own range of core voltage, inside the model's limits; null where it cannot be set. */
export function coreMvRange(
  abilities: StickAbilities | null,
  { coreMv }: Pick<StickLimits, 'coreMv'>,
): StickAbilities['coreMv'] {
  const own = abilities?.coreMv ?? null;
  if (own === null || coreMv === null) return own;
  return { ...own, min: Math.max(own.min, coreMv.min), max: Math.min(own.max, coreMv.max) };
}
