/** Which version this is, and the way into the demo and out of it. */
import { Button } from '../../parts/Button.tsx';
import card from '../../parts/Card.module.css';
import { useSnapshot } from '../../state/use-miner.tsx';
import { useSwitchDemo } from '../../state/use-switch-demo.ts';
import { useText } from '../../text/use-text.tsx';
import css from './SettingsPage.module.css';

export function AboutCard() {
  const t = useText();
  const hello = useSnapshot((snapshot) => snapshot.hello);
  const { switchTo, isSwitching } = useSwitchDemo();
  const isDemo = hello?.demo === true;
  return (
    <section className={`${card.card} ${css.card}`}>
      <div>
        <h2>{t('settings.about')}</h2>
        <p>{t('settings.about.version', { version: hello?.hostVersion ?? '' })}</p>
      </div>
      <p>{t(isDemo ? 'settings.about.demoOn' : 'settings.about.demoOff')}</p>
      <div className={css.buttons}>
        <Button disabled={isSwitching || hello === null} onClick={() => switchTo(!isDemo)}>
          {t(
            isSwitching
              ? 'settings.about.switching'
              : isDemo
                ? 'settings.about.toMiner'
                : 'settings.about.toDemo',
          )}
        </Button>
      </div>
    </section>
  );
}
