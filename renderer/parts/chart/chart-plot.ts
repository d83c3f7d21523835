/**
 * The canvas: uPlot with two stretched scales and our own scenery. Lives beside React and is told what to
 * draw; it knows no units, words or time zones.
 */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type ChartData, columnsOf } from './chart-data.ts';
import { type Area, drawBack, drawFront, drawRuns, type Scenery } from './draw.ts';
import { hashrateRange, powerRange } from './lanes.ts';
import { type Palette, withAlpha } from './palette.ts';

/** Top, right, bottom, left of the plot area: above it the expected figure, below it the times. */
const PADDING: [number, number, number, number] = [18, 4, 28, 46];

/** Rows of the columns: 1 hashrate, 2 low, 3 high, 4 power. */
const HASHRATE = 1;
const LOW = 2;
const HIGH = 3;
const POWER = 4;

export interface CursorPlace {
  /** Index of the nearest row. */
  readonly index: number;
  readonly atMs: number;
  /** CSS pixels from the chart's left edge. */
  readonly x: number;
}

export interface ChartPlotDeps {
  readonly host: HTMLElement;
  readonly palette: Palette;
  /** Null when the pointer left. */
  readonly onCursor: (place: CursorPlace | null) => void;
}

export interface Shown {
  readonly hashrate: boolean;
  readonly power: boolean;
}

export class ChartPlot {
  readonly #deps: ChartPlotDeps;
  readonly #plot: uPlot;
  #data: ChartData;
  #scenery: Scenery;
  #shown: Shown = { hashrate: true, power: true };

  constructor(deps: ChartPlotDeps, data: ChartData, scenery: Scenery) {
    this.#deps = deps;
    this.#data = data;
    this.#scenery = scenery;
    const { clientWidth: width, clientHeight: height } = deps.host;
    this.#plot = new uPlot(this.#options(width, height), columnsOf(data), deps.host);
    // The labels are drawn with the page's own font, which may come after the first drawing.
    void document.fonts.ready.then(() => this.#plot.redraw(false, false));
  }

  update(data: ChartData, scenery: Scenery, shown: Shown): void {
    this.#data = data;
    this.#scenery = scenery;
    this.#plot.batch(() => {
      if (shown.hashrate !== this.#shown.hashrate) {
        for (const index of [HASHRATE, LOW, HIGH])
          this.#plot.setSeries(index, { show: shown.hashrate }, false);
      }
      if (shown.power !== this.#shown.power) this.#plot.setSeries(POWER, { show: shown.power }, false);
      this.#shown = shown;
      this.#plot.setData(columnsOf(data));
    });
  }

  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#deps.host;
    if (width !== this.#plot.width || height !== this.#plot.height) this.#plot.setSize({ width, height });
  }

  /** Moves the cross-hair by rows; the first press starts at the newest. */
  moveCursor(rows: number): void {
    const last = this.#data.rows.length - 1;
    if (last < 0) return;
    const from = this.#plot.cursor.idx ?? last + (rows < 0 ? 1 : 0);
    const row = this.#data.rows[Math.min(last, Math.max(0, from + rows))];
    if (row === undefined) return;
    this.#plot.setCursor({ left: this.#plot.valToPos(row.atMs / 1_000, 'x'), top: 0 }, true);
  }

  leave(): void {
    this.#plot.setCursor({ left: -10, top: -10 }, true);
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #options(width: number, height: number): uPlot.Options {
    const { palette } = this.#deps;
    const plotHeight = (plot: uPlot) => plot.bbox.height / uPlot.pxRatio;
    const max = (...keys: ('hashrateHs' | 'highHs' | 'expectedHs' | 'powerW')[]) =>
      this.#data.rows.reduce((most, row) => Math.max(most, ...keys.map((key) => row[key] ?? 0)), 0);
    return {
      width,
      height,
      padding: PADDING,
      legend: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: {
        x: { time: false, range: () => [this.#data.fromMs / 1_000, this.#data.toMs / 1_000] },
        hashrate: { range: (plot) => hashrateRange(max('hashrateHs', 'expectedHs'), plotHeight(plot)) },
        power: { range: (plot) => powerRange(max('powerW'), plotHeight(plot)) },
      },
      series: [
        {},
        { scale: 'hashrate', stroke: palette['hashrate-fill'], width: 1.75, points: { show: false } },
        { scale: 'hashrate', points: { show: false }, width: 0 },
        { scale: 'hashrate', points: { show: false }, width: 0 },
        {
          scale: 'power',
          stroke: palette['power-fill'],
          fill: withAlpha(palette['power-fill'], 0.22),
          width: 1.5,
          points: { show: false },
        },
      ],
      bands: [{ series: [HIGH, LOW], fill: withAlpha(palette['hashrate-fill'], 0.16) }],
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        points: {
          size: (_plot, series) => (series === HASHRATE || series === POWER ? 9 : 0),
          width: (_plot, series) => (series === HASHRATE || series === POWER ? 2 : 0),
          stroke: (_plot, series) => palette[series === POWER ? 'power-fill' : 'hashrate-fill'],
          fill: () => palette.surface,
        },
      },
      hooks: {
        drawClear: [(plot) => this.#scene(plot, drawBack)],
        draw: [
          (plot) =>
            this.#scene(plot, (ctx, area, scenery, colors) => {
              drawRuns(ctx, area, scenery, colors, this.#shown);
              drawFront(ctx, area, scenery, colors);
            }),
        ],
        setCursor: [(plot) => this.#deps.onCursor(placeOf(plot))],
      },
    };
  }

  #scene(plot: uPlot, draw: typeof drawBack): void {
    plot.ctx.save();
    plot.ctx.scale(uPlot.pxRatio, uPlot.pxRatio);
    draw(plot.ctx, areaOf(plot), this.#scenery, this.#deps.palette);
    plot.ctx.restore();
  }
}

function areaOf(plot: uPlot): Area {
  const { left, top, width, height } = plot.bbox;
  const px = uPlot.pxRatio;
  return {
    left: left / px,
    top: top / px,
    width: width / px,
    height: height / px,
    x: (atMs) => left / px + plot.valToPos(atMs / 1_000, 'x'),
    hashrateY: (hs) => top / px + plot.valToPos(hs, 'hashrate'),
    powerY: (watts) => top / px + plot.valToPos(watts, 'power'),
  };
}

function placeOf(plot: uPlot): CursorPlace | null {
  const { idx, left } = plot.cursor;
  if (idx === null || idx === undefined || left === undefined || left < 0) return null;
  return { index: idx, atMs: plot.posToVal(left, 'x') * 1_000, x: plot.bbox.left / uPlot.pxRatio + left };
}
