import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { StickState } from '../../../../electron/contract/frame.ts';
import { Button } from '../../../parts/Button.tsx';
import css from '../../../parts/Dialog.module.css';
import { HoldButton } from '../../../parts/HoldButton.tsx';
import { useSend } from '../../../state/use-send.ts';
import { useText } from '../../../text/use-text.tsx';
import { SendNote } from '../SendNote.tsx';

interface ForgetDialogProps {
  readonly stick: StickState;
  readonly onClose: () => void;
  readonly onForgotten: () => void;
}

export function ForgetDialog({ stick, onClose, onForgotten }: ForgetDialogProps) {
  const t = useText();
  const { state, send } = useSend();
  const forget = async (): Promise<void> => {
    if (!(await send((calls) => calls.forgetStick({ stickId: stick.id })))) return;
    onClose();
    onForgotten();
  };
  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={css.backdrop} />
        <AlertDialog.Popup className={css.popup}>
          <AlertDialog.Title className={css.title}>
            {t('forget.title', { name: stick.name })}
          </AlertDialog.Title>
          <AlertDialog.Description>{t('forget.body')}</AlertDialog.Description>
          <SendNote state={state} />
          <div className={css.actions}>
            <Button onClick={onClose}>{t('forget.cancel')}</Button>
            <HoldButton hint={t('forget.holdHint')} onHeld={() => void forget()}>
              {t('forget.hold')}
            </HoldButton>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
