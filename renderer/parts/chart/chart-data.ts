/**
 * From ledger buckets and live points to the columns a chart draws. A bucket without a row is a gap and stays
 * one; a pause is a known zero; an estimate that is not there breaks the line. Pure.
 */
import type { History, HistoryPoint } from '../../../electron/contract/history.ts';
import type { LivePoint } from '../../state/series-buffer.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ChartRow {
  readonly atMs: number;
  /** Length of the mean, shorter for the bucket that is still filling, or null for a live point. */
  readonly bucketMs: number | null;
  readonly hashrateHs: number | null;
  readonly lowHs: number | null;
  readonly highHs: number | null;
  readonly expectedHs: number | null;
  readonly powerW: number | null;
  readonly isPaused: boolean;
}

/** Means over an unbroken run of points; null where none of them was known. */
export interface Run extends Span {
  readonly hashrateHs: number | null;
  readonly powerW: number | null;
}

export interface ChartData {
  readonly fromMs: number;
  readonly toMs: number;
  /** In order of time; a row whose values are all null stands at each edge of a gap and breaks the lines. */
  readonly rows: readonly ChartRow[];
  /** Time between recorded points for which there is no row. */
  readonly gaps: readonly Span[];
  readonly pauses: readonly Span[];
  /** Every unbroken run of points: one that is too short for a line is drawn as a dash. */
  readonly runs: readonly Run[];
  /** When the recording in the range began, or null while there is nothing to draw. */
  readonly firstMs: number | null;
  /** The newest expected hashrate, for the dotted line. */
  readonly expectedHs: number | null;
}

/** Live points further apart than this are not joined: the page was asleep or not connected. */
const LIVE_BREAK_MS = 45_000;
/** From here on a bucket is about a pixel wide, and points within one would only draw a scribble. */
const COARSE_BUCKET_MS = 300_000;
/** Part of a coarse bucket that must be covered before it is drawn beside full ones. */
const FULL_ENOUGH = 0.5;
/** A bucket that so little time covers and whose interval is wider than this part of it says nothing yet. */
const YOUNG_COVERED_MS = 30_000;
const STEADY_HALF_WIDTH = 0.25;

export function chartData(input: {
  readonly history: History | null;
  /** Until when the history tells; its newest bucket may not be full. */
  readonly historyUntilMs: number;
  /** When the first of the history was recorded; its first bucket may begin before. */
  readonly historyFirstMs: number | null;
  /** Sorted by time; those that the history covers are left out. */
  readonly live: readonly LivePoint[];
  readonly fromMs: number;
  readonly toMs: number;
}): ChartData {
  const { history, historyUntilMs, historyFirstMs, live, fromMs, toMs } = input;
  const bucketMs = history?.bucketMs ?? 0;
  const points = (history?.points ?? []).filter(
    ({ startMs }) => startMs + bucketMs > fromMs && startMs < toMs,
  );
  const rows: ChartRow[] = [];
  const gaps: Span[] = [];
  const pauses: Span[] = [];
  let endMs: number | null = null;
  /** Until when rows tell: live points may stand in for the newest bucket. */
  let toldMs: number | null = null;
  for (const point of points) {
    if (endMs !== null && point.startMs - endMs >= bucketMs) {
      gaps.push({ fromMs: endMs, toMs: point.startMs });
      rows.push(emptyRow(endMs), emptyRow(point.startMs));
    }
    endMs = Math.min(point.startMs + bucketMs, historyUntilMs);
    const isFilling = point.startMs + bucketMs > historyUntilMs;
    if (isYoung(point) || (isFilling && !isSteady(point, bucketMs, rows.length === 0))) {
      toldMs = point.startMs;
      continue;
    }
    const row = rowOf(point, bucketMs, historyUntilMs);
    rows.push(row);
    toldMs = endMs;
    if (row.isPaused) extend(pauses, point.startMs, endMs);
  }
  const newer = live.filter(({ atMs }) => atMs > Math.max(fromMs, toldMs ?? 0) && atMs <= toMs);
  appendLive(
    rows,
    pauses,
    bucketMs < COARSE_BUCKET_MS ? newer : thinned(newer, rows.length === 0 ? null : toldMs, bucketMs),
    { toldMs, recordedMs: endMs },
  );
  const first = rows.find(({ hashrateHs, powerW }) => hashrateHs !== null || powerW !== null);
  return {
    fromMs,
    toMs,
    rows,
    gaps,
    pauses,
    runs: runsOf(rows),
    firstMs: first === undefined ? null : (historyFirstMs ?? first.atMs),
    expectedHs: rows.findLast(({ expectedHs }) => expectedHs !== null)?.expectedHs ?? null,
  };
}

