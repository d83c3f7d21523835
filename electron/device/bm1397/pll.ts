/**
 * The hash clock of a BM1397: register `40 fb refdiv post`, where the nibbles of `post` are the dividers themselves
 * (later chips store one less).
 */
import { type ChipKind, limitMhz } from '../bm13xx/chips.ts';
import {
  CRYSTAL_MHZ,
  espDividers,
  gekkoDividers,
  mhzOfDividers,
  type PllDividers,
  type PllSetting,
} from '../bm13xx/pll.ts';

const PLL_FLAG = 0x40;

/** Powered down: no clock, no hashing. */
export const PLL_OFF: PllSetting = {
  frequencyMhz: 0,
  value: registerValueOf({ fb: 0, refdiv: 1, postdiv1: 1, postdiv2: 1 }),
};

/** GekkoScience's dividers for a frequency inside the chip's limits, rounded up to what they can give. */
export function gekkoPll(frequencyMhz: number, chip: ChipKind): PllSetting {
  return settingOf(gekkoDividers(limitMhz(frequencyMhz, chip)));
}

/** ESP-Miner's dividers; null when none fit. */
export function espPll(
  frequencyMhz: number,
  fbMin: number,
  fbMax: number,
): (PllSetting & { readonly dividers: PllDividers }) | null {
  const dividers = espDividers(frequencyMhz, fbMin, fbMax);
  return dividers === null ? null : { ...settingOf(dividers), dividers };
}

/** MHz out of register 08; 0 when powered down, null when the value makes no sense. */
export function frequencyOfPll(value: number): number | null {
  const fb = (value >>> 16) & 0xff;
  const divider = ((value >>> 8) & 0xff) * ((value >>> 4) & 0xf) * (value & 0xf);
  return divider === 0 ? null : (CRYSTAL_MHZ * fb) / divider;
}

function settingOf(dividers: PllDividers): PllSetting {
  return { frequencyMhz: mhzOfDividers(dividers), value: registerValueOf(dividers) };
}

function registerValueOf({ fb, refdiv, postdiv1, postdiv2 }: PllDividers): number {
  return ((PLL_FLAG << 24) | (fb << 16) | (refdiv << 8) | (postdiv1 << 4) | postdiv2) >>> 0;
}
