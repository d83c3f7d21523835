/** The end of a form: save, discard, and what came of it. */
import { Banner } from '../../parts/Banner.tsx';
import { Button } from '../../parts/Button.tsx';
import { useText } from '../../text/use-text.tsx';
import css from './SaveBar.module.css';
import type { SaveState } from './use-save.ts';

interface SaveBarProps {
  readonly state: SaveState;
  readonly isDirty: boolean;
  readonly onDiscard: () => void;
}

export function SaveBar({ state, isDirty, onDiscard }: SaveBarProps) {
  const t = useText();
  const isSaving = state.kind === 'saving';
  return (
    <>
      {state.kind === 'oldRevision' && (
        <Banner tone="warn" title="" body={t('settings.oldRevision')} isAlert />
      )}
      {state.kind === 'failed' && (
        <Banner tone="fault" title="" body={t('settings.failed', { why: t(state.why) })} isAlert />
      )}
      <div className={css.bar}>
        <Button type="submit" kind="primary" disabled={!isDirty || isSaving}>
          {t(isSaving ? 'settings.saving' : 'settings.save')}
        </Button>
        {isDirty && !isSaving && <Button onClick={onDiscard}>{t('settings.undo')}</Button>}
        <span className={css.saved} aria-live="polite">
          {state.kind === 'saved' && !isDirty ? t('settings.saved') : ''}
        </span>
      </div>
    </>
  );
}
