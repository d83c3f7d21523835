/** An event of the ledger in words. Pure. */
import type { HistoryEvent } from '../../electron/contract/history.ts';
import { codeId, hasMessage, type Text } from './use-text.tsx';

export function eventSentence({ code, params }: HistoryEvent, text: Text): string {
  // A change of state and a step of recovery have a sentence for each.
  const own = `event.${code}.${params.health ?? params.step}`;
  const id = hasMessage(own) ? own : codeId('event', code);
  const event = text(id, { ...params, code });
  const cause = `cause.${params.code}`;
  return hasMessage(cause) ? text('event.withCause', { event, cause: text(cause, params) }) : event;
}
