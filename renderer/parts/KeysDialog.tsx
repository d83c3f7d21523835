/** The keys and their list. Single letters work outside fields only and can be turned off. */
import { Dialog } from '@base-ui/react/dialog';
import { Switch } from '@base-ui/react/switch';
import { useKeys } from '../state/use-keys.ts';
import { useText } from '../text/use-text.tsx';
import { Button } from './Button.tsx';
import css from './Dialog.module.css';

const COMMAND = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

export function KeysDialog() {
  const t = useText();
  const { isListed, setListed, hasLetters, setLetters } = useKeys();
  const rows = [
    { keys: `${COMMAND} 1`, word: t('keys.home') },
    { keys: `${COMMAND} 2`, word: t('keys.sticks') },
    { keys: `${COMMAND} ,`, word: t('keys.settings') },
    { keys: 'P', word: t('keys.pause') },
    { keys: 'B', word: t('keys.blink') },
    { keys: '?', word: t('keys.help') },
  ];
  return (
    <Dialog.Root open={isListed} onOpenChange={setListed}>
      <Dialog.Portal>
        <Dialog.Backdrop className={css.backdrop} />
        <Dialog.Popup className={css.popup}>
          <Dialog.Title className={css.title}>{t('keys.title')}</Dialog.Title>
          <dl className={css.keys}>
            {rows.map(({ keys, word }) => (
              <div key={keys}>
                <dt>{word}</dt>
                <dd>
                  <kbd>{keys}</kbd>
                </dd>
              </div>
            ))}
          </dl>
          {/* biome-ignore lint/a11y/noLabelWithoutControl: Base UI's switch renders the input inside */}
          <label className={css.option}>
            <span>
              <b>{t('keys.single')}</b>
              <br />
              {t('keys.singleDetail')}
            </span>
            <Switch.Root className={css.switch} checked={hasLetters} onCheckedChange={setLetters}>
              <Switch.Thumb className={css.thumb} />
            </Switch.Root>
          </label>
          <div className={css.actions}>
            <Dialog.Close render={<Button />}>{t('keys.close')}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
