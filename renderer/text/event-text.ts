/** An event of the ledger in words. Pure. */
import type { HistoryEvent } from '../../electron/contract/history.ts';
import { codeId, hasMessage, type Text } from './use-text.tsx';

export function eventSentence({ code, params }: HistoryEvent, text: Text): string {
  const health = `event.${code}.${params.health}`;
  const id = hasMessage(health) ? health : codeId('event', code);
  const event = text(id, { ...params, code });
  const cause = `cause.${params.code}`;
  return hasMessage(cause) ? text('event.withCause', { event, cause: text(cause, params) }) : event;
}
