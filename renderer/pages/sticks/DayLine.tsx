/** The last 24 hours of a stick in one line: gaps stay gaps, a pause lies on the base. */
import type { StickState } from '../../../electron/contract/frame.ts';
import { useAsked } from '../../state/use-asked.ts';
import { useText } from '../../text/use-text.tsx';
import css from './DayLine.module.css';
import { dayPaths } from './day-paths.ts';

const DAY_MS = 86_400_000;
/** Buckets of 15 minutes: two to three pixels each. */
const POINTS = 97;
const REFRESH_MS = 60_000;

export function DayLine({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const { answer } = useAsked({
    key: stick.id,
    everyMs: REFRESH_MS,
    ask: async (calls, nowMs) => {
      const range = { fromMs: nowMs - DAY_MS, toMs: nowMs, maxPoints: POINTS };
      return { ...(await calls.stickHistory({ stickId: stick.id, range })), range };
    },
  });
  if (answer === null || answer.points.length === 0) return <div className={css.place} />;
  const { paths, viewBox } = dayPaths(answer, answer.range, stick.expectedHs.value);
  return (
    <svg
      className={css.line}
      viewBox={viewBox}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('stick.line', { name: stick.name })}
    >
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
