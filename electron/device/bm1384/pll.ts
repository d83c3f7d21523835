/** Clock of a BM1384: how the reference driver finds the 16 bits, and reads what the chip answers (KG). */
import type { PllSetting } from '../bm13xx/pll.ts';

const STEP_MHZ = 6.25;
const GRID_MHZ = 25;
const MIN_MHZ = 6;
const MAX_MHZ = 500;
/** Below this the divider stays and the multiplier goes down. */
const LOW_MHZ = 100;
/** Above this only every other step can be had. */
const FAST_MHZ = 400;
const FAST_STEP_MHZ = 12.5;

/** Setting for a clock: whole MHz of it, rounded up to 6.25. */
export function pllOf(frequencyMhz: number): PllSetting {
  const wholeMhz = Math.trunc(Math.min(MAX_MHZ, Math.max(MIN_MHZ, frequencyMhz)));
  const steppedMhz = Math.ceil(wholeMhz / STEP_MHZ) * STEP_MHZ;
  return { frequencyMhz: steppedMhz, value: settingBits(steppedMhz) };
}

/**
 * A clock that chips can have, at most a step below this one: above 400 MHz the driver's bits run into each other at
 * odd multiples of 6.25 MHz.
 */
export function settableMhz(frequencyMhz: number): number {
  const steppedMhz = pllOf(frequencyMhz).frequencyMhz;
  return steppedMhz > FAST_MHZ ? Math.floor(steppedMhz / FAST_STEP_MHZ) * FAST_STEP_MHZ : steppedMhz;
}

/** MHz out of what the chip answers, `80 r1 r2 r3`; null when that is no clock (KG). */
export function frequencyOfPll(value: number): number | null {
  const multiplier = (value >>> 16) & 0xff;
  const divider = (value >>> 8) & 0xff;
  const power = value & 0xff;
  const low = (1 + divider) & 0xf;
  if (value >>> 24 !== 0x80 || low === 0) return null;
  return ((multiplier + 1) * STEP_MHZ * 2 ** (3 - power)) / low + (divider >>> 4) * STEP_MHZ;
}

/** Constants are the driver's. Multiples of 25 MHz have a form of their own. */
function settingBits(mhz: number): number {
  if (mhz < LOW_MHZ) return 0x783 - Math.trunc((0x80 * (LOW_MHZ - mhz)) / STEP_MHZ);
  const octave = Math.floor(Math.log2(mhz / GRID_MHZ));
  const steps = (mhz - GRID_MHZ * 2 ** octave) / STEP_MHZ;
  const onGrid = Math.trunc(0x785 - octave + (0x200 / 2 ** octave) * steps);
  return Math.trunc(mhz) % GRID_MHZ === 0 ? onGrid : 2 * onGrid + 0x7f + octave;
}
