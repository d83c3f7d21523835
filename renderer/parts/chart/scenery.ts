/** What is written around the lines, in the user's words and units. Pure. */
import type { Format, SiUnit } from '../../text/format.ts';
import type { Text } from '../../text/use-text.tsx';
import type { ChartData } from './chart-data.ts';
import type { Scenery } from './draw.ts';
import { HEADROOM } from './lanes.ts';
import { timeTicks, valueTicks } from './ticks.ts';

const LABEL_ROOM_PX = 82;
/** A gap at the left edge narrower than this share of the range is no news. */
const LEAST_BEFORE = 0.12;

export function sceneryOf(input: {
  readonly data: ChartData;
  readonly unit: SiUnit;
  readonly widthPx: number;
  readonly format: Format;
  readonly text: Text;
}): Scenery {
  const { data, unit, widthPx, format, text } = input;
  const max = (key: 'hashrateHs' | 'expectedHs' | 'powerW') =>
    data.rows.reduce((most, row) => Math.max(most, row[key] ?? 0), 0);
  const maxW = max('powerW');
  const { expectedHs, firstMs } = data;
  return {
    hashrateTicks: valueTicks((Math.max(max('hashrateHs'), max('expectedHs')) * HEADROOM) / unit.factor).map(
      (value) => ({
        at: value * unit.factor,
        text: format.exact(value),
      }),
    ),
    powerTop: maxW > 0 ? { at: maxW, text: `${format.coarse(maxW)} W` } : null,
    zero: format.whole(0),
    times: timeTicks(data.fromMs, data.toMs, Math.max(2, Math.floor(widthPx / LABEL_ROOM_PX))).map(
      (tick) => ({
        ...tick,
        text: tick.isMidnight ? format.weekday(tick.atMs) : format.clockTime(tick.atMs),
      }),
    ),
    gaps: data.gaps,
    gapText: text('chart.noData'),
    pauses: data.pauses,
    pauseText: text('chart.paused'),
    expected:
      expectedHs === null || expectedHs <= 0
        ? null
        : {
            at: expectedHs,
            text: text('chart.expected', { value: format.hashrate(expectedHs, unit).value }),
          },
    before:
      firstMs !== null && firstMs - data.fromMs > (data.toMs - data.fromMs) * LEAST_BEFORE
        ? { untilMs: firstMs, text: text('chart.nothingBefore', { time: format.moment(firstMs, data.toMs) }) }
        : null,
  };
}
