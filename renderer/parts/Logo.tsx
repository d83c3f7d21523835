/** An H whose bar is a zigzag, on the accent square. */
import css from './Logo.module.css';

export function Logo() {
  return (
    <svg className={css.logo} width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" />
      <path d="M7.5 6v12M16.5 6v12M7.5 13.5l3-3 3 3 3-3" />
    </svg>
  );
}
