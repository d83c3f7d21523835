/** Everything on the canvas that is not a line: grid, labels, hatches, pauses, the expected level. */
import type { Run, Span } from './chart-data.ts';
import { type Palette, withAlpha } from './palette.ts';
import type { TimeTick } from './ticks.ts';

/** Plot area and scales in CSS pixels of the canvas. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: (atMs: number) => number;
  readonly hashrateY: (hs: number) => number;
  readonly powerY: (watts: number) => number;
}

export interface Label {
  readonly at: number;
  readonly text: string;
}

export interface Scenery {
  readonly hashrateTicks: readonly Label[];
  /** The highest power as label, or null while none is known. */
  readonly powerTop: Label | null;
  readonly zero: string;
  /** `isStrong`: where a day begins among hours. */
  readonly times: readonly (TimeTick & { readonly text: string; readonly isStrong: boolean })[];
  readonly gaps: readonly Span[];
  /** Longest first: the first one there is room for is written. */
  readonly gapTexts: readonly string[];
  readonly runs: readonly Run[];
  readonly pauses: readonly Span[];
  readonly pauseText: string;
  readonly expected: Label | null;
  /** For the empty stretch before the first point, or null. */
  readonly before: { readonly untilMs: number; readonly text: string } | null;
}

const HALO_PX = 5;
const FONT = '"Inter Variable", system-ui, sans-serif';
const SMALL = `400 12px ${FONT}`;
const STRONG = `600 12px ${FONT}`;
/** A word needs this much room beside it, or it is left out. */
const WORD_AIR_PX = 12;
/** A line shorter than this is not seen as one. */
const LEAST_LINE_PX = 10;

/** Under the lines. */
export function drawBack(
  ctx: CanvasRenderingContext2D,
  area: Area,
  scenery: Scenery,
  palette: Palette,
): void {
  const right = area.left + area.width;
  const bottom = area.top + area.height;
  ctx.lineWidth = 1;
  ctx.strokeStyle = palette.line;
  for (const { at } of scenery.hashrateTicks)
    line(ctx, area.left, area.hashrateY(at), right, area.hashrateY(at));
  line(ctx, area.left, bottom, right, bottom);
  for (const { atMs, isMidnight } of scenery.times) {
    if (isMidnight) line(ctx, area.x(atMs), area.top, area.x(atMs), bottom);
  }
  for (const gap of scenery.gaps) hatch(ctx, area, gap, palette);
  if (scenery.expected !== null) {
    ctx.strokeStyle = palette['line-strong'];
    ctx.setLineDash([1.5, 4]);
    const y = area.hashrateY(scenery.expected.at);
    line(ctx, area.left, y, right, y);
    ctx.setLineDash([]);
  }
}

/** Over the lines. */
export function drawFront(
  ctx: CanvasRenderingContext2D,
  area: Area,
  scenery: Scenery,
  palette: Palette,
): void {
  const right = area.left + area.width;
  const bottom = area.top + area.height;
  ctx.textBaseline = 'middle';
  ctx.font = SMALL;
  ctx.textAlign = 'right';
  ctx.fillStyle = palette['text-3'];
  for (const { at, text } of scenery.hashrateTicks) ctx.fillText(text, area.left - 8, area.hashrateY(at));
  ctx.fillText(scenery.zero, area.left - 8, bottom - 2);
  if (scenery.powerTop !== null) {
    ctx.fillStyle = palette.power;
    ctx.fillText(scenery.powerTop.text, area.left - 8, area.powerY(scenery.powerTop.at));
  }
  if (scenery.expected !== null) {
    const y = Math.max(area.top - 2, area.hashrateY(scenery.expected.at) - 20);
    ctx.textAlign = 'right';
    // The curve runs where the words stand.
    ctx.strokeStyle = palette.surface;
    ctx.lineWidth = HALO_PX;
    ctx.lineJoin = 'round';
    ctx.strokeText(scenery.expected.text, right, y);
    ctx.fillStyle = palette['text-2'];
    ctx.fillText(scenery.expected.text, right, y);
  }
  drawTimes(ctx, area, scenery, palette);
  ctx.textAlign = 'center';
  ctx.font = SMALL;
  ctx.fillStyle = palette['text-2'];
  for (const gap of scenery.gaps)
    scenery.gapTexts.some((text) => word(ctx, area, gap, text, area.hashrateY(0) - 13, palette.surface));
  for (const pause of scenery.pauses) drawPause(ctx, area, pause, scenery.pauseText, palette);
  if (scenery.before !== null) {
    ctx.font = SMALL;
    ctx.fillStyle = palette['text-3'];
    const span = { fromMs: Number.NEGATIVE_INFINITY, toMs: scenery.before.untilMs };
    word(ctx, area, span, scenery.before.text, area.hashrateY(0) - 13, palette.surface);
  }
}

