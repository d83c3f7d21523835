/** How fast a board's fan should turn. Only decides. */

/** Below the first the fan turns slowly, from the second on as fast as it can; our choice, under ESP-Miner's 75 C. */
const SLOW_UNTIL_C = 45;
const FULL_FROM_C = 65;
const SLOWEST = 0.3;

/** Share of full speed, by temperature and the user's wish in percent. Full while the temperature is not known. */
export function fanShare(temperatureC: number | null, wishPercent: number | null): number {
  if (temperatureC === null || temperatureC >= FULL_FROM_C) return 1;
  if (wishPercent !== null) return Math.min(1, Math.max(0, wishPercent / 100));
  const warmth = (temperatureC - SLOW_UNTIL_C) / (FULL_FROM_C - SLOW_UNTIL_C);
  return SLOWEST + (1 - SLOWEST) * Math.max(0, warmth);
}
