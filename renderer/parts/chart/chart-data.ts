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
  /** Length of the mean, or null for a live point. */
  readonly bucketMs: number | null;
  readonly hashrateHs: number | null;
  readonly lowHs: number | null;
  readonly highHs: number | null;
  readonly expectedHs: number | null;
  readonly powerW: number | null;
  readonly isPaused: boolean;
}

export interface ChartData {
  readonly fromMs: number;
  readonly toMs: number;
  /** In order of time; a row whose values are all null stands at each edge of a gap and breaks the lines. */
  readonly rows: readonly ChartRow[];
  /** Time between recorded points for which there is no row. */
  readonly gaps: readonly Span[];
  readonly pauses: readonly Span[];
  /** When the first point in the range was recorded, or null when there is none. */
  readonly firstMs: number | null;
  /** The newest expected hashrate, for the dotted line. */
  readonly expectedHs: number | null;
}

/** Live points further apart than this are not joined: the page was asleep or not connected. */
const LIVE_BREAK_MS = 45_000;

export function chartData(input: {
  readonly history: History | null;
  /** Until when the history tells; its newest bucket may not be full. */
  readonly historyUntilMs: number;
  /** Sorted by time; those that the history covers are left out. */
  readonly live: readonly LivePoint[];
  readonly fromMs: number;
  readonly toMs: number;
}): ChartData {
  const { history, historyUntilMs, live, fromMs, toMs } = input;
  const bucketMs = history?.bucketMs ?? 0;
  const points = (history?.points ?? []).filter(
    ({ startMs }) => startMs + bucketMs > fromMs && startMs < toMs,
  );
  const rows: ChartRow[] = [];
  const gaps: Span[] = [];
  const pauses: Span[] = [];
  let endMs: number | null = null;
  for (const point of points) {
    if (endMs !== null && point.startMs - endMs >= bucketMs) {
      gaps.push({ fromMs: endMs, toMs: point.startMs });
      rows.push(emptyRow(endMs), emptyRow(point.startMs));
    }
    const row = rowOf(point, bucketMs, historyUntilMs);
    rows.push(row);
    endMs = Math.min(point.startMs + bucketMs, historyUntilMs);
    if (row.isPaused) extend(pauses, point.startMs, endMs);
  }
  const newer = live.filter(({ atMs }) => atMs > Math.max(fromMs, endMs ?? 0) && atMs <= toMs);
  appendLive(rows, pauses, newer, endMs);
  const first = rows.find(({ hashrateHs, powerW }) => hashrateHs !== null || powerW !== null);
  return {
    fromMs,
    toMs,
    rows,
    gaps,
    pauses,
    firstMs: first === undefined ? null : first.atMs - (first.bucketMs ?? 0) / 2,
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

/** A bucket stands at its middle; the newest one, which is still filling, at the middle of what there is. */
function rowOf(point: HistoryPoint, bucketMs: number, untilMs: number): ChartRow {
  const isPaused = point.coveredMs > 0 && point.pausedMs >= point.coveredMs / 2;
  const isKnown = point.hashrateHs !== null && !isPaused;
  return {
    atMs: (point.startMs + Math.min(point.startMs + bucketMs, untilMs)) / 2,
    bucketMs,
    hashrateHs: isPaused ? 0 : point.hashrateHs,
    lowHs: isKnown ? point.lowHs : null,
    highHs: isKnown ? point.highHs : null,
    expectedHs: point.expectedHs,
    powerW: point.powerW,
    isPaused,
  };
}

function appendLive(
  rows: ChartRow[],
  pauses: Span[],
  live: readonly LivePoint[],
  endMs: number | null,
): void {
  let previousMs = endMs;
  for (const point of live) {
    if (previousMs !== null && point.atMs - previousMs > LIVE_BREAK_MS) rows.push(emptyRow(previousMs));
    rows.push({ ...point, bucketMs: null });
    if (point.isPaused) extend(pauses, previousMs ?? point.atMs, point.atMs);
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
