/** What hubs, power supply and computer add to the watts of the sticks, and what each hub can give. */
import card from '../../parts/Card.module.css';
import { TextField } from '../../parts/TextField.tsx';
import type { SettingsCopy } from '../../state/miner-store.ts';
import { useFrame } from '../../state/use-miner.tsx';
import { type MessageId, useText } from '../../text/use-text.tsx';
import { messageOf } from './field-error.ts';
import { ChainFields, type ChainInput, chainInputOf, chainPatchOf, mergeChain } from './power-fields.ts';
import { SaveBar } from './SaveBar.tsx';
import css from './SettingsPage.module.css';
import { useSave } from './use-save.ts';
import { useSettingsForm } from './use-settings-form.ts';

interface ChainRow {
  readonly name: Exclude<keyof ChainInput, 'hubs'>;
  readonly label: MessageId;
  readonly hint: MessageId;
  readonly unit: string;
}

const ROWS: readonly ChainRow[] = [
  { name: 'hubLossW', label: 'settings.chain.hubLoss', hint: 'settings.chain.hubLossHint', unit: 'W' },
  { name: 'psuPercent', label: 'settings.chain.psu', hint: 'settings.chain.psuHint', unit: '%' },
  { name: 'hostTypedW', label: 'settings.chain.host', hint: 'settings.chain.hostHint', unit: 'W' },
  { name: 'sharePercent', label: 'settings.chain.share', hint: 'settings.chain.shareHint', unit: '%' },
];

export function PowerChainCard({ copy: { settings, revision } }: { readonly copy: SettingsCopy }) {
  const t = useText();
  const hubs = useFrame((frame) => frame.hubs) ?? [];
  const stored = chainInputOf(settings, hubs);
  const { form, accept, discard } = useSettingsForm({ schema: ChainFields, stored, merge: mergeChain });
  const { errors, isDirty } = form.formState;
  const { state, save, reset: resetState } = useSave();
  const onSubmit = form.handleSubmit(async (fields) => {
    const typed = form.getValues();
    if (await save({ baseRevision: revision, patch: chainPatchOf(settings, fields) })) accept(typed);
  });
  return (
    <form className={`${card.card} ${css.card}`} onSubmit={onSubmit} noValidate>
      <div>
        <h2>{t('settings.chain')}</h2>
        <p>{t('settings.chain.line')}</p>
      </div>
      <div className={css.pair}>
        {ROWS.map(({ name, label, hint, unit }) => (
          <TextField
            key={name}
            label={t(label)}
            inputMode="decimal"
            hint={t(hint)}
            error={messageOf(errors[name], t)}
            end={unit}
            {...form.register(name)}
          />
        ))}
      </div>
      {hubs.map(({ id, name }, index) => (
        <div key={id} className={css.row}>
          <TextField
            label={t('settings.chain.hubName', { name: name ?? id })}
            error={messageOf(errors.hubs?.[index]?.name, t)}
            {...form.register(`hubs.${index}.name`)}
          />
          <TextField
            label={t('settings.chain.hub', { name: name ?? id })}
            inputMode="decimal"
            hint={t('settings.chain.hubHint')}
            error={messageOf(errors.hubs?.[index]?.ratedW, t)}
            end="W"
            {...form.register(`hubs.${index}.ratedW`)}
          />
        </div>
      ))}
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
