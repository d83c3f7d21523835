/** No stick: what to do, what then happens, and a way to see it without one. */
import { Button } from '../../parts/Button.tsx';
import card from '../../parts/Card.module.css';
import { useSnapshot } from '../../state/use-miner.tsx';
import { useSwitchDemo } from '../../state/use-switch-demo.ts';
import { useText } from '../../text/use-text.tsx';
import css from './Cards.module.css';

export function EmptySticks() {
  const t = useText();
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  const { switchTo, isSwitching } = useSwitchDemo();
  return (
    <section className={`${card.card} ${css.card}`}>
      <h2>{t('empty.sticks.title')}</h2>
      <p>{t('empty.sticks.body')}</p>
      <p>{t('empty.sticks.cable')}</p>
      <p>
        <Button kind="primary" disabled={isSwitching} onClick={() => switchTo(!isDemo)}>
          {t(isDemo ? 'empty.leaveDemo' : 'empty.demo')}
        </Button>
      </p>
    </section>
  );
}
