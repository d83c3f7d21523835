/** A titled part of a drawer's tab, and the rows of facts in it. */
import type { ReactNode } from 'react';
import css from './Part.module.css';

interface PartProps {
  readonly title: string;
  /** At the end of the title's line. */
  readonly end?: ReactNode;
  readonly children: ReactNode;
}

export function Part({ title, end, children }: PartProps) {
  return (
    <section className={css.part}>
      <div className={css.head}>
        <h3>{title}</h3>
        {end}
      </div>
      {children}
    </section>
  );
}

export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={css.facts}>{children}</dl>;
}

export function Fact({ word, children }: { readonly word: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}
