/** Top of every screen: its sentence, what stands beside it, and the Pause button in its one place. */
import type { ReactNode } from 'react';
import { useSnapshot } from '../state/use-miner.tsx';
import css from './PageHeader.module.css';
import { PauseButton } from './PauseButton.tsx';

interface PageHeaderProps {
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  readonly line: ReactNode;
  /** Stands before the Pause button. */
  readonly action?: ReactNode;
}

export function PageHeader({ icon, title, line, action }: PageHeaderProps) {
  const isDemo = useSnapshot(({ hello }) => hello?.demo === true);
  return (
    <header className={`${css.header} ${isDemo ? css.demo : ''}`}>
      {icon}
      <div className={css.words}>
        <h1>{title}</h1>
        <p>{line}</p>
      </div>
      {action}
      <PauseButton />
    </header>
  );
}
