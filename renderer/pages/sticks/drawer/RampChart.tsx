/** Input voltage over the clock of the newest ramp, with the line at which Hashwatt stops a 5 V stick. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import { linear, niceTicks } from '../../../parts/chart/linear.ts';
import { isUsbFed, STOP_V } from '../../../text/ramp.ts';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import css from './XyChart.module.css';

const BOX = { width: 386, height: 170, left: 34, right: 70, top: 10, bottom: 36 } as const;

export function RampChart({ stick: { rampPoints, targetFrequencyMhz } }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  const points = rampPoints.toSorted((a, b) => a.frequencyMhz - b.frequencyMhz);
  const hasStop = isUsbFed(points);
  const volts = [...points.map(({ inputV }) => inputV), ...(hasStop ? [STOP_V] : [])];
  const clocks = [...points.map(({ frequencyMhz }) => frequencyMhz), targetFrequencyMhz];
  const { width, height, left, right, top, bottom } = BOX;
  const x = linear([Math.min(...clocks), Math.max(...clocks)], [left, width - right]);
  const y = linear([Math.min(...volts) - 0.15, Math.max(...volts) + 0.1], [height - bottom, top]);
  const spoken = points.map(({ frequencyMhz, inputV }) =>
    t('power.ramp.point', { volts: format.volts(inputV), frequency: format.exact(frequencyMhz) }),
  );
  const lowest = points.reduce((low, point) => (point.inputV < low.inputV ? point : low));
  const isLow = hasStop && lowest.inputV < STOP_V;
  return (
    <svg
      className={css.chart}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={t('power.ramp.label', { points: spoken.join(', ') })}
    >
      {niceTicks(y.domain, 4).map((value) => (
        <g key={value}>
          <line className={css.grid} x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
          <text className={css.axis} x={left - 6} y={y(value) + 4} textAnchor="end">
            {format.exact(value)}
          </text>
        </g>
      ))}
      {niceTicks(x.domain, 6).map((value) => (
        <text key={value} className={css.axis} x={x(value)} y={height - bottom + 16} textAnchor="middle">
          {format.whole(value)}
        </text>
      ))}
      <text className={css.axis} x={(left + width - right) / 2} y={height - 4} textAnchor="middle">
        {t('power.ramp.axis')}
      </text>
      {hasStop && (
        <>
          <rect
            className={css.low}
            x={left}
            width={width - right - left}
            y={y(STOP_V)}
            height={height - bottom - y(STOP_V)}
          />
          <line className={css.limit} x1={left} x2={width - right} y1={y(STOP_V)} y2={y(STOP_V)} />
          <text className={css.faultWord} x={width - right + 6} y={y(STOP_V) + 4}>
            {t('power.ramp.stop', { volts: format.exact(STOP_V) })}
          </text>
        </>
      )}
      <line
        className={css.asked}
        x1={x(targetFrequencyMhz)}
        x2={x(targetFrequencyMhz)}
        y1={top}
        y2={height - bottom}
      />
      <text className={css.axis} x={x(targetFrequencyMhz) + 6} y={top + 8}>
        {t('power.ramp.asked')}
      </text>
      <polyline
        className={css.line}
        points={points.map(({ frequencyMhz, inputV }) => `${x(frequencyMhz)},${y(inputV)}`).join(' ')}
      />
      {points.map(({ frequencyMhz, inputV, atMs }) => (
        <circle
          key={atMs}
          className={hasStop && inputV < STOP_V ? css.badDot : css.dot}
          cx={x(frequencyMhz)}
          cy={y(inputV)}
          r={4}
        />
      ))}
      {isLow && (
        <text
          className={css.faultWord}
          x={x(lowest.frequencyMhz)}
          y={y(lowest.inputV) + 18}
          textAnchor="middle"
        >
          {`${format.volts(lowest.inputV)} V`}
        </text>
      )}
    </svg>
  );
}
