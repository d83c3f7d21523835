/** What to do when something is missing: what, then what one gains, then the button. */
import { useLocation } from 'wouter';
import { Button } from '../../parts/Button.tsx';
import card from '../../parts/Card.module.css';
import { UsbList } from '../../parts/UsbList.tsx';
import { useSnapshot } from '../../state/use-miner.tsx';
import { useSwitchDemo } from '../../state/use-switch-demo.ts';
import { useSystemsView } from '../../state/use-systems-view.ts';
import { useText } from '../../text/use-text.tsx';
import css from './EmptyCards.module.css';

export function NoSticksCard() {
  const t = useText();
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  const { switchTo, isSwitching } = useSwitchDemo();
  return (
    <section className={`${card.card} ${css.empty}`}>
      <h2>{t('empty.noSticks.title')}</h2>
      <p>{t('empty.noSticks.body')}</p>
      <Button kind="primary" disabled={isSwitching} onClick={() => switchTo(!isDemo)}>
        {t(isDemo ? 'empty.leaveDemo' : 'empty.demo')}
      </Button>
      {!isDemo && <SeenDevices />}
    </section>
  );
}

/** A stick that is plugged in but not known shows up here. */
function SeenDevices() {
  const { view } = useSystemsView();
  if (view === null || view.usbDevices.length === 0) return null;
  return <UsbList devices={view.usbDevices} />;
}

/** `isFirst`: nothing else is missing, so its button is the one the screen is about. */
export function NoPoolCard({ isFirst }: { readonly isFirst: boolean }) {
  const t = useText();
  const [, go] = useLocation();
  return (
    <section className={`${card.card} ${css.empty}`}>
      <h2>{t('empty.noPool.title')}</h2>
      <p>{t('empty.noPool.body')}</p>
      <Button kind={isFirst ? 'primary' : 'plain'} onClick={() => go('/settings')}>
        {t('empty.noPool.action')}
      </Button>
    </section>
  );
}
