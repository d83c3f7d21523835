/** Hashrate and power over time: ranges, legend, chart or table. */
import { Menu } from '@base-ui/react/menu';
import { Ellipsis } from 'lucide-react';
import { useMemo, useState } from 'react';
import { RANGE_SIZE, RANGES, type Range, rangeThatFits, savedRange, saveRange } from '../../state/ranges.ts';
import { type PastState, useHistory } from '../../state/use-history.ts';
import { useFrame, useMiner, useTheme } from '../../state/use-miner.tsx';
import { hashUnit } from '../../text/format.ts';
import { useText } from '../../text/use-text.tsx';
import card from '../Card.module.css';
import { Hint } from '../Hint.tsx';
import { Segmented } from '../Segmented.tsx';
import css from './ChartCard.module.css';
import { ChartTable } from './ChartTable.tsx';
import { chartData } from './chart-data.ts';
import { Plot } from './Plot.tsx';

export function ChartCard() {
  const t = useText();
  const { shown: theme } = useTheme();
  const { range, isSettled, pick, past, hasFailed } = useRange();
  const data = useChartData(range, past);
  const [isTable, setTable] = useState(false);
  const [shown, setShown] = useState({ hashrate: true, power: true });
  const title = t(`chart.title.${range}`);
  const maxHs =
    data === null ? 0 : Math.max(data.expectedHs ?? 0, ...data.rows.map((row) => row.hashrateHs ?? 0));
  const factor = hashUnit(maxHs).factor;
  const unit = useMemo(() => hashUnit(factor), [factor]);
  return (
    <section className={`${card.card} ${css.chart}`} aria-label={title}>
      <header className={`${css.head} ${isSettled ? '' : css.unsettled}`}>
        <h2>{title}</h2>
        <LegendItem
          word={t('chart.hashrateUnit', { unit: unit.unit })}
          mark={css.hashrate}
          isShown={shown.hashrate}
          onToggle={() => setShown({ ...shown, hashrate: !shown.hashrate })}
        />
        <LegendItem
          word={t('chart.power')}
          mark={css.power}
          isShown={shown.power}
          onToggle={() => setShown({ ...shown, power: !shown.power })}
        />
        {data !== null && data.gaps.length > 0 && (
          <Hint text={t('chart.noData.detail')}>
            <button type="button" className={`${css.legend} ${css.explained}`}>
              <span className={`${css.mark} ${css.hatch}`} />
              {t('chart.noData')}
            </button>
          </Hint>
        )}
        <div className={css.tools}>
          <Segmented
            // The one tab stop stands where the first value was: it must be the range that is shown.
            key={isSettled ? 'settled' : 'open'}
            label={t('chart.range')}
            value={range}
            options={RANGES.map((value) => ({ value, label: t(`chart.range.${value}`) }))}
            onChange={pick}
          />
          <Menu.Root>
            <Menu.Trigger className={css.more} aria-label={t('chart.menu')}>
              <Ellipsis size={16} strokeWidth={1.75} />
            </Menu.Trigger>
            <Menu.Portal>
              <Menu.Positioner className={css.positioner} align="end" sideOffset={6}>
                <Menu.Popup className={css.menu}>
                  <Menu.Item className={css.item} onClick={() => setTable(!isTable)}>
                    {t(isTable ? 'chart.asChart' : 'chart.asTable')}
                  </Menu.Item>
                </Menu.Popup>
              </Menu.Positioner>
            </Menu.Portal>
          </Menu.Root>
        </div>
      </header>
      {hasFailed && <p className={css.note}>{t('chart.failed')}</p>}
      {data === null || data.firstMs === null ? (
        <p className={css.empty}>{data === null ? '' : t('chart.nothing')}</p>
      ) : isTable ? (
        <ChartTable title={title} data={data} unit={unit} />
      ) : (
        <Plot key={`${range} ${theme}`} title={title} data={data} unit={unit} shown={shown} />
      )}
    </section>
  );
}

/** The range the user picked last, or, until one is picked, the one that fits what there is: asked for the day first. */
function useRange() {
  const [picked, setPicked] = useState(() => savedRange(window.localStorage));
  const [fitting, setFitting] = useState<Range | null>(null);
  const { past, hasFailed } = useHistory(picked ?? fitting ?? '24h');
  const nowMs = useFrame((frame) => frame.nowMs);
  if (picked === null && fitting === null && past !== null && nowMs !== null) {
    setFitting(rangeThatFits(past.firstMs, nowMs));
  }
  const pick = (range: Range): void => {
    saveRange(window.localStorage, range);
    setPicked(range);
  };
  const isSettled = picked !== null || fitting !== null || hasFailed;
  return { range: picked ?? fitting ?? '24h', isSettled, pick, past, hasFailed };
}

/** Null until the history has been asked once; a new object with each frame that moves the picture. */
function useChartData(range: Range, past: PastState | null) {
  const { series } = useMiner();
  const nowMs = useFrame((frame) => frame.nowMs);
  return useMemo(() => {
    if (nowMs === null || past === null) return null;
    const fromMs = nowMs - RANGE_SIZE[range].lengthMs;
    return chartData({
      history: past.history,
      historyUntilMs: past.untilMs,
      historyFirstMs: past.firstMs,
      live: series.since(fromMs),
      fromMs,
      toMs: nowMs,
    });
  }, [nowMs, past, range, series]);
}

interface LegendItemProps {
  readonly word: string;
  readonly mark: string | undefined;
  readonly isShown: boolean;
  readonly onToggle: () => void;
}

function LegendItem({ word, mark, isShown, onToggle }: LegendItemProps) {
  return (
    <button type="button" className={css.legend} aria-pressed={isShown} onClick={onToggle}>
      <span className={`${css.mark} ${mark}`} />
      {word}
    </button>
  );
}
