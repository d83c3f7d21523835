/** Names and clocks of the sticks there are. */
import card from '../../parts/Card.module.css';
import { TextField } from '../../parts/TextField.tsx';
import type { SettingsCopy } from '../../state/miner-store.ts';
import { useFrame } from '../../state/use-miner.tsx';
import { useText } from '../../text/use-text.tsx';
import { messageOf } from './field-error.ts';
import { SaveBar } from './SaveBar.tsx';
import css from './SettingsPage.module.css';
import { mergeStickFields, StickFields, stickFieldsOf, stickPatchOf } from './stick-fields.ts';
import { useSave } from './use-save.ts';
import { useSettingsForm } from './use-settings-form.ts';

export function SticksCard({ copy: { revision } }: { readonly copy: SettingsCopy }) {
  const t = useText();
  const { state, save, reset: resetState } = useSave();
  const sticks = useFrame((frame) => frame.sticks) ?? [];
  const { form, accept, discard } = useSettingsForm({
    schema: StickFields,
    stored: stickFieldsOf(sticks),
    merge: mergeStickFields,
  });
  const { errors, isDirty } = form.formState;
  const onSubmit = form.handleSubmit(async (fields) => {
    const isSaved = await save({ baseRevision: revision, patch: stickPatchOf(sticks, fields) });
    if (isSaved) accept(fields);
  });
  return (
    <form className={`${card.card} ${css.card}`} onSubmit={onSubmit} noValidate>
      <div>
        <h2>{t('settings.sticks')}</h2>
        <p>{t(sticks.length === 0 ? 'settings.sticks.none' : 'settings.sticks.line')}</p>
      </div>
      {sticks.map(({ id, name }, index) => (
        <div key={id} className={css.row}>
          <TextField
            label={index === 0 ? t('settings.sticks.name') : t('settings.sticks.nameOf', { name })}
            isLabelHidden={index > 0}
            error={messageOf(errors.sticks?.[index]?.name, t)}
            {...form.register(`sticks.${index}.name`)}
          />
          <TextField
            label={index === 0 ? t('settings.sticks.frequency') : t('settings.sticks.frequencyOf', { name })}
            isLabelHidden={index > 0}
            inputMode="numeric"
            error={messageOf(errors.sticks?.[index]?.frequencyMhz, t)}
            {...form.register(`sticks.${index}.frequencyMhz`)}
          />
        </div>
      ))}
      {sticks.length > 0 && (
        <SaveBar
          state={state}
          isDirty={isDirty}
          onDiscard={() => {
            discard();
            resetState();
          }}
        />
      )}
    </form>
  );
}
