/** The page's sentences outside of React. */
import { createIntl } from 'react-intl';
import { en } from '../../../renderer/text/en.ts';
import type { Text } from '../../../renderer/text/use-text.tsx';

export function english(): Text {
  const intl = createIntl({ locale: 'en', messages: en, onError: (error) => throwIt(error) });
  return Object.assign<
    Pick<Text, never> & ((id: keyof typeof en, values?: object) => string),
    Pick<Text, 'rich'>
  >((id, values) => intl.formatMessage({ id }, { ...values }), {
    rich: (id, values) =>
      intl.formatMessage({ id }, { ...values, b: (chunks: unknown[]) => chunks.join('') }),
  });
}

function throwIt(error: unknown): never {
  throw error;
}
