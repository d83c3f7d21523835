/** J/TH over the clock with its interval, the best point and the one in use; hashrate where no watts are known. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import type { TuneRun } from '../../../../electron/contract/tuning.ts';
import { linear, niceTicks } from '../../../parts/chart/linear.ts';
import { curveOf } from '../../../text/tune-text.ts';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import { Part } from './Part.tsx';
import css from './XyChart.module.css';

const BOX = { width: 386, height: 180, left: 38, right: 14, top: 20, bottom: 36 } as const;
const CLOSE_MHZ = 0.5;

interface CurveChartProps {
  readonly stick: StickState;
  readonly run: TuneRun;
}

export function CurveChart({ stick: { targetFrequencyMhz }, run }: CurveChartProps) {
  const t = useText();
  const format = useFormat();
  const { isEfficiency, points } = curveOf(run);
  if (points.length === 0) return null;
  const { width, height, left, right, top, bottom } = BOX;
  const clocks = [...points.map(({ frequencyMhz }) => frequencyMhz), targetFrequencyMhz];
  const x = linear([Math.min(...clocks), Math.max(...clocks)], [left + 8, width - right - 8]);
  const lows = Math.min(...points.map(({ low }) => low));
  const highs = Math.max(...points.map(({ high }) => high));
  const air = (highs - lows) * 0.1 || highs * 0.05;
  const y = linear([lows - air, highs + air], [height - bottom, top]);
  const title = t(isEfficiency ? 'sweep.curve' : 'sweep.curveHash');
  const now = points.find(({ frequencyMhz }) => Math.abs(frequencyMhz - targetFrequencyMhz) < CLOSE_MHZ);
  return (
    <Part title={title}>
      <svg className={css.chart} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
        {niceTicks(y.domain, 4).map((value) => (
          <g key={value}>
            <line className={css.grid} x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
            <text className={css.axis} x={left - 6} y={y(value) + 4} textAnchor="end">
              {format.threeDigits(value)}
            </text>
          </g>
        ))}
        {niceTicks(x.domain, 6).map((value) => (
          <text key={value} className={css.axis} x={x(value)} y={height - bottom + 16} textAnchor="middle">
            {format.whole(value)}
          </text>
        ))}
        <text className={css.axis} x={(left + width - right) / 2} y={height - 4} textAnchor="middle">
          {t('sweep.axis')}
        </text>
        <line
          className={css.asked}
          x1={x(targetFrequencyMhz)}
          x2={x(targetFrequencyMhz)}
          y1={top}
          y2={height - bottom}
        />
        <text className={css.axis} x={x(targetFrequencyMhz)} y={top - 7} textAnchor="middle">
          {t('sweep.now')}
        </text>
        <polyline
          className={css.line}
          points={points.map(({ frequencyMhz, value }) => `${x(frequencyMhz)},${y(value)}`).join(' ')}
        />
        {points.map((point) => (
          <g key={point.atMs}>
            <line
              className={css.whisker}
              x1={x(point.frequencyMhz)}
              x2={x(point.frequencyMhz)}
              y1={y(point.low)}
              y2={y(point.high)}
            />
            <circle
              className={point.isBest ? css.bestDot : point.isGood ? css.dot : css.badDot}
              cx={x(point.frequencyMhz)}
              cy={y(point.value)}
              r={point === now ? 5.5 : 4}
            />
            {point.isBest && (
              <text className={css.word} x={x(point.frequencyMhz) + 8} y={y(point.value) + 16}>
                {t('sweep.bestMark')}
              </text>
            )}
          </g>
        ))}
      </svg>
    </Part>
  );
}
