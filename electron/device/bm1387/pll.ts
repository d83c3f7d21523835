/** Clock of a BM1387: `25 MHz x fb / (2 x post1 x post2)`, register `00 fb 02 post` (KG). */
import type { PllSetting } from '../bm13xx/pll.ts';

const CRYSTAL_MHZ = 25;
const STEP_MHZ = 6.25;
/** Dividers reach this far; what chips stand is less, and the caller's matter. */
const MIN_MHZ = 50;
const MAX_MHZ = 1200;
/** From here on the second divider is halved. */
const FAST_MHZ = 400;
const REFDIV = 2;

/** Setting for a clock: whole MHz of it, rounded up to 6.25. */
export function pllOf(frequencyMhz: number): PllSetting {
  const wholeMhz = Math.trunc(Math.min(MAX_MHZ, Math.max(MIN_MHZ, frequencyMhz)));
  const steppedMhz = Math.ceil(wholeMhz / STEP_MHZ) * STEP_MHZ;
  const post1 = steppedMhz < FAST_MHZ ? 4 : 2;
  const fb = Math.trunc((steppedMhz * REFDIV * post1) / CRYSTAL_MHZ);
  const frequency = (CRYSTAL_MHZ * fb) / (REFDIV * post1);
  return { frequencyMhz: frequency, value: (fb << 16) | (REFDIV << 8) | (post1 << 4) | 1 };
}

/** MHz out of what the chip answers, `80 fb refdiv post`; null when that is no clock (KG). */
export function frequencyOfPll(value: number): number | null {
  const refdiv = (value >>> 8) & 0xff;
  const post1 = (value >>> 4) & 0xf;
  const post2 = value & 0xf;
  if (value >>> 24 !== 0x80 || refdiv === 0 || post1 === 0 || post2 !== 1) return null;
  return (CRYSTAL_MHZ * ((value >>> 16) & 0xff)) / (refdiv * post1 * post2);
}
