/**
 * A number that can be asked where it comes from: pointing at it shows all its digits, its origin and its
 * age, a click copies the digits. A value that is not known is a dash with its reason.
 */
import { Tooltip } from '@base-ui/react/tooltip';
import { type ReactNode, useState } from 'react';
import type { Reading } from '../../electron/contract/units.ts';
import { useFrame, useSnapshot } from '../state/use-miner.tsx';
import { useFormat } from '../text/use-format.ts';
import { codeId, useText } from '../text/use-text.tsx';
import { Badge } from './Badge.tsx';
import { copyText } from './copy-text.ts';
import css from './Figure.module.css';
import { HintPopup } from './Hint.tsx';

interface FigureProps<T> {
  readonly reading: Reading<T>;
  /** What the number is, for readers and for the tooltip's first line. */
  readonly label: string;
  /** The number as it stands on the page. */
  readonly show: (value: T) => ReactNode;
  /** The same with all its digits, unit included. */
  readonly exact: (value: T) => string;
  /** More lines of the tooltip, such as the parts of a sum. */
  readonly details?: ReactNode;
}

export function Figure<T>({ reading, label, show, exact, details }: FigureProps<T>) {
  const t = useText();
  const format = useFormat();
  const nowMs = useFrame((frame) => frame.nowMs) ?? reading.atMs;
  const freshness = useSnapshot((snapshot) => snapshot.freshness);
  const [isCopied, setCopied] = useState(false);
  const { value } = reading;
  if (value === null || freshness.kind === 'gone') {
    return <Unknown reason={freshness.kind === 'gone' ? 'gone' : reading.reason} />;
  }
  const ageMs = nowMs - reading.atMs + (freshness.kind === 'stale' ? freshness.ageMs : 0);
  return (
    <Tooltip.Root onOpenChange={(isOpen) => isOpen || setCopied(false)}>
      <Tooltip.Trigger
        closeOnClick={false}
        className={`${css.figure} ${freshness.kind === 'stale' ? css.stale : ''}`}
        onClick={() => setCopied(copyText(exact(value)))}
      >
        <span className="readers">{label} </span>
        {show(value)}
      </Tooltip.Trigger>
      <HintPopup className={css.popup}>
        <p className={css.first}>
          <b>{exact(value)}</b>
          <span>{ageMs < 2_000 ? t('figure.now') : t('figure.age', { age: format.duration(ageMs) })}</span>
        </p>
        {details}
        <p className={css.origin}>
          <Badge origin={reading.origin} />
          <span>{t(`origin.${reading.origin}.detail`)}</span>
        </p>
        <p className={css.copy}>{isCopied ? t('figure.copied') : t('figure.copy')}</p>
      </HintPopup>
    </Tooltip.Root>
  );
}

function Unknown({ reason }: { readonly reason: string | undefined }) {
  const t = useText();
  return (
    <span className={css.unknown}>
      {t('unknown')}
      <span className={css.reason}>{reason === 'gone' ? null : t(codeId('reason', reason))}</span>
    </span>
  );
}
