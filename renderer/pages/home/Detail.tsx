/**
 * The line under a number. It is one line in every window: what stands before or after is said where there is room for
 * it, so that nothing below moves when a figure gets longer.
 */
import type { ReactNode } from 'react';
import { useSnapshot } from '../../state/use-miner.tsx';
import css from './NumberCards.module.css';

/** Said with a comma, before or after. */
type LineProps = { readonly children: ReactNode } & (
  | { readonly before?: string | null; readonly after?: never }
  | { readonly before?: never; readonly after?: string | null }
);

/** Empty, like its number, when the miner is not heard of. */
export function Detail(props: LineProps) {
  const isGone = useSnapshot(({ freshness }) => freshness.kind === 'gone');
  return isGone ? <p className={css.detail} /> : <DetailLine {...props} />;
}

export function DetailLine({ children, before = null, after = null }: LineProps) {
  return (
    <p className={`${css.detail} ${before === null ? '' : css.keepsLast}`}>
      {before !== null && <span>{`${before}, `}</span>}
      <span>{children}</span>
      {after !== null && <span>{`, ${after}`}</span>}
    </p>
  );
}
