/** The chart's numbers as a table, newest first. */
import type { SiUnit } from '../../text/format.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import css from './ChartTable.module.css';
import type { ChartData, ChartRow } from './chart-data.ts';

interface ChartTableProps {
  readonly title: string;
  readonly data: ChartData;
  readonly unit: SiUnit;
}

export function ChartTable({ title, data, unit }: ChartTableProps) {
  const t = useText();
  const format = useFormat();
  const number = (hs: number | null) => (hs === null ? t('unknown') : format.hashrate(hs, unit).value);
  const interval = ({ lowHs, highHs }: ChartRow) =>
    lowHs === null || highHs === null
      ? t('unknown')
      : t('chart.table.interval.value', { low: number(lowHs), high: number(highHs) });
  const rows = data.rows.filter(({ hashrateHs, powerW }) => hashrateHs !== null || powerW !== null).reverse();
  return (
    <div className={css.room}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={css.scroll} tabIndex={0}>
        <table aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{t('chart.table.time')}</th>
              <th scope="col">{t('chart.hashrateUnit', { unit: unit.unit })}</th>
              <th scope="col">{t('chart.table.interval')}</th>
              <th scope="col">{t('chart.table.power')}</th>
              <th scope="col">{t('chart.table.state')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.atMs}>
                <th scope="row">
                  {format.day(row.atMs)} {format.clockTime(row.atMs)}
                </th>
                <td>{number(row.hashrateHs)}</td>
                <td>{interval(row)}</td>
                <td>{row.powerW === null ? t('unknown') : format.coarse(row.powerW)}</td>
                <td>{row.isPaused ? t('chart.paused') : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
