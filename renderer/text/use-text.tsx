/** Sentences in components: by id, typed, with values. */
import { type ReactNode, useMemo } from 'react';
import { useIntl } from 'react-intl';
import { en } from './en.ts';

export type MessageId = keyof typeof en;
export type Values = Readonly<Record<string, string | number>>;

export interface Text {
  (id: MessageId, values?: Values): string;
  /** `<b>` in the message becomes a `<b>` on the page. */
  rich(id: MessageId, values?: Values): ReactNode;
}

/** The same function as long as the language is the same. */
export function useText(): Text {
  const intl = useIntl();
  return useMemo(
    () =>
      Object.assign((id: MessageId, values?: Values) => intl.formatMessage({ id }, values), {
        rich: (id: MessageId, values?: Values) => intl.formatMessage({ id }, { ...values, b: bold }),
      }),
    [intl],
  );
}

/** The id `<prefix>.<code>`, or the fallback's when this version has no sentence for the code. */
export function codeId(
  prefix: 'fault' | 'cause' | 'reason' | 'redacted' | 'event' | 'device' | 'cure',
  code: string | undefined,
): MessageId {
  const id = `${prefix}.${code}`;
  return hasMessage(id) ? id : `${prefix}.unknown`;
}

export function hasMessage(id: string): id is MessageId {
  return Object.hasOwn(en, id);
}

function bold(chunks: ReactNode[]): ReactNode {
  return <b>{chunks}</b>;
}
