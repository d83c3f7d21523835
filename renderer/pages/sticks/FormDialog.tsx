/** A small dialog with fields: closes when what was entered is taken. */
import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { Button } from '../../parts/Button.tsx';
import css from '../../parts/Dialog.module.css';
import type { SendState } from '../../state/use-send.ts';
import { useText } from '../../text/use-text.tsx';
import { SendNote } from './SendNote.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly state: SendState;
  readonly submitLabel: string;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function FormDialog({ title, state, submitLabel, onSubmit, onClose, children }: FormDialogProps) {
  const t = useText();
  return (
    <Dialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={css.backdrop} />
        <Dialog.Popup className={css.popup}>
          <Dialog.Title className={css.title}>{title}</Dialog.Title>
          <form
            className={css.form}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              onSubmit();
            }}
          >
            {children}
            <SendNote state={state} />
            <div className={css.actions}>
              <Button onClick={onClose}>{t('rename.cancel')}</Button>
              <Button kind="primary" type="submit" disabled={state.kind === 'sending'}>
                {submitLabel}
              </Button>
            </div>
          </form>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
