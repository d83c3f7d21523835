/** What happened to the stick, newest first. */
import type { StickState } from '../../../../electron/contract/frame.ts';
import { useAsked } from '../../../state/use-asked.ts';
import { eventSentence } from '../../../text/event-text.ts';
import { useFormat } from '../../../text/use-format.ts';
import { useText } from '../../../text/use-text.tsx';
import css from './LogTab.module.css';

const LENGTH_MS = 30 * 86_400_000;
const REFRESH_MS = 10_000;

export function LogTab({ stick }: { readonly stick: StickState }) {
  const t = useText();
  const format = useFormat();
  const { answer, hasFailed } = useAsked({
    key: stick.id,
    everyMs: REFRESH_MS,
    ask: (calls, nowMs) => {
      const range = { fromMs: nowMs - LENGTH_MS, toMs: nowMs, maxPoints: 1 };
      return calls.stickHistory({ stickId: stick.id, range });
    },
  });
  if (answer === null) return hasFailed ? <p>{t('log.failed')}</p> : null;
  if (answer.events.length === 0) return <p>{t('log.none')}</p>;
  const events = answer.events.toSorted((a, b) => b.atMs - a.atMs || b.id - a.id);
  return (
    <ol className={css.log} aria-label={t('log.list', { name: stick.name })}>
      {events.map((event) => (
        <li key={event.id}>
          <time dateTime={new Date(event.atMs).toISOString()}>{format.dayAndTime(event.atMs)}</time>
          <span>{eventSentence(event, t)}</span>
        </li>
      ))}
    </ol>
  );
}
