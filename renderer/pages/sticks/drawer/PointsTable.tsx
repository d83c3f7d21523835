/** What was measured at each point, as numbers. */
import type { TuneMeasurement } from '../../../../electron/contract/tuning.ts';
import { pointText } from '../../../text/tune-text.ts';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import css from './SweepPart.module.css';

export function PointsTable({ measured }: { readonly measured: readonly TuneMeasurement[] }) {
  const t = useText();
  const format = useFormat();
  return (
    <table className={css.table} aria-label={t('sweep.table')}>
      <thead>
        <tr>
          <th scope="col">{t('sweep.col.point')}</th>
          <th scope="col">{t('sweep.col.hashrate')}</th>
          <th scope="col">{t('sweep.col.jth')}</th>
          <th scope="col">{t('sweep.col.verdict')}</th>
        </tr>
      </thead>
      <tbody>
        {measured.map((one) => (
          <tr key={one.atMs}>
            <th scope="row">{pointText(one, t, format)}</th>
            <td>
              {format.threeDigits(one.hashrateHs / 1e9)} ±{' '}
              {format.threeDigits((one.highHs - one.lowHs) / 2e9)}
            </td>
            <td>{one.efficiencyJth === null ? t('unknown') : format.threeDigits(one.efficiencyJth)}</td>
            <td>{t(`sweep.verdict.${one.verdict}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
