/**
 * Hashrate above, power in a lane of its own below, in one plot so that one cross-hair and one hatch run
 * through both. Each scale is stretched so that its zero stands where its lane begins. Pure.
 */

/** Between the lanes, room for the baseline's label. */
const LANE_GAP_PX = 26;
/** Air above the highest point. */
export const HEADROOM = 1.08;

export interface Lanes {
  readonly powerPx: number;
  /** From the plot's bottom to the zero of the hashrate. */
  readonly baselinePx: number;
}

/** `plotPx`: height of the plot area. Design: 46 px for the power lane, 30 where there is little room. */
export function lanesOf(plotPx: number): Lanes {
  const powerPx = plotPx < 230 ? 30 : 46;
  return { powerPx, baselinePx: powerPx + LANE_GAP_PX };
}

/** Range of the hashrate scale over the whole plot; below zero lies the power lane. */
export function hashrateRange(maxHs: number, plotPx: number): [number, number] {
  const { baselinePx } = lanesOf(plotPx);
  const top = (maxHs > 0 ? maxHs : 1) * HEADROOM;
  const abovePx = Math.max(1, plotPx - baselinePx);
  return [(-top * baselinePx) / abovePx, top];
}

/** Range of the power scale over the whole plot; its maximum is the top of the lane. */
export function powerRange(maxW: number, plotPx: number): [number, number] {
  const { powerPx } = lanesOf(plotPx);
  return [0, ((maxW > 0 ? maxW : 1) * plotPx) / powerPx];
}
