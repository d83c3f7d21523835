/** The chart as a control: one tab stop, arrows move the cross-hair, a tooltip stands beside it. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { SiUnit } from '../../text/format.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { ChartTooltip } from './ChartTooltip.tsx';
import type { ChartData } from './chart-data.ts';
import { ChartPlot, type CursorPlace, type Shown } from './chart-plot.ts';
import css from './Plot.module.css';
import { readPalette } from './palette.ts';
import { sceneryOf } from './scenery.ts';

interface PlotProps {
  readonly title: string;
  readonly data: ChartData;
  readonly unit: SiUnit;
  readonly shown: Shown;
}

/** Colours and size are read once: give it a new `key` for another theme or range. */
export function Plot({ title, data, unit, shown }: PlotProps) {
  const text = useText();
  const format = useFormat();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<ChartPlot | null>(null);
  const [place, setPlace] = useState<CursorPlace | null>(null);
  const [widthPx, setWidthPx] = useState(800);
  const scenery = useMemo(
    () => sceneryOf({ data, unit, widthPx, format, text }),
    [data, unit, widthPx, format, text],
  );
  const newest = useRef({ data, scenery });
  newest.current = { data, scenery };

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const { data: first, scenery: around } = newest.current;
    const deps = { host: element, palette: readPalette(element), onCursor: setPlace };
    const made = new ChartPlot(deps, first, around);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      setWidthPx(element.clientWidth);
      made.resize();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, []);

  useEffect(() => plot.current?.update(data, scenery, shown), [data, scenery, shown]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const rows = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (rows !== undefined) plot.current?.moveCursor(event.shiftKey ? rows * 10 : rows);
    else if (event.key === 'Escape') plot.current?.leave();
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing with a cross-hair has no element of its own
    <div
      className={css.plot}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the cross-hair
      tabIndex={0}
      aria-label={text('chart.label', { title })}
      onKeyDown={onKeyDown}
      onBlur={() => plot.current?.leave()}
    >
      <div ref={host} className={css.canvas} />
      {place !== null && (
        <ChartTooltip data={data} unit={unit} place={place} widthPx={widthPx} shown={shown} />
      )}
    </div>
  );
}
