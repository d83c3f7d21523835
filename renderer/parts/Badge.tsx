/** Where a number comes from: shape and word, never colour. */
import type { Origin } from '../../electron/contract/units.ts';
import { useText } from '../text/use-text.tsx';
import css from './Badge.module.css';

interface BadgeProps {
  readonly origin: Origin;
  /** The glyph alone, with the word for readers: tables and narrow places. */
  readonly isBrief?: boolean;
}

export function Badge({ origin, isBrief = false }: BadgeProps) {
  const t = useText();
  const word = t(`origin.${origin}`);
  return (
    <span className={`${css.badge} ${isBrief ? css.brief : ''}`}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <Glyph origin={origin} />
      </svg>
      <span className={css.word}>{word}</span>
    </span>
  );
}

function Glyph({ origin }: { readonly origin: Origin }) {
  switch (origin) {
    case 'measured':
      return <circle className={css.filled} cx="6" cy="6" r="4.25" />;
    case 'partModelled':
      return (
        <>
          <circle className={css.line} cx="6" cy="6" r="4.25" />
          <path className={css.filled} d="M6 1.75a4.25 4.25 0 0 0 0 8.5z" />
        </>
      );
    case 'modelled':
      return <circle className={css.dashed} cx="6" cy="6" r="4.25" />;
    case 'reported':
      return (
        <>
          <circle className={css.line} cx="6" cy="6" r="4.25" />
          <circle className={css.filled} cx="6" cy="6" r="1.6" />
        </>
      );
    case 'typed':
      return <path className={css.line} d="M3.5 1.75h5M3.5 10.25h5M6 1.75v8.5" />;
  }
}
