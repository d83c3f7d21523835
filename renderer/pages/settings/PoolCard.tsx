/** Where the sticks mine and for whom. A change of either asks again, showing old and new. */
import { useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import card from '../../parts/Card.module.css';
import { TextField } from '../../parts/TextField.tsx';
import type { SettingsCopy } from '../../state/miner-store.ts';
import { useSwitchDemo } from '../../state/use-switch-demo.ts';
import { type MessageId, useText } from '../../text/use-text.tsx';
import { ConfirmMove } from './ConfirmMove.tsx';
import { messageOf } from './field-error.ts';
import { isEncrypted, type PoolChange, PoolFields, poolChangeOf, poolFieldsOf } from './pool-fields.ts';
import { SaveBar } from './SaveBar.tsx';
import css from './SettingsPage.module.css';
import { useSave } from './use-save.ts';
import { useSettingsForm } from './use-settings-form.ts';

interface PoolCardProps {
  readonly copy: SettingsCopy;
  /** The demo's pool is its own. */
  readonly isLocked: boolean;
}

export function PoolCard({ copy, isLocked }: PoolCardProps) {
  const t = useText();
  const { settings, revision } = copy;
  const [asked, setAsked] = useState<{ readonly fields: PoolFields; readonly change: PoolChange } | null>(
    null,
  );
  const { state, save, reset: resetState } = useSave();
  const { form, accept, discard } = useSettingsForm({ schema: PoolFields, stored: poolFieldsOf(settings) });
  const { errors, isDirty } = form.formState;
  const hasPassword = settings.pools[0]?.hasPassword === true;
  const { switchTo, isSwitching } = useSwitchDemo();
  const wrong = (name: keyof PoolFields) => messageOf(errors[name], t);

  const submit = async (fields: PoolFields, change: PoolChange): Promise<void> => {
    setAsked(null);
    const password =
      change.password === undefined ? undefined : { poolId: change.poolId, password: change.password };
    const isSaved = await save({ baseRevision: revision, patch: change.patch, password });
    if (isSaved) accept({ ...fields, password: '', removePassword: false });
  };
  const onSubmit = form.handleSubmit((fields) => {
    const change = poolChangeOf(settings, fields);
    return change.movesFrom === null ? submit(fields, change) : setAsked({ fields, change });
  });

  return (
    <form className={`${card.card} ${css.card}`} onSubmit={onSubmit} noValidate>
      <div>
        <h2>{t('settings.pool')}</h2>
        <p>{t(isLocked ? 'settings.pool.locked' : 'settings.pool.line')}</p>
      </div>
      <TextField
        label={t('settings.pool.url')}
        isMono
        disabled={isLocked}
        hint={isLocked ? undefined : t(urlHint(form.watch('url')))}
        error={wrong('url')}
        {...form.register('url')}
      />
      <TextField
        label={t('settings.pool.user')}
        isMono
        disabled={isLocked}
        hint={isLocked ? undefined : t('settings.pool.userHint')}
        error={wrong('user')}
        {...form.register('user')}
      />
      {isLocked && (
        <p className={css.buttons}>
          <Button disabled={isSwitching} onClick={() => switchTo(false)}>
            {t('settings.pool.leaveDemo')}
          </Button>
        </p>
      )}
      {!isLocked && (
        <>
          <TextField
            label={t('settings.pool.password')}
            type="password"
            autoComplete="new-password"
            hint={t(hasPassword ? 'settings.pool.passwordKept' : 'settings.pool.passwordHint')}
            error={wrong('password')}
            {...form.register('password')}
          />
          {hasPassword && (
            <label className={css.buttons}>
              <input type="checkbox" {...form.register('removePassword')} />
              {t('settings.pool.passwordRemove')}
            </label>
          )}
          {settings.pools.length > 1 && (
            <p>{t('settings.pool.more', { count: settings.pools.length - 1 })}</p>
          )}
          <SaveBar
            state={state}
            isDirty={isDirty}
            onDiscard={() => {
              discard();
              resetState();
            }}
          />
        </>
      )}
      <ConfirmMove
        from={asked?.change.movesFrom ?? null}
        to={asked?.fields ?? null}
        onYes={() => asked !== null && void submit(asked.fields, asked.change)}
        onNo={() => setAsked(null)}
      />
    </form>
  );
}

function urlHint(url: string): MessageId {
  const encrypted = isEncrypted(url);
  if (encrypted === null) return 'settings.pool.urlHint';
  return encrypted ? 'settings.pool.encrypted' : 'settings.pool.plain';
}
