/** What the cross-hair stands on: time, length of the mean, each series with its interval. */
import type { SiUnit } from '../../text/format.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import css from './ChartTooltip.module.css';
import type { ChartData, ChartRow } from './chart-data.ts';
import type { CursorPlace, Shown } from './chart-plot.ts';

const BESIDE_PX = 12;
/** A live point speaks for this long. */
const LIVE_REACH_MS = 45_000;

interface ChartTooltipProps {
  readonly data: ChartData;
  readonly unit: SiUnit;
  readonly place: CursorPlace;
  readonly widthPx: number;
  readonly shown: Shown;
}

export function ChartTooltip({ data, unit, place, widthPx, shown }: ChartTooltipProps) {
  const t = useText();
  const format = useFormat();
  const row = data.rows[place.index];
  const known = row !== undefined && reaches(row, place.atMs) ? row : null;
  const atMs = known?.atMs ?? place.atMs;
  // The wider side of the cross-hair has room for any text, at the worst on more lines.
  const isRight = place.x < widthPx / 2;
  const side = isRight
    ? { left: place.x + BESIDE_PX, right: 0 }
    : { left: 0, right: widthPx - place.x + BESIDE_PX };
  return (
    <div className={`${css.side} ${isRight ? '' : css.isLeft}`} style={side}>
      <div className={css.tooltip}>
        <p className={css.time}>
          <b>
            {format.weekdayAndDay(atMs)} {format.clockTime(atMs)}
          </b>
          {known !== null && <span>{meanText(known)}</span>}
        </p>
        {known === null ? (
          <Nothing data={data} atMs={atMs} />
        ) : (
          <dl>
            {shown.hashrate && (
              <Line mark={css.hashrate} word={t('chart.hashrate')} value={hashrateText(known)} />
            )}
            {shown.power && (
              <Line
                mark={css.power}
                word={t('chart.power')}
                value={known.powerW === null ? t('unknown') : `${format.coarse(known.powerW)} W`}
              />
            )}
          </dl>
        )}
      </div>
    </div>
  );

  function meanText({ bucketMs, isPaused }: ChartRow): string {
    if (isPaused) return t('chart.paused');
    return bucketMs === null ? t('chart.live') : t('chart.mean', { length: format.duration(bucketMs) });
  }

  function hashrateText({ hashrateHs, lowHs, highHs }: ChartRow): string {
    if (hashrateHs === null) return t('unknown');
    const { value } = format.hashrate(hashrateHs, unit);
    const half = lowHs === null || highHs === null ? null : (highHs - lowHs) / 2;
    return half === null
      ? `${value} ${unit.unit}`
      : `${value} ± ${format.hashrate(half, unit).value} ${unit.unit}`;
  }
}

/** Why there is nothing: a gap with its length, or the time before the first point. */
function Nothing({ data, atMs }: { readonly data: ChartData; readonly atMs: number }) {
  const t = useText();
  const format = useFormat();
  if (data.firstMs !== null && atMs < data.firstMs) return <p>{t('chart.notYet')}</p>;
  const gap = data.gaps.find(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
  if (gap === undefined) return <p>{t('chart.noData')}</p>;
  const span = {
    from: format.moment(gap.fromMs, atMs),
    to: format.moment(gap.toMs, atMs),
  };
  return (
    <>
      <p>{t('chart.noData.span', span)}</p>
      <p>{t('chart.noData.detail')}</p>
    </>
  );
}

function Line({
  mark,
  word,
  value,
}: {
  readonly mark: string | undefined;
  readonly word: string;
  readonly value: string;
}) {
  return (
    <div className={css.line}>
      <dt>
        <span className={`${css.mark} ${mark}`} />
        {word}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

/** An empty row marks a gap; beyond a row's own time nothing is known either. */
function reaches(row: ChartRow, atMs: number): boolean {
  if (row.hashrateHs === null && row.powerW === null && row.bucketMs === null) return false;
  return Math.abs(row.atMs - atMs) <= (row.bucketMs ?? LIVE_REACH_MS);
}