/** Columns as uPlot wants them; time in seconds. */
export function columnsOf({
  rows,
}: ChartData): [number[], (number | null)[], (number | null)[], (number | null)[], (number | null)[]] {
  return [
    rows.map(({ atMs }) => atMs / 1_000),
    rows.map(({ hashrateHs }) => hashrateHs),
    rows.map(({ lowHs }) => lowHs),
    rows.map(({ highHs }) => highHs),
    rows.map(({ powerW }) => powerW),
  ];
}

function isYoung({ coveredMs, pausedMs, hashrateHs, lowHs, highHs }: HistoryPoint): boolean {
  if (hashrateHs === null || coveredMs >= YOUNG_COVERED_MS || pausedMs > 0) return false;
  if (lowHs === null || highHs === null) return true;
  return (highHs - lowHs) / 2 > STEADY_HALF_WIDTH * hashrateHs;
}

/**
 * Whether the bucket that is still filling can be drawn. Its mean moves with each look: among minutes that is a line that
 * wobbles at its end, and live points say it better; a coarse one must be half full, or all there is.
 */
function isSteady({ coveredMs }: HistoryPoint, bucketMs: number, isOnly: boolean): boolean {
  return bucketMs >= COARSE_BUCKET_MS && (isOnly || coveredMs >= bucketMs * FULL_ENOUGH);
}

/** At most one measured point for each bucket's length. */
function thinned(live: readonly LivePoint[], toldMs: number | null, bucketMs: number): readonly LivePoint[] {
  let lastMs = toldMs ?? Number.NEGATIVE_INFINITY;
  return live.filter(({ atMs, hashrateHs }) => {
    const isWanted = hashrateHs !== null && atMs - lastMs >= bucketMs;
    if (isWanted) lastMs = atMs;
    return isWanted;
  });
}

function runsOf(rows: readonly ChartRow[]): readonly Run[] {
  const runs: Run[] = [];
  let current: ChartRow[] = [];
  const close = (): void => {
    const [first] = current;
    const last = current.at(-1);
    if (first === undefined || last === undefined) return;
    const means = { hashrateHs: meanOf(current, 'hashrateHs'), powerW: meanOf(current, 'powerW') };
    runs.push({ fromMs: first.atMs, toMs: last.atMs, ...means });
    current = [];
  };
  for (const row of rows) {
    if (row.hashrateHs === null && row.powerW === null) close();
    else current.push(row);
  }
  close();
  return runs;
}

function meanOf(rows: readonly ChartRow[], key: 'hashrateHs' | 'powerW'): number | null {
  const values = rows.flatMap((row) => row[key] ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * A bucket stands at its middle; the newest one, which is still filling, at the middle of what there is. What was to be
 * expected of a bucket that a pause or a start cuts is no measure for the others.
 */
function rowOf(point: HistoryPoint, bucketMs: number, untilMs: number): ChartRow {
  const endMs = Math.min(point.startMs + bucketMs, untilMs);
  const isPaused = point.coveredMs > 0 && point.pausedMs >= point.coveredMs / 2;
  const isKnown = point.hashrateHs !== null && !isPaused;
  return {
    atMs: (point.startMs + endMs) / 2,
    bucketMs: endMs - point.startMs,
    hashrateHs: isPaused ? 0 : point.hashrateHs,
    lowHs: isKnown ? point.lowHs : null,
    highHs: isKnown ? point.highHs : null,
    expectedHs: point.pausedMs === 0 && point.coveredMs >= bucketMs / 2 ? point.expectedHs : null,
    powerW: point.powerW,
    isPaused,
  };
}

function appendLive(
  rows: ChartRow[],
  pauses: Span[],
  live: readonly LivePoint[],
  { toldMs, recordedMs }: { readonly toldMs: number | null; readonly recordedMs: number | null },
): void {
  let previousMs = toldMs;
  for (const point of live) {
    // What the newest bucket covers is no gap, drawn or not.
    const knownMs = previousMs === null ? null : Math.max(previousMs, recordedMs ?? 0);
    if (knownMs !== null && point.atMs - knownMs > LIVE_BREAK_MS) rows.push(emptyRow(knownMs));
    rows.push({ ...point, bucketMs: null });
    const pausedToMs = pauses.at(-1)?.toMs;
    if (point.isPaused) extend(pauses, pausedToMs === previousMs ? pausedToMs : point.atMs, point.atMs);
    previousMs = point.atMs;
  }
}

function emptyRow(atMs: number): ChartRow {
  return {
    atMs,
    bucketMs: null,
    hashrateHs: null,
    lowHs: null,
    highHs: null,
    expectedHs: null,
    powerW: null,
    isPaused: false,
  };
}

/** Joins a span to the one before when they touch. */
function extend(spans: Span[], fromMs: number, toMs: number): void {
  const last = spans.at(-1);
  if (last !== undefined && last.toMs >= fromMs) spans[spans.length - 1] = { fromMs: last.fromMs, toMs };
  else spans.push({ fromMs, toMs });
}
