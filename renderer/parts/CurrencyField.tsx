/** All currencies the browser knows, found by letters or by name. */
import { Combobox } from '@base-ui/react/combobox';
import { ChevronDown } from 'lucide-react';
import { useId, useMemo } from 'react';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import css from './CurrencyField.module.css';
import field from './TextField.module.css';

interface CurrencyFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (currency: string) => void;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

export function CurrencyField({ label, hint, error, value, onChange }: CurrencyFieldProps) {
  const t = useText();
  const { locale } = useFormat();
  const id = useId();
  const choices = useMemo(() => currencies(locale), [locale]);
  const chosen = choices.find((choice) => choice.value === value) ?? { value, label: value };
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      <Combobox.Root
        items={choices}
        value={chosen}
        isItemEqualToValue={(a: Choice, b: Choice) => a.value === b.value}
        onValueChange={(choice: Choice | null) => choice !== null && onChange(choice.value)}
        autoHighlight
      >
        <Combobox.InputGroup className={field.box}>
          <Combobox.Input
            id={id}
            className={field.input}
            aria-invalid={error !== undefined}
            aria-describedby={`${id}-note`}
            spellCheck={false}
          />
          <Combobox.Trigger className={css.trigger} aria-label={t('settings.money.currencyOpen')}>
            <ChevronDown size={15} strokeWidth={1.75} />
          </Combobox.Trigger>
        </Combobox.InputGroup>
        <Combobox.Portal>
          <Combobox.Positioner className={css.positioner} sideOffset={6}>
            <Combobox.Popup className={css.popup}>
              <Combobox.Empty>
                <p className={css.none}>{t('settings.money.currencyNone')}</p>
              </Combobox.Empty>
              <Combobox.List className={css.list}>
                {(choice: Choice) => (
                  <Combobox.Item key={choice.value} value={choice} className={css.item}>
                    {choice.label}
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      <div id={`${id}-note`} className={error === undefined ? field.hint : field.error}>
        {error ?? hint}
      </div>
    </div>
  );
}

function currencies(locale: string): readonly Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} ${names.of(code) ?? ''}`,
  }));
}
