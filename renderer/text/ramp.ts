/** What a ramp's volts say of the port. Pure. */
import type { RampPoint, StickState } from '../../electron/contract/frame.ts';

/** Under this a 5 V stick is not fed well enough to run: the line that Hashwatt stops at. */
export const STOP_V = 4.6;
/** USB 2.0, 7.2.2: a port gives 4.75 to 5.25 V, so what is above was never a 5 V supply. */
const HIGHEST_USB_V = 5.5;

/** Whether its stop line is that of a 5 V stick: others have supplies of their own. */
export function isUsbFed(points: readonly RampPoint[]): boolean {
  return points.length > 0 && points.every(({ inputV }) => inputV <= HIGHEST_USB_V);
}

export function isStarved({ rampPoints }: Pick<StickState, 'rampPoints'>): boolean {
  return isUsbFed(rampPoints) && rampPoints.some(({ inputV }) => inputV < STOP_V);
}

/** The highest clock under which, and at which, the port held; null when it never did. */
export function heldPoint({ rampPoints }: Pick<StickState, 'rampPoints'>): RampPoint | null {
  const byClock = rampPoints.toSorted((a, b) => a.frequencyMhz - b.frequencyMhz);
  const firstLow = byClock.findIndex(({ inputV }) => inputV < STOP_V);
  const held = firstLow === -1 ? byClock : byClock.slice(0, firstLow);
  return held.at(-1) ?? null;
}
