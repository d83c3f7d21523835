/** Whether a typed clock and core voltage may be asked of a stick, and what that changes. Pure. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import type { StickChange } from '../../../../electron/contract/settings.ts';

export interface ClockCheck {
  readonly isClockGood: boolean;
  readonly isCoreGood: boolean;
  /** More voltage than is asked for now: to be typed a second time. */
  readonly rise: { readonly fromMv: number; readonly toMv: number } | null;
  readonly isConfirmed: boolean;
  /** Null while something is wrong, unconfirmed, or as it is already. */
  readonly change: StickChange | null;
}

type Stick = Pick<StickState, 'abilities' | 'targetFrequencyMhz' | 'targetCoreMv'>;

/** Each null where no number was typed. The host rounds to the step. */
export function checkClock(
  { abilities, targetFrequencyMhz, targetCoreMv }: Stick,
  typed: { readonly clock: number | null; readonly core: number | null; readonly again: number | null },
): ClockCheck {
  const isClockGood = abilities.frequencyMhz === null || isWithin(typed.clock, abilities.frequencyMhz);
  const isCoreGood =
    abilities.coreMv === null ||
    (typed.core === null ? targetCoreMv === null : isWithin(typed.core, abilities.coreMv));
  const wantsCore = abilities.coreMv !== null && typed.core !== null && typed.core !== targetCoreMv;
  const rise =
    isCoreGood && wantsCore && typed.core !== null && typed.core > (targetCoreMv ?? 0)
      ? { fromMv: targetCoreMv ?? 0, toMv: typed.core }
      : null;
  const isConfirmed = rise === null || typed.again === rise.toMv;
  const change: StickChange = {
    ...(abilities.frequencyMhz !== null && typed.clock !== targetFrequencyMhz
      ? { targetFrequencyMhz: typed.clock }
      : {}),
    ...(wantsCore ? { targetCoreMv: typed.core } : {}),
  };
  const isGood = isClockGood && isCoreGood && isConfirmed && Object.keys(change).length > 0;
  return { isClockGood, isCoreGood, rise, isConfirmed, change: isGood ? change : null };
}

function isWithin(
  value: number | null,
  { min, max }: { readonly min: number; readonly max: number },
): boolean {
  return value !== null && value >= min && value <= max;
}
