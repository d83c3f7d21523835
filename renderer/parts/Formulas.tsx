/** Lines of a tooltip that say how a number came about. */
import { useText } from '../text/use-text.tsx';
import type { Sentence } from '../text/verdict.ts';
import css from './Formulas.module.css';

export function Formulas({ lines }: { readonly lines: readonly Sentence[] }) {
  const t = useText();
  if (lines.length === 0) return null;
  return (
    <ul className={css.lines}>
      {lines.map(({ id, values }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no other identity than their place
        <li key={index}>{t.rich(id, values)}</li>
      ))}
    </ul>
  );
}
