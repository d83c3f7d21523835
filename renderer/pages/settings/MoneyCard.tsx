/** Prices the user types: electricity and bitcoin, in one currency. */
import { Controller } from 'react-hook-form';
import card from '../../parts/Card.module.css';
import { CurrencyField } from '../../parts/CurrencyField.tsx';
import { TextField } from '../../parts/TextField.tsx';
import type { SettingsCopy } from '../../state/miner-store.ts';
import { useFrame, useSnapshot } from '../../state/use-miner.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { messageOf } from './field-error.ts';
import { MoneyFields, type MoneyInput, moneyInputOf, moneyPatchOf } from './money-fields.ts';
import { SaveBar } from './SaveBar.tsx';
import css from './SettingsPage.module.css';
import { useSave } from './use-save.ts';
import { useSettingsForm } from './use-settings-form.ts';

export function MoneyCard({ copy }: { readonly copy: SettingsCopy }) {
  const t = useText();
  const format = useFormat();
  const { settings, revision } = copy;
  const { state, save, reset: resetState } = useSave();
  const { form, accept, discard } = useSettingsForm({ schema: MoneyFields, stored: moneyInputOf(settings) });
  const { errors, isDirty } = form.formState;
  const wrong = (name: keyof MoneyInput) => messageOf(errors[name], t);
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  const hint = (id: 'settings.money.priceHint' | 'settings.money.btcHint', typedAtMs: number | null) => {
    if (isDemo) return t('settings.money.demo');
    return typedAtMs === null
      ? t(id)
      : `${t('settings.money.typed', { time: format.day(typedAtMs) })} ${t(id)}`;
  };
  /** Prices are not converted: under another currency the old figures would be wrong ones. */
  const emptyOldPrices = (currency: string): void => {
    if (currency === settings.currency) return;
    for (const name of ['pricePerKwh', 'btcPrice'] as const) {
      if (form.getValues(name) === (settings[name] ?? '')) form.setValue(name, '', { shouldDirty: true });
    }
  };
  const breakEven = useFrame((frame) => frame.outlook.breakEvenPricePerKwh.value) ?? null;
  const onSubmit = form.handleSubmit(async (fields) => {
    const isSaved = await save({ baseRevision: revision, patch: moneyPatchOf(settings, fields) });
    if (isSaved)
      accept({ ...fields, pricePerKwh: fields.pricePerKwh ?? '', btcPrice: fields.btcPrice ?? '' });
  });
  return (
    <form className={`${card.card} ${css.card}`} onSubmit={onSubmit} noValidate>
      <div>
        <h2>{t('settings.money')}</h2>
        <p>{t('settings.money.line')}</p>
      </div>
      <div className={css.pair}>
        <TextField
          label={t('settings.money.price')}
          inputMode="decimal"
          hint={hint('settings.money.priceHint', settings.pricePerKwhTypedAtMs)}
          error={wrong('pricePerKwh')}
          end={form.watch('currency')}
          {...form.register('pricePerKwh')}
        />
        <TextField
          label={t('settings.money.btc')}
          inputMode="decimal"
          hint={hint('settings.money.btcHint', settings.btcPriceTypedAtMs)}
          error={wrong('btcPrice')}
          end={form.watch('currency')}
          {...form.register('btcPrice')}
        />
      </div>
      <Controller
        control={form.control}
        name="currency"
        render={({ field }) => (
          <CurrencyField
            label={t('settings.money.currency')}
            hint={t('settings.money.currencyHint')}
            error={wrong('currency')}
            value={field.value}
            onChange={(currency) => {
              field.onChange(currency);
              emptyOldPrices(currency);
            }}
          />
        )}
      />
      {breakEven !== null && <p>{t('settings.money.breakEven', { price: format.price(breakEven) })}</p>}
      <SaveBar
        state={state}
        isDirty={isDirty}
        onDiscard={() => {
          discard();
          resetState();
        }}
      />
    </form>
  );
}
