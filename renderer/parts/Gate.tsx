/** What stands in place of the screens when there is nothing they could show. */
import { useText } from '../text/use-text.tsx';
import { Button } from './Button.tsx';
import card from './Card.module.css';
import css from './Gate.module.css';
import { Logo } from './Logo.tsx';

interface GateProps {
  readonly kind: 'refused' | 'full' | 'otherVersion' | 'broken';
  readonly detail?: string;
}

export function Gate({ kind, detail }: GateProps) {
  const t = useText();
  return (
    <main className={css.gate}>
      <div className={`${card.card} ${css.box}`}>
        <Logo />
        <h1>{t(`gate.${kind}.title`)}</h1>
        <p>{t(`gate.${kind}.body`)}</p>
        {detail !== undefined && <p className={css.detail}>{detail}</p>}
        {(kind === 'otherVersion' || kind === 'broken') && (
          <Button kind="primary" onClick={() => window.location.reload()}>
            {t('gate.otherVersion.action')}
          </Button>
        )}
      </div>
    </main>
  );
}
