/** The stick's own hashrate and power over time. */
import { useMemo, useState } from 'react';
import type { StickState } from '../../../../electron/contract/frame.ts';
import type { HistoryRange } from '../../../../electron/contract/history.ts';
import { Button } from '../../../parts/Button.tsx';
import { ChartTable } from '../../../parts/chart/ChartTable.tsx';
import { chartData } from '../../../parts/chart/chart-data.ts';
import { Plot } from '../../../parts/chart/Plot.tsx';
import { Segmented } from '../../../parts/Segmented.tsx';
import { firstRecordMs } from '../../../state/first-record.ts';
import { RANGE_SIZE, RANGES, type Range } from '../../../state/ranges.ts';
import { useAsked } from '../../../state/use-asked.ts';
import { useTheme } from '../../../state/use-miner.tsx';
import { stickHashUnit } from '../../../text/format.ts';
import { useText } from '../../../text/use-text.tsx';
import css from './ChartTab.module.css';

const REFRESH_MS = 60_000;

export function ChartTab({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const { shown: theme } = useTheme();
  const [range, setRange] = useState<Range>('24h');
  const [isTable, setTable] = useState(false);
  const { data, hasFailed } = useStickChart(stick, range);
  const title = t('stickChart.label', { name: stick.name });
  const factor = stickHashUnit(stick.expectedHs.value ?? 0).factor;
  const unit = useMemo(() => stickHashUnit(factor), [factor]);
  return (
    <>
      <div className={css.tools}>
        <Segmented
          label={t('chart.range')}
          value={range}
          options={RANGES.map((value) => ({ value, label: t(`chart.range.${value}`) }))}
          onChange={setRange}
        />
        <Button size="small" onClick={() => setTable(!isTable)}>
          {t(isTable ? 'chart.asChart' : 'chart.asTable')}
        </Button>
      </div>
      <p className={css.legend} aria-hidden="true">
        <span className={css.hashrate} />
        {t('chart.hashrateUnit', { unit: unit.unit })}
        <span className={css.power} />
        {t('chart.power')}
      </p>
      {hasFailed && <p>{t('stickChart.failed')}</p>}
      {data !== null &&
        (data.firstMs === null ? (
          <p>{t('stickChart.nothing')}</p>
        ) : (
          <div className={css.room}>
            {isTable ? (
              <ChartTable title={title} data={data} unit={unit} />
            ) : (
              <Plot key={`${range} ${theme}`} title={title} data={data} unit={unit} shown={BOTH} />
            )}
          </div>
        ))}
    </>
  );
}

const BOTH = { hashrate: true, power: true };

/** Null until the history has been asked once. */
function useStickChart({ id }: StickState, range: Range) {
  const { answer, hasFailed } = useAsked({
    key: `${id} ${range}`,
    everyMs: REFRESH_MS,
    ask: async (calls, nowMs) => {
      const { lengthMs, maxPoints } = RANGE_SIZE[range];
      const fromMs = nowMs - lengthMs;
      const asked = { fromMs, toMs: nowMs, maxPoints };
      const ask = (range: HistoryRange) => calls.stickHistory({ stickId: id, range });
      const history = await ask(asked);
      return { history, historyFirstMs: await firstRecordMs(history, fromMs, ask), fromMs, toMs: nowMs };
    },
  });
  const data = useMemo(
    () => (answer === null ? null : chartData({ ...answer, historyUntilMs: answer.toMs, live: [] })),
    [answer],
  );
  return { data, hasFailed };
}
