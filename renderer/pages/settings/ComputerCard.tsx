/** What the computer itself tells: watts, temperature and the USB devices it sees. */
import { Badge } from '../../parts/Badge.tsx';
import card from '../../parts/Card.module.css';
import { UsbList } from '../../parts/UsbList.tsx';
import { useSystemsView } from '../../state/use-systems-view.ts';
import { useFormat } from '../../text/use-format.ts';
import { codeId, useText } from '../../text/use-text.tsx';
import css from './SettingsPage.module.css';

export function ComputerCard() {
  const t = useText();
  const format = useFormat();
  const { view, hasFailed } = useSystemsView();
  return (
    <section className={`${card.card} ${css.card}`}>
      <div>
        <h2>{t('settings.computer')}</h2>
        <p>{t(hasFailed ? 'settings.computer.failed' : 'settings.computer.line')}</p>
      </div>
      {view !== null && (
        <>
          <dl className={css.facts}>
            <dt>{t('settings.computer.power')}</dt>
            <dd>
              {view.hostPowerW.value === null ? (
                t(codeId('reason', view.hostPowerW.reason))
              ) : (
                <>
                  {format.coarse(view.hostPowerW.value)} W
                  {view.hostPowerW.reason !== undefined && `, ${t(codeId('reason', view.hostPowerW.reason))}`}
                  <Badge origin={view.hostPowerW.origin} />
                </>
              )}
            </dd>
            <dt>{t('settings.computer.cpu')}</dt>
            <dd>
              {view.cpuTempC.value === null
                ? t(codeId('reason', view.cpuTempC.reason))
                : t('stick.temp', { temp: format.whole(view.cpuTempC.value) })}
            </dd>
          </dl>
          <UsbList devices={view.usbDevices} />
        </>
      )}
    </section>
  );
}
