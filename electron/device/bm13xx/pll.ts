/**
 * Dividers of the hash clock, `f = 25 MHz x fb / (refdiv x postdiv1 x postdiv2)`, and the way from one clock to
 * another, as ESP-Miner (ESP) and GekkoScience's driver (KG) choose them. How a chip writes them is its own.
 */

export interface PllSetting {
  /** What the dividers really give. */
  readonly frequencyMhz: number;
  /** What the chip is sent for it. */
  readonly value: number;
}

export interface PllDividers {
  readonly fb: number;
  readonly refdiv: number;
  readonly postdiv1: number;
  readonly postdiv2: number;
}

/** One write of a clock and the rest after it. */
export interface ClockStep {
  readonly frequencyMhz: number;
  readonly restMs: number;
}

export const CRYSTAL_MHZ = 25;
/** Feedback dividers outside are not usable (KG). */
const GEKKO_FB_MIN = 16;
const GEKKO_FB_MAX = 240;
/** Errors closer than this count as equal (ESP). */
const ESP_TIE_MHZ = 0.0001;
/** ESP-Miner climbs through multiples of this, and rests after each (ESP). */
const ESP_STEP_MHZ = 6.25;
const ESP_STEP_REST_MS = 100;

/** What the dividers give. */
export function mhzOfDividers({ fb, refdiv, postdiv1, postdiv2 }: PllDividers): number {
  return (CRYSTAL_MHZ * fb) / (refdiv * postdiv1 * postdiv2);
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

/**
 * ESP-Miner's search: smallest error, then lowest VCO, then smallest post-divider, with postdiv1 > postdiv2.
 * Null when no dividers fit. Float32 like the firmware, where ties depend on it.
 */
export function espDividers(frequencyMhz: number, fbMin: number, fbMax: number): PllDividers | null {
  let best: Scored | null = null;
  for (const dividers of espCandidates(frequencyMhz, fbMin, fbMax)) {
    const error = Math.fround(Math.abs(Math.fround(frequencyMhz) - mhzOfDividers(dividers)));
    const vco = (CRYSTAL_MHZ * dividers.fb) / dividers.refdiv;
    if (best === null || isBetter({ dividers, error, vco }, best)) best = { dividers, error, vco };
  }
  return best?.dividers ?? null;
}

/**
 * ESP-Miner's way from one clock to another: through multiples of 6.25 MHz with a rest after each, then the target.
 * A change below one step is one write without a rest, none is no write (ESP).
 */
export function espClockSteps(fromMhz: number, toMhz: number): readonly ClockStep[] {
  const steps: ClockStep[] = [];
  if (Math.abs(toMhz - fromMhz) >= ESP_STEP_MHZ) {
    const direction = toMhz > fromMhz ? 1 : -1;
    const units = fromMhz / ESP_STEP_MHZ;
    let unit = direction === 1 ? Math.floor(units) + 1 : Math.ceil(units) - 1;
    while (direction * unit * ESP_STEP_MHZ <= direction * toMhz) {
      steps.push({ frequencyMhz: unit * ESP_STEP_MHZ, restMs: ESP_STEP_REST_MS });
      unit += direction;
    }
  }
  if (toMhz !== (steps.at(-1)?.frequencyMhz ?? fromMhz)) steps.push({ frequencyMhz: toMhz, restMs: 0 });
  return steps;
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
