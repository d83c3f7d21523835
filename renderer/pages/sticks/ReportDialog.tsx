/** Everything that a report about a device would tell, with what was taken out; it is copied or saved, never sent. */
import { Dialog } from '@base-ui/react/dialog';
import { useState } from 'react';
import type { Device, DeviceReport } from '../../../electron/contract/devices.ts';
import { Button } from '../../parts/Button.tsx';
import { copyText } from '../../parts/copy-text.ts';
import dialog from '../../parts/Dialog.module.css';
import { saveFile } from '../../parts/save-file.ts';
import { useAsked } from '../../state/use-asked.ts';
import { codeId, useText } from '../../text/use-text.tsx';
import css from './Cards.module.css';

/** The dialog shows one moment; what is copied must be what was read. */
const NEVER_MS = 2_147_483_647;

export function ReportDialog({ device, onClose }: { readonly device: Device; readonly onClose: () => void }) {
  const t = useText();
  const { answer, hasFailed } = useAsked({
    key: device.key,
    everyMs: NEVER_MS,
    ask: (calls) => calls.deviceReport({ key: device.key }),
  });
  return (
    <Dialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={dialog.popup}>
          <Dialog.Title className={dialog.title}>{t('report.title', { name: device.name })}</Dialog.Title>
          <Dialog.Description>{t('report.body')}</Dialog.Description>
          {answer === null ? (
            <p>{t(hasFailed ? 'report.failed' : 'report.loading')}</p>
          ) : (
            <Report report={answer} />
          )}
          <div className={dialog.actions}>
            <Dialog.Close render={<Button />}>{t('report.close')}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Report({ report: { text, redacted } }: { readonly report: DeviceReport }) {
  const t = useText();
  const [isCopied, setCopied] = useState(false);
  const taken = redacted.map(({ code, count }) => t(codeId('redacted', code), { count })).join(', ');
  return (
    <>
      <textarea className={css.text} readOnly aria-label={t('report.text')} value={text} />
      <p>{taken === '' ? t('report.takenNone') : `${t('report.taken')}: ${taken}.`}</p>
      <div className={css.buttons}>
        <Button kind="primary" onClick={() => setCopied(copyText(text))}>
          {t(isCopied ? 'report.copied' : 'report.copy')}
        </Button>
        <Button onClick={() => saveFile('hashwatt-device.txt', text)}>{t('report.save')}</Button>
      </div>
    </>
  );
}
