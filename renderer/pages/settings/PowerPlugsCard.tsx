/** The smart plugs, and a form for the one that is added or changed. */
import { useState } from 'react';
import { Banner } from '../../parts/Banner.tsx';
import { Button } from '../../parts/Button.tsx';
import card from '../../parts/Card.module.css';
import type { SettingsCopy } from '../../state/miner-store.ts';
import { useText } from '../../text/use-text.tsx';
import { PowerPlugForm } from './PowerPlugForm.tsx';
import { newPlugId, withoutPlug } from './power-fields.ts';
import css from './SettingsPage.module.css';
import { useSave } from './use-save.ts';

export function PowerPlugsCard({ copy }: { readonly copy: SettingsCopy }) {
  const t = useText();
  const { plugs } = copy.settings;
  /** Id of the plug whose form is open; one that no plug has is new. */
  const [openId, setOpenId] = useState<string | null>(null);
  const { state, save } = useSave();
  const remove = (plugId: string): void =>
    void save({ baseRevision: copy.revision, patch: withoutPlug(plugs, plugId) });
  return (
    <section className={`${card.card} ${css.card}`}>
      <div>
        <h2>{t('settings.plugs')}</h2>
        <p>{t('settings.plugs.line')}</p>
      </div>
      {plugs.length === 0 && openId === null && <p>{t('settings.plugs.none')}</p>}
      {plugs.map(({ id, name, kind, address, stickIds }) => (
        <div key={id} className={css.spread}>
          <p>
            <b>{name}</b> {t(`settings.plug.kind.${kind}`)}, {address},{' '}
            {t('settings.plugs.sticks', { count: stickIds.length })}
          </p>
          <div className={css.buttons}>
            <Button
              size="small"
              aria-label={t('settings.plugs.editOf', { name })}
              disabled={openId !== null}
              onClick={() => setOpenId(id)}
            >
              {t('settings.plugs.edit')}
            </Button>
            <Button
              size="small"
              aria-label={t('settings.plugs.removeOf', { name })}
              disabled={openId !== null || state.kind === 'saving'}
              onClick={() => remove(id)}
            >
              {t('settings.plugs.remove')}
            </Button>
          </div>
        </div>
      ))}
      {state.kind === 'oldRevision' && (
        <Banner tone="warn" title="" body={t('settings.oldRevision')} isAlert />
      )}
      {state.kind === 'failed' && (
        <Banner tone="fault" title="" body={t('settings.failed', { why: t(state.why) })} isAlert />
      )}
      {openId === null ? (
        <div className={css.buttons}>
          <Button onClick={() => setOpenId(newPlugId(plugs))}>{t('settings.plugs.add')}</Button>
        </div>
      ) : (
        <PowerPlugForm key={openId} plugId={openId} copy={copy} onClose={() => setOpenId(null)} />
      )}
    </section>
  );
}
