/** Something happened that the app survives: what, what Hashwatt does about it, and at most one button. */
import { CircleAlert, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './Banner.module.css';

interface BannerProps {
  readonly tone: 'fault' | 'warn' | 'note';
  readonly title: string;
  readonly body: string;
  readonly action?: ReactNode;
  /** Set where the text appears because of what the user just did. */
  readonly isAlert?: boolean;
}

const ICONS: Readonly<Record<BannerProps['tone'], LucideIcon>> = {
  fault: TriangleAlert,
  warn: CircleAlert,
  note: Info,
};

export function Banner({ tone, title, body, action, isAlert = false }: BannerProps) {
  const Icon = ICONS[tone];
  return (
    <div className={`${css.banner} ${css[tone]}`} role={isAlert ? 'alert' : undefined}>
      <Icon size={18} strokeWidth={2} aria-hidden="true" />
      <p>
        <b>{title}</b> {body}
      </p>
      {action}
    </div>
  );
}
