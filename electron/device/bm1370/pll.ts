/**
 * The hash clock of chips that take whole headers: `f = 25 MHz x fb / (refdiv x postdiv1 x postdiv2)`, register
 * `flag fb refdiv post`, where the nibbles of `post` are the dividers less one. Three ways of choosing dividers:
 * ESP-Miner's, the factory's and GekkoScience's. All are good dividers; chips do not care which.
 */
import { limitMhz } from '../bm13xx/chips.ts';
import {
  type ClockStep,
  CRYSTAL_MHZ,
  espDividers,
  gekkoDividers,
  mhzOfDividers,
  type PllDividers,
  type PllSetting,
} from '../bm13xx/pll.ts';
import type { HeaderChip } from './chips.ts';

export type HeaderPll = PllSetting & { readonly dividers: PllDividers };

const FLAG = 0x40;
/** For an oscillator at 2,400 MHz or more (ESP). */
const FAST_FLAG = 0x50;
const FAST_VCO_MHZ = 2400;
/** Feedback dividers of the factory's search (NQ, PIA), and how far off it may be. */
const FACTORY_FB_MIN = 0xa0;
const FACTORY_FB_MAX = 0xef;
const EXACT_MHZ = 0.001;
const NERDQAXE_ERROR_MHZ = 2;
/** Every driver climbs by this, and rests after each step (ESP, NQ). */
const STEP_MHZ = 6.25;
const STEP_REST_MS = 100;

/** Powered down as GekkoScience does it: no feedback, no clock (KG). */
export const HEADER_PLL_OFF: PllSetting = { frequencyMhz: 0, value: 0x40000100 };

/** ESP-Miner's dividers: smallest error, then slowest oscillator (ESP). Throws a RangeError when none fit. */
export function espHeaderPll(frequencyMhz: number, chip: HeaderChip): HeaderPll {
  const found = espDividers(frequencyMhz, chip.fbMin, chip.fbMax);
  if (found === null) throw new RangeError(`no PLL setting for ${frequencyMhz} MHz`);
  return settingOf(found, true);
}

/**
 * The factory's dividers, as captured from a S19j Pro: exact ones where there are any, else NerdQAxe's. Throws a
 * RangeError when none fit (MUJ, PIA).
 */
export function factoryPll(frequencyMhz: number): HeaderPll {
  const exact = smallestPostDividers(frequencyMhz, EXACT_MHZ);
  return exact === null ? nerdqaxePll(frequencyMhz) : settingOf(exact, true);
}

/** NerdQAxe's dividers: the factory's, but 2 MHz off will do (NQ). Throws a RangeError when none fit. */
export function nerdqaxePll(frequencyMhz: number): HeaderPll {
  const found = smallestPostDividers(frequencyMhz, NERDQAXE_ERROR_MHZ);
  if (found === null) throw new RangeError(`no PLL setting for ${frequencyMhz} MHz`);
  return settingOf(found, true);
}

/** GekkoScience's dividers for a frequency inside the chip's limits, rounded up to what they can give (KG). */
export function gekkoHeaderPll(frequencyMhz: number, chip: HeaderChip): HeaderPll {
  // The same choice as for a BM1397, with the two post-dividers changed over and one flag for all.
  const { fb, refdiv, postdiv1, postdiv2 } = gekkoDividers(limitMhz(frequencyMhz, chip));
  return settingOf({ fb, refdiv, postdiv1: postdiv2, postdiv2: postdiv1 }, false);
}

/** MHz out of register 08; 0 when powered down, null when the value makes no sense. */
export function frequencyOfHeaderPll(value: number): number | null {
  const refdiv = (value >>> 8) & 0xff;
  if (refdiv === 0) return null;
  const fb = (value >>> 16) & 0xff;
  return mhzOfDividers({ fb, refdiv, postdiv1: ((value >>> 4) & 0xf) + 1, postdiv2: (value & 0xf) + 1 });
}

/** The factory's way: a rest after each step, the last included, and then the target once more (NQ). */
export function factoryClockSteps(fromMhz: number, toMhz: number): readonly ClockStep[] {
  const steps: ClockStep[] = [];
  const isUp = toMhz > fromMhz;
  const units = fromMhz / STEP_MHZ;
  let atMhz = (isUp ? Math.ceil(units) : Math.floor(units)) * STEP_MHZ;
  if (atMhz !== fromMhz) steps.push({ frequencyMhz: atMhz, restMs: STEP_REST_MS });
  while (isUp ? atMhz < toMhz : atMhz > toMhz) {
    atMhz = isUp ? Math.min(atMhz + STEP_MHZ, toMhz) : Math.max(atMhz - STEP_MHZ, toMhz);
    steps.push({ frequencyMhz: atMhz, restMs: STEP_REST_MS });
  }
  return [...steps, { frequencyMhz: toMhz, restMs: 0 }];
}

/** Each better than the one before: smaller post-dividers whose second does not grow, and no more off (NQ). */
function smallestPostDividers(frequencyMhz: number, maxErrorMhz: number): PllDividers | null {
  let best: PllDividers | null = null;
  let errorMhz = maxErrorMhz;
  for (const dividers of factoryCandidates(frequencyMhz)) {
    const { postdiv1, postdiv2 } = dividers;
    const offMhz = Math.abs(frequencyMhz - mhzOfDividers(dividers));
    const isSmaller =
      best === null || (postdiv1 * postdiv2 < best.postdiv1 * best.postdiv2 && postdiv2 <= best.postdiv2);
    if (offMhz > errorMhz || !isSmaller) continue;
    best = dividers;
    errorMhz = offMhz;
  }
  return best;
}

function* factoryCandidates(frequencyMhz: number): Generator<PllDividers> {
  for (let refdiv = 2; refdiv >= 1; refdiv -= 1) {
    for (let postdiv1 = 7; postdiv1 >= 1; postdiv1 -= 1) {
      for (let postdiv2 = postdiv1; postdiv2 >= 1; postdiv2 -= 1) {
        const fb = Math.round((frequencyMhz / CRYSTAL_MHZ) * refdiv * postdiv1 * postdiv2);
        if (fb >= FACTORY_FB_MIN && fb <= FACTORY_FB_MAX) yield { fb, refdiv, postdiv1, postdiv2 };
      }
    }
  }
}

function settingOf(dividers: PllDividers, isFlagged: boolean): HeaderPll {
  const { fb, refdiv, postdiv1, postdiv2 } = dividers;
  const flag = isFlagged && (CRYSTAL_MHZ * fb) / refdiv >= FAST_VCO_MHZ ? FAST_FLAG : FLAG;
  const value = ((flag << 24) | (fb << 16) | (refdiv << 8) | ((postdiv1 - 1) << 4) | (postdiv2 - 1)) >>> 0;
  return { frequencyMhz: mhzOfDividers(dividers), value, dividers };
}
