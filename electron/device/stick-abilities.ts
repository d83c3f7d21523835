/** What a stick can be asked for, by whether something feeds and measures its chips. */
import type { StickAbilities } from './stick.ts';
import type { StickPower } from './stick-power-side.ts';

/** Without a power side: one voltage, set by resistors; the only thing to be seen is the clock. */
const BARE: StickAbilities = { coreMv: null, fan: false, blink: 'clock' };

/** Null: nothing does. Without a light the clock is what shows a stick. */
export function abilitiesOf(power: StickPower | null): StickAbilities {
  const { coreMv, fan, blink } = power?.abilities ?? BARE;
  return { coreMv, fan, blink: blink ?? 'clock' };
}

/** Throws a RangeError where no core voltage can be set, or not this one. */
export function setCoreMv(power: StickPower | null, path: string, coreMv: number): void {
  if (power === null || power.abilities.coreMv === null) {
    throw new RangeError(`the core voltage of the stick at ${path} cannot be set`);
  }
  power.setCoreMv(coreMv);
}
