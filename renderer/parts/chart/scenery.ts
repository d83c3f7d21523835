/** What is written around the lines, in the user's words and units. Pure. */
import type { Format, SiUnit } from '../../text/format.ts';
import type { Text } from '../../text/use-text.tsx';
import type { ChartData } from './chart-data.ts';
import type { Scenery } from './draw.ts';
import { HEADROOM } from './lanes.ts';
import { timeTicks, valueTicks } from './ticks.ts';

const DAY_MS = 86_400_000;
/** Labels of weekday and date tell days apart up to here; beyond it the month is named. */
const LONGEST_IN_WEEKDAYS_MS = 14 * DAY_MS;
/** A time of day with its weekday is unique for this long. */
const WEEKDAY_IS_UNIQUE_MS = 6 * DAY_MS;

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
  const spanMs = data.toMs - data.fromMs;
  const ticks = timeTicks(data.fromMs, data.toMs, Math.max(2, Math.floor(widthPx / LABEL_ROOM_PX)));
  const hasHours = ticks.some(({ isMidnight }) => !isMidnight);
  const dayText = (atMs: number) =>
    spanMs > LONGEST_IN_WEEKDAYS_MS ? format.dayAndMonth(atMs) : format.weekdayAndDay(atMs);
  const momentText = (atMs: number) =>
    data.toMs - atMs > WEEKDAY_IS_UNIQUE_MS ? format.day(atMs) : format.moment(atMs, data.toMs);
  return {
    hashrateTicks: valueTicks((Math.max(max('hashrateHs'), max('expectedHs')) * HEADROOM) / unit.factor).map(
      (value) => ({
        at: value * unit.factor,
        text: format.exact(value),
      }),
    ),
    powerTop: maxW > 0 ? { at: maxW, text: `${format.coarse(maxW)} W` } : null,
    zero: format.whole(0),
    times: ticks.map((tick) => ({
      ...tick,
      isStrong: tick.isMidnight && hasHours,
      text: tick.isMidnight ? dayText(tick.atMs) : format.clockTime(tick.atMs),
    })),
    gaps: data.gaps,
    gapTexts: [text('chart.noDataWhy'), text('chart.noData')],
    runs: data.runs,
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
      firstMs !== null && firstMs - data.fromMs > spanMs * LEAST_BEFORE
        ? { untilMs: firstMs, text: text('chart.nothingBefore', { time: momentText(firstMs) }) }
        : null,
  };
}