function drawTimes(ctx: CanvasRenderingContext2D, area: Area, { times }: Scenery, palette: Palette): void {
  ctx.textAlign = 'center';
  for (const { atMs, isStrong, text } of times) {
    const x = area.x(atMs);
    ctx.font = isStrong ? STRONG : SMALL;
    ctx.fillStyle = isStrong ? palette['text-1'] : palette['text-3'];
    const half = ctx.measureText(text).width / 2;
    if (x - half < area.left - 14 || x + half > area.left + area.width + 4) continue;
    ctx.fillText(text, x, area.top + area.height + 15);
  }
}

/** What is recorded, where it is too short for a line: a dash at its mean, and its watts as a small bar. */
export function drawRuns(
  ctx: CanvasRenderingContext2D,
  area: Area,
  { runs }: Scenery,
  palette: Palette,
  shown: { readonly hashrate: boolean; readonly power: boolean },
): void {
  const bottom = area.top + area.height;
  ctx.lineCap = 'round';
  for (const { fromMs, toMs, hashrateHs, powerW } of runs) {
    const middle = (area.x(fromMs) + area.x(toMs)) / 2;
    if (area.x(toMs) - area.x(fromMs) >= LEAST_LINE_PX || middle < area.left) continue;
    const left = Math.min(
      Math.max(area.left, middle - LEAST_LINE_PX / 2),
      area.left + area.width - LEAST_LINE_PX,
    );
    const dash = (y: number, color: string): void => {
      ctx.strokeStyle = color;
      ctx.lineWidth = 2.5;
      ctx.beginPath();
      ctx.moveTo(left, y);
      ctx.lineTo(left + LEAST_LINE_PX, y);
      ctx.stroke();
    };
    if (shown.power && powerW !== null) {
      const y = area.powerY(powerW);
      ctx.fillStyle = withAlpha(palette['power-fill'], 0.22);
      ctx.fillRect(left, y, LEAST_LINE_PX, bottom - y);
      dash(y, palette['power-fill']);
    }
    if (shown.hashrate && hashrateHs !== null) dash(area.hashrateY(hashrateHs), palette['hashrate-fill']);
  }
}

/** A word with the pause sign above the base line, where the pause is wide enough to carry it. */
function drawPause(
  ctx: CanvasRenderingContext2D,
  area: Area,
  span: Span,
  text: string,
  palette: Palette,
): void {
  const y = area.hashrateY(0) - 50;
  if (y < area.top + 20) return;
  ctx.font = STRONG;
  ctx.fillStyle = palette['text-2'];
  if (!word(ctx, area, span, text, y + 20)) return;
  const x = middleOf(area, span);
  ctx.strokeStyle = palette['text-2'];
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.arc(x, y, 7.25, 0, 2 * Math.PI);
  ctx.moveTo(x - 2, y - 2.75);
  ctx.lineTo(x - 2, y + 2.75);
  ctx.moveTo(x + 2, y - 2.75);
  ctx.lineTo(x + 2, y + 2.75);
  ctx.stroke();
}

/** False, and nothing drawn, where the span is too narrow for the word. `ground`: a colour to write it on. */
function word(
  ctx: CanvasRenderingContext2D,
  area: Area,
  span: Span,
  text: string,
  y: number,
  ground?: string,
): boolean {
  const { left, right } = edgesOf(area, span);
  const { width } = ctx.measureText(text);
  if (right - left < width + WORD_AIR_PX) return false;
  if (ground !== undefined) {
    const color = ctx.fillStyle;
    ctx.fillStyle = ground;
    ctx.fillRect(middleOf(area, span) - width / 2 - 5, y - 10, width + 10, 19);
    ctx.fillStyle = color;
  }
  ctx.fillText(text, middleOf(area, span), y);
  return true;
}

function hatch(ctx: CanvasRenderingContext2D, area: Area, span: Span, palette: Palette): void {
  const { left, right } = edgesOf(area, span);
  if (right <= left) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, area.top, right - left, area.height);
  ctx.clip();
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (let x = left - area.height; x < right; x += 6) {
    ctx.moveTo(x, area.top + area.height);
    ctx.lineTo(x + area.height, area.top);
  }
  ctx.stroke();
  ctx.restore();
}

function edgesOf(area: Area, { fromMs, toMs }: Span): { readonly left: number; readonly right: number } {
  return {
    left: Math.max(area.left, area.x(fromMs)),
    right: Math.min(area.left + area.width, area.x(toMs)),
  };
}

function middleOf(area: Area, span: Span): number {
  const { left, right } = edgesOf(area, span);
  return (left + right) / 2;
}

/** On half pixels, so that a hairline is one pixel wide. */
function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  ctx.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
  ctx.stroke();
}
