/** One plug: where it is, how it lets us in, what hangs on it, and what it answers right now. */
import { zodResolver } from '@hookform/resolvers/zod';
import { Controller, useForm } from 'react-hook-form';
import { PlugKind } from '../../../electron/contract/settings.ts';
import { Button } from '../../parts/Button.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { TextField } from '../../parts/TextField.tsx';
import type { SettingsCopy } from '../../state/miner-store.ts';
import { useFrame } from '../../state/use-miner.tsx';
import { useText } from '../../text/use-text.tsx';
import { messageOf } from './field-error.ts';
import { channelOf, PlugFields, plugFieldsOf, plugOf, secretOf, withPlug } from './power-fields.ts';
import { SaveBar } from './SaveBar.tsx';
import css from './SettingsPage.module.css';
import { usePlugTest } from './use-plug-test.ts';
import { useSave } from './use-save.ts';

interface PowerPlugFormProps {
  /** Of a plug that is saved, or the one that a new plug gets. */
  readonly plugId: string;
  readonly copy: SettingsCopy;
  readonly onClose: () => void;
}

export function PowerPlugForm({ plugId, copy: { settings, revision }, onClose }: PowerPlugFormProps) {
  const t = useText();
  const saved = settings.plugs.find(({ id }) => id === plugId) ?? null;
  const form = useForm<PlugFields>({ resolver: zodResolver(PlugFields), defaultValues: plugFieldsOf(saved) });
  const { errors, isDirty } = form.formState;
  const wrong = (name: 'name' | 'address' | 'channel' | 'user' | 'secret') => messageOf(errors[name], t);
  const sticks = useFrame((frame) => frame.sticks) ?? [];
  const { state, save } = useSave();
  const { answer, isAsking, ask } = usePlugTest();
  const kind = form.watch('kind');
  const channel = channelOf(kind);
  const isHome = kind === 'home-assistant';

  const onSubmit = form.handleSubmit(async (fields) => {
    const secret = secretOf(fields);
    const isSaved = await save({
      baseRevision: revision,
      patch: withPlug(settings.plugs, plugOf(plugId, fields)),
      plugSecret: secret === undefined ? undefined : { plugId, secret },
    });
    if (isSaved) onClose();
  });
  const onTest = form.handleSubmit((fields) => ask(plugOf(plugId, fields), fields.secret || null));
  return (
    <form className={css.form} onSubmit={onSubmit} noValidate>
      <Controller
        control={form.control}
        name="kind"
        render={({ field }) => (
          <Segmented
            label={t('settings.plug.kind')}
            value={field.value}
            options={PlugKind.options.map((value) => ({ value, label: t(`settings.plug.kind.${value}`) }))}
            onChange={field.onChange}
          />
        )}
      />
      <div className={css.pair}>
        <TextField label={t('settings.plug.name')} error={wrong('name')} {...form.register('name')} />
        <TextField
          label={t('settings.plug.address')}
          isMono
          hint={t(isHome ? 'settings.plug.addressHintHome' : 'settings.plug.addressHint')}
          error={wrong('address')}
          {...form.register('address')}
        />
        {channel !== null && (
          <TextField
            label={t(`settings.plug.${channel}`)}
            isMono
            hint={t(`settings.plug.${channel}Hint`)}
            error={wrong('channel')}
            {...form.register('channel')}
          />
        )}
        {!isHome && (
          <TextField
            label={t('settings.plug.user')}
            hint={t('settings.plug.userHint')}
            error={wrong('user')}
            {...form.register('user')}
          />
        )}
        <TextField
          label={t(isHome ? 'settings.plug.token' : 'settings.plug.secret')}
          type="password"
          autoComplete="new-password"
          hint={t(saved?.hasSecret === true ? 'settings.plug.secretKept' : 'settings.plug.secretHint')}
          error={wrong('secret')}
          {...form.register('secret')}
        />
      </div>
      {saved?.hasSecret === true && (
        <label className={css.buttons}>
          <input type="checkbox" {...form.register('removeSecret')} />
          {t('settings.plug.secretRemove')}
        </label>
      )}
      <fieldset className={css.choices}>
        <legend>{t('settings.plug.sticks')}</legend>
        {sticks.map(({ id, name }) => (
          <label key={id} className={css.buttons}>
            <input type="checkbox" value={id} {...form.register('stickIds')} />
            {name}
          </label>
        ))}
        <label className={css.buttons}>
          <input type="checkbox" {...form.register('includesHost')} />
          {t('settings.plug.host')}
        </label>
      </fieldset>
      <div className={css.buttons}>
        <Button disabled={isAsking} onClick={() => void onTest()}>
          {t(isAsking ? 'settings.plug.testing' : 'settings.plug.test')}
        </Button>
        <span aria-live="polite">{answer}</span>
      </div>
      <SaveBar state={state} isDirty={isDirty} onDiscard={() => form.reset()} />
      <div className={css.buttons}>
        <Button onClick={onClose}>{t('settings.plug.cancel')}</Button>
      </div>
    </form>
  );
}
