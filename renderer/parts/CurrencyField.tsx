/** All currencies the browser knows, found by letters or by name. */
import { useMemo } from 'react';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import { type Choice, ChoiceField } from './ChoiceField.tsx';

interface CurrencyFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (currency: string) => void;
}

export function CurrencyField(props: CurrencyFieldProps) {
  const t = useText();
  const { locale } = useFormat();
  const choices = useMemo(() => currencies(locale), [locale]);
  return (
    <ChoiceField
      {...props}
      choices={choices}
      openLabel={t('settings.money.currencyOpen')}
      noneText={t('settings.money.currencyNone')}
    />
  );
}

function currencies(locale: string): readonly Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} ${names.of(code) ?? ''}`,
  }));
}
