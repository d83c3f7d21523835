/** Asks again before work and rewards go to another pool or user. */
import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { PoolSetting } from '../../../electron/contract/settings.ts';
import { Button } from '../../parts/Button.tsx';
import css from '../../parts/Dialog.module.css';
import { useText } from '../../text/use-text.tsx';

type Place = Pick<PoolSetting, 'url' | 'user'>;

interface ConfirmMoveProps {
  /** Null while nothing is asked. */
  readonly from: Place | null;
  readonly to: Place | null;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

export function ConfirmMove({ from, to, onYes, onNo }: ConfirmMoveProps) {
  const t = useText();
  return (
    <AlertDialog.Root open={from !== null} onOpenChange={(isOpen) => isOpen || onNo()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={css.backdrop} />
        <AlertDialog.Popup className={css.popup}>
          <AlertDialog.Title className={css.title}>{t('settings.pool.confirm.title')}</AlertDialog.Title>
          <AlertDialog.Description>{t('settings.pool.confirm.body')}</AlertDialog.Description>
          {from !== null && to !== null && (
            <>
              <Change subject={t('settings.pool.confirm.user')} before={from.user} after={to.user} />
              <Change subject={t('settings.pool.confirm.url')} before={from.url} after={to.url} />
            </>
          )}
          <div className={css.actions}>
            <Button onClick={onNo}>{t('settings.pool.confirm.no')}</Button>
            <Button kind="primary" onClick={onYes}>
              {t('settings.pool.confirm.yes')}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

interface ChangeProps {
  readonly subject: string;
  readonly before: string;
  readonly after: string;
}

function Change({ subject, before, after }: ChangeProps) {
  const t = useText();
  if (before === after) return null;
  return (
    <>
      <p className={css.subject}>{subject}</p>
      <dl className={css.change}>
        <dt>{t('settings.pool.confirm.old')}</dt>
        <dd className={css.before}>{before}</dd>
        <dt>{t('settings.pool.confirm.new')}</dt>
        <dd>{after}</dd>
      </dl>
    </>
  );
}
