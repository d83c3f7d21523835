/** From ledger buckets to the paths of a small line. Pure. */
import type { History } from '../../../electron/contract/history.ts';

const WIDTH = 1_000;
const HEIGHT = 100;
/** Air above the expected hashrate, so that luck does not leave the box. */
const HEADROOM = 1.15;

/** One path for each unbroken run of points; a lone point becomes a short dash. */
export function dayPaths(
  { points, bucketMs }: Pick<History, 'points' | 'bucketMs'>,
  range: { readonly fromMs: number; readonly toMs: number },
  expectedHs: number | null,
): { readonly paths: readonly string[]; readonly viewBox: string } {
  const known = points.filter(({ hashrateHs, coveredMs }) => hashrateHs !== null && coveredMs > 0);
  const topHs = Math.max(expectedHs ?? 0, ...known.map(({ hashrateHs }) => hashrateHs ?? 0)) * HEADROOM || 1;
  const x = (atMs: number): number => {
    const share = (atMs - range.fromMs) / (range.toMs - range.fromMs);
    return round(Math.min(1, Math.max(0, share)) * WIDTH);
  };
  const y = (hs: number): number => round(HEIGHT - (hs / topHs) * HEIGHT);
  const paths: string[] = [];
  let endMs: number | null = null;
  for (const { startMs, hashrateHs } of known) {
    const at = `${x(startMs + bucketMs / 2)} ${y(hashrateHs ?? 0)}`;
    if (endMs !== null && startMs - endMs < bucketMs) paths.push(`${paths.pop() ?? ''} L${at}`);
    else paths.push(`M${x(startMs)} ${y(hashrateHs ?? 0)} L${at}`);
    endMs = startMs + bucketMs;
  }
  return { paths, viewBox: `0 0 ${WIDTH} ${HEIGHT}` };
}

const round = (value: number): number => Math.round(value * 10) / 10;
