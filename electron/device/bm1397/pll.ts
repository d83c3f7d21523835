/**
 * The hash clock: `f = 25 MHz x fb / (refdiv x postdiv1 x postdiv2)`, register `40 fb refdiv post`, where
 * the nibbles of `post` are the dividers themselves (later chips store one less). Two ways of choosing
 * dividers: GekkoScience's (KG) and ESP-Miner's (ESP).
 */
import { type ChipKind, limitMhz } from '../bm13xx/chips.ts';

export interface PllSetting {
  /** What the dividers really give. */
  readonly frequencyMhz: number;
  /** Value of register 08. */
  readonly value: number;
}

export interface PllDividers {
  readonly fb: number;
  readonly refdiv: number;
  readonly postdiv1: number;
  readonly postdiv2: number;
}

const CRYSTAL_MHZ = 25;
const PLL_FLAG = 0x40;
/** Feedback dividers outside are not usable (KG). */
const GEKKO_FB_MIN = 16;
const GEKKO_FB_MAX = 240;
/** Errors closer than this count as equal (ESP). */
const ESP_TIE_MHZ = 0.0001;
/** ESP-Miner climbs through multiples of this (ESP). */
const ESP_STEP_MHZ = 6.25;

/** Powered down: no clock, no hashing. */
export const PLL_OFF: PllSetting = {
  frequencyMhz: 0,
  value: registerValueOf({ fb: 0, refdiv: 1, postdiv1: 1, postdiv2: 1 }),
};

/** GekkoScience's dividers for a frequency inside the chip's limits, rounded up to what they can give. */
export function gekkoPll(frequencyMhz: number, chip: ChipKind): PllSetting {
  const wanted = limitMhz(frequencyMhz, chip);
  const dividers = gekkoDividers(wanted);
  return { frequencyMhz: mhzOf(dividers), value: registerValueOf(dividers) };
}

/**
 * ESP-Miner's search: smallest error, then lowest VCO, then smallest post-divider, with postdiv1 > postdiv2.
 * Null when no dividers fit. Float32 like the firmware, where ties depend on it.
 */
export function espPll(
  frequencyMhz: number,
  fbMin: number,
  fbMax: number,
): (PllSetting & { readonly dividers: PllDividers }) | null {
  let best: { dividers: PllDividers; error: number; vco: number } | null = null;
  for (const dividers of espCandidates(frequencyMhz, fbMin, fbMax)) {
    const error = Math.fround(Math.abs(Math.fround(frequencyMhz) - mhzOf(dividers)));
    const vco = (CRYSTAL_MHZ * dividers.fb) / dividers.refdiv;
    if (best === null || isBetter({ dividers, error, vco }, best)) best = { dividers, error, vco };
  }
  if (best === null) return null;
  return {
    frequencyMhz: mhzOf(best.dividers),
    value: registerValueOf(best.dividers),
    dividers: best.dividers,
  };
}

/** Frequencies ESP-Miner goes through from one to another, the target last; it rests after multiples of 6.25. */
export function espRamp(fromMhz: number, toMhz: number): readonly number[] {
  const steps: number[] = [];
  if (Math.abs(toMhz - fromMhz) >= ESP_STEP_MHZ) {
    const direction = toMhz > fromMhz ? 1 : -1;
    const units = fromMhz / ESP_STEP_MHZ;
    let unit = direction === 1 ? Math.floor(units) + 1 : Math.ceil(units) - 1;
    while (direction * unit * ESP_STEP_MHZ <= direction * toMhz) {
      steps.push(unit * ESP_STEP_MHZ);
      unit += direction;
    }
  }
  if (toMhz !== (steps.at(-1) ?? fromMhz)) steps.push(toMhz);
  return steps;
}

/** Whether ESP-Miner waits 100 ms after a step of its ramp. */
export function isEspRest(frequencyMhz: number): boolean {
  return frequencyMhz % ESP_STEP_MHZ === 0;
}

/** MHz out of register 08; 0 when powered down, null when the value makes no sense. */
export function frequencyOfPll(value: number): number | null {
  const fb = (value >>> 16) & 0xff;
  const divider = ((value >>> 8) & 0xff) * ((value >>> 4) & 0xf) * (value & 0xf);
  return divider === 0 ? null : (CRYSTAL_MHZ * fb) / divider;
}

/** GekkoScience's choice for a frequency inside the limits. Throws a RangeError when there is none. */
export function gekkoDividers(wanted: number): PllDividers {
  const refdiv = wanted >= 500 ? 1 : 2;
  const postdiv1 = wanted <= 150 ? 3 : wanted <= 250 ? 2 : 1;
  const postdiv2 = 5;
  const fb = Math.ceil((wanted * refdiv * postdiv1 * postdiv2) / CRYSTAL_MHZ);
  if (fb < GEKKO_FB_MIN || fb > GEKKO_FB_MAX) throw new RangeError(`no PLL setting for ${wanted} MHz`);
  return { fb, refdiv, postdiv1, postdiv2 };
}

function* espCandidates(frequencyMhz: number, fbMin: number, fbMax: number): Generator<PllDividers> {
  for (let refdiv = 2; refdiv >= 1; refdiv -= 1) {
    for (let postdiv1 = 7; postdiv1 >= 1; postdiv1 -= 1) {
      for (let postdiv2 = 7; postdiv2 >= 1; postdiv2 -= 1) {
        if (postdiv1 <= postdiv2) continue;
        const fb = Math.round(Math.fround((frequencyMhz / CRYSTAL_MHZ) * refdiv * postdiv1 * postdiv2));
        if (fb >= fbMin && fb <= fbMax) yield { fb, refdiv, postdiv1, postdiv2 };
      }
    }
  }
}

interface Scored {
  readonly dividers: PllDividers;
  readonly error: number;
  readonly vco: number;
}

function isBetter(one: Scored, other: Scored): boolean {
  if (Math.abs(one.error - other.error) > ESP_TIE_MHZ) return one.error < other.error;
  if (one.vco !== other.vco) return one.vco < other.vco;
  return one.dividers.postdiv1 * one.dividers.postdiv2 < other.dividers.postdiv1 * other.dividers.postdiv2;
}

function mhzOf({ fb, refdiv, postdiv1, postdiv2 }: PllDividers): number {
  return (CRYSTAL_MHZ * fb) / (refdiv * postdiv1 * postdiv2);
}

function registerValueOf({ fb, refdiv, postdiv1, postdiv2 }: PllDividers): number {
  return ((PLL_FLAG << 24) | (fb << 16) | (refdiv << 8) | (postdiv1 << 4) | postdiv2) >>> 0;
}
