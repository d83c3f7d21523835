/** What the user decides. Each card saves by itself. */
import card from '../../parts/Card.module.css';
import { LoadingBars } from '../../parts/LoadingBars.tsx';
import { PageHeader } from '../../parts/PageHeader.tsx';
import { useSnapshot } from '../../state/use-miner.tsx';
import { useText } from '../../text/use-text.tsx';
import { AboutCard } from './AboutCard.tsx';
import { ComputerCard } from './ComputerCard.tsx';
import { DemoCard } from './DemoCard.tsx';
import { LookCard } from './LookCard.tsx';
import { MoneyCard } from './MoneyCard.tsx';
import { PoolCard } from './PoolCard.tsx';
import { PowerChainCard } from './PowerChainCard.tsx';
import { PowerPlugsCard } from './PowerPlugsCard.tsx';
import css from './SettingsPage.module.css';
import { SticksCard } from './SticksCard.tsx';

export function SettingsPage() {
  const t = useText();
  const copy = useSnapshot(({ settings }) => settings);
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  return (
    <>
      <PageHeader title={t('settings.title')} line={t('settings.line')} />
      {copy === null ? (
        <section className={`${card.card} ${css.card}`} aria-label={t('settings.loading')}>
          <LoadingBars />
        </section>
      ) : (
        <div className={css.columns}>
          <div className={css.column}>
            {isDemo && <DemoCard />}
            <PoolCard copy={copy} isLocked={isDemo} />
            <SticksCard copy={copy} />
            <PowerPlugsCard copy={copy} />
          </div>
          <div className={css.column}>
            <MoneyCard copy={copy} />
            <PowerChainCard copy={copy} />
            <LookCard copy={copy} />
            <ComputerCard />
            <AboutCard />
          </div>
        </div>
      )}
    </>
  );
}
