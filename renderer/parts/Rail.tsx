/** The places one can go to. Only what exists is listed. */
import { House, Settings } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useText } from '../text/use-text.tsx';
import { Hint } from './Hint.tsx';
import { Logo } from './Logo.tsx';
import css from './Rail.module.css';

export function Rail() {
  const t = useText();
  const [path] = useLocation();
  const isSettings = path === '/settings';
  return (
    <nav className={css.rail} aria-label={t('nav.label')}>
      <div className={css.brand}>
        <Logo />
        <span className={css.word}>{t('app.name')}</span>
      </div>
      <Place
        href="/"
        label={t('nav.home')}
        isHere={!isSettings}
        icon={<House size={18} strokeWidth={1.75} />}
      />
      <div className={css.foot}>
        <Place
          href="/settings"
          label={t('nav.settings')}
          isHere={isSettings}
          icon={<Settings size={18} strokeWidth={1.75} />}
        />
      </div>
    </nav>
  );
}

interface PlaceProps {
  readonly href: string;
  readonly label: string;
  readonly isHere: boolean;
  readonly icon: React.ReactElement;
}

function Place({ href, label, isHere, icon }: PlaceProps) {
  return (
    <Hint text={label} side="right" className={css.hint}>
      <Link href={href} className={css.place} aria-label={label} aria-current={isHere ? 'page' : undefined}>
        {icon}
        <span className={css.word} aria-hidden="true">
          {label}
        </span>
      </Link>
    </Hint>
  );
}
