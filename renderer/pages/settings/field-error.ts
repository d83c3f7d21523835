/** The message of a field: the schemas carry message ids, and values where the sentence has one. */
import type { FieldError } from 'react-hook-form';
import { hasMessage, type Text } from '../../text/use-text.tsx';
import { HIGHEST_PRICE_PER_KWH } from './money-fields.ts';

export function messageOf(error: FieldError | undefined, text: Text): string | undefined {
  const id = error?.message;
  return id !== undefined && hasMessage(id) ? text(id, { max: HIGHEST_PRICE_PER_KWH }) : undefined;
}
