/** The line under a number, empty like it when the miner is not heard of; where the window is narrow, its shorter form. */
import type { ReactNode } from 'react';
import { useSnapshot } from '../../state/use-miner.tsx';
import css from './NumberCards.module.css';

interface DetailProps {
  readonly children: ReactNode;
  /** Left out where the long form is short enough. */
  readonly narrow?: ReactNode;
}

export function Detail({ children, narrow }: DetailProps) {
  const isGone = useSnapshot(({ freshness }) => freshness.kind === 'gone');
  if (isGone) return <p className={css.detail} />;
  if (narrow === undefined) return <p className={css.detail}>{children}</p>;
  return (
    <p className={css.detail}>
      <span className={css.wide}>{children}</span>
      <span className={css.narrow}>{narrow}</span>
    </p>
  );
}
