/** A badge that can be asked: pointing at it or tabbing to it shows how the number is known. */
import type { ReactNode } from 'react';
import type { Origin } from '../../electron/contract/units.ts';
import { useText } from '../text/use-text.tsx';
import css from './AskBadge.module.css';
import { Badge } from './Badge.tsx';
import { Hint } from './Hint.tsx';

interface AskBadgeProps {
  readonly origin: Origin;
  /** What the number is, for readers. */
  readonly label: string;
  readonly isBrief?: boolean;
  /** What stands in the tooltip under the meaning of the badge. */
  readonly children: ReactNode;
}

export function AskBadge({ origin, label, isBrief = false, children }: AskBadgeProps) {
  const t = useText();
  const word = t(`origin.${origin}`);
  return (
    <Hint
      text={
        <>
          <p>
            <b>{word}</b> {t(`origin.${origin}.detail`)}
          </p>
          {children}
        </>
      }
    >
      <button type="button" className={css.ask} aria-label={t('origin.ask', { origin: word, label })}>
        <Badge origin={origin} isBrief={isBrief} />
      </button>
    </Hint>
  );
}
