/** The places one can go to. Only what exists is listed. */
import { House, Settings, Usb } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useFrame } from '../state/use-miner.tsx';
import { useText } from '../text/use-text.tsx';
import { Hint } from './Hint.tsx';
import { Logo } from './Logo.tsx';
import css from './Rail.module.css';

export function Rail() {
  const t = useText();
  const [path] = useLocation();
  const here = path === '/settings' ? 'settings' : path.startsWith('/sticks') ? 'sticks' : 'home';
  const helpless =
    useFrame(({ sticks }) => sticks.filter(({ health }) => health === 'needsHelp').length) ?? 0;
  return (
    <nav className={css.rail} aria-label={t('nav.label')}>
      <div className={css.brand}>
        <Logo />
        <span className={css.word}>{t('app.name')}</span>
      </div>
      <Place
        href="/"
        label={t('nav.home')}
        isHere={here === 'home'}
        icon={<House size={18} strokeWidth={1.75} />}
      />
      <Place
        href="/sticks"
        label={t('nav.sticks')}
        alert={helpless === 0 ? undefined : t('nav.needsHelp', { count: helpless })}
        isHere={here === 'sticks'}
        icon={<Usb size={18} strokeWidth={1.75} />}
      />
      <div className={css.foot}>
        <Place
          href="/settings"
          label={t('nav.settings')}
          isHere={here === 'settings'}
          icon={<Settings size={18} strokeWidth={1.75} />}
        />
      </div>
    </nav>
  );
}

interface PlaceProps {
  readonly href: string;
  readonly label: string;
  /** Somebody is needed there: a dot, and the label with its reason for readers. */
  readonly alert?: string | undefined;
  readonly isHere: boolean;
  readonly icon: React.ReactElement;
}

function Place({ href, label, alert, isHere, icon }: PlaceProps) {
  return (
    <Hint text={alert ?? label} side="right" className={css.hint}>
      <Link
        href={href}
        className={css.place}
        aria-label={alert ?? label}
        aria-current={isHere ? 'page' : undefined}
      >
        {icon}
        <span className={css.word} aria-hidden="true">
          {label}
        </span>
        {alert !== undefined && <span className={css.dot} aria-hidden="true" />}
      </Link>
    </Hint>
  );
}
