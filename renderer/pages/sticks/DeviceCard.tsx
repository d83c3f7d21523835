/** The device doctor: what is plugged in but does not mine, why, and what to do about it. */
import { CircleAlert, CircleHelp, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Cure, Device } from '../../../electron/contract/devices.ts';
import card from '../../parts/Card.module.css';
import { useAsked } from '../../state/use-asked.ts';
import { useSend } from '../../state/use-send.ts';
import { codeId, useText } from '../../text/use-text.tsx';
import { AttachDialog } from './AttachDialog.tsx';
import css from './Cards.module.css';
import { CureRow } from './CureRow.tsx';
import { ReportDialog } from './ReportDialog.tsx';
import { SendNote } from './SendNote.tsx';

const LOOK_EVERY_MS = 2_000;

interface OpenDialog {
  readonly action: 'attach' | 'report';
  readonly device: Device;
}

export function DeviceCard() {
  const t = useText();
  const { answer, hasFailed, again } = useAsked({
    key: 'devices',
    everyMs: LOOK_EVERY_MS,
    ask: (calls) => calls.devices({}),
  });
  const { state, send } = useSend();
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const ill = answer?.devices.filter(({ state: at }) => at !== 'ok' && at !== 'starting') ?? [];
  const advice = answer?.advice ?? [];
  if (ill.length === 0 && advice.length === 0 && !hasFailed) return null;
  const act = (device: Device, action: NonNullable<Cure['action']>): void => {
    const { stickId } = device;
    if (action !== 'retry') setOpen({ action, device });
    else if (stickId === null) again();
    else void send((calls) => calls.retryStick({ stickId })).then(again);
  };
  return (
    <section className={`${card.card} ${css.card}`}>
      <h2>{t('devices.title')}</h2>
      {hasFailed && <p>{t('devices.failed')}</p>}
      <SendNote state={state} />
      <ul className={css.rows} aria-label={t('devices.list')}>
        {ill.map((device) => (
          <DeviceRow key={device.key} device={device} onAct={(action) => act(device, action)} />
        ))}
      </ul>
      {advice.length > 0 && (
        <>
          <h2>{t('devices.advice')}</h2>
          <ul className={css.cures}>
            {advice.map((cure) => (
              <CureRow key={cure.code} cure={cure} onAct={null} />
            ))}
          </ul>
        </>
      )}
      <p className={css.small}>{t('devices.line')}</p>
      {open?.action === 'report' && <ReportDialog device={open.device} onClose={() => setOpen(null)} />}
      {open?.action === 'attach' && (
        <AttachDialog device={open.device} models={answer?.models ?? []} onClose={() => setOpen(null)} />
      )}
    </section>
  );
}

interface DeviceRowProps {
  readonly device: Device;
  readonly onAct: (action: NonNullable<Cure['action']>) => void;
}

function DeviceRow({ device, onAct }: DeviceRowProps) {
  const t = useText();
  const { state, sentence, name, maker, vendorId, productId, location } = device;
  const isOther = state === 'notAStick' || state === 'notDriven' || state === 'unknownAdapter';
  const Icon = isOther ? CircleHelp : state === 'wrongChipCount' ? CircleAlert : TriangleAlert;
  const ids = vendorId === null || productId === null ? null : `${vendorId}:${productId}`;
  return (
    <li>
      <div className={css.head}>
        <h2>{name}</h2>
        <span className={`${css.state} ${isOther ? css.note : css.warn}`}>
          <Icon size={15} strokeWidth={2} aria-hidden="true" />
          {t(`deviceState.${state}`)}
        </span>
      </div>
      <p className={css.small}>{[maker, ids, location, device.path].filter(Boolean).join(', ')}</p>
      <p>{t(codeId('device', sentence.code), { name, ...sentence.params })}</p>
      {device.isTwin && <p>{t('devices.twin')}</p>}
      <ul className={css.cures}>
        {device.cures.map((cure) => (
          <CureRow key={cure.code} cure={cure} onAct={onAct} />
        ))}
      </ul>
    </li>
  );
}
