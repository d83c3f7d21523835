/** The shape of a number and its line while nothing is known yet: still bars, and only after 300 ms. */
import css from './LoadingBars.module.css';

export function LoadingBars() {
  return (
    <div className={css.bars} aria-hidden="true">
      <div className={css.number} />
      <div className={css.detail} />
    </div>
  );
}
