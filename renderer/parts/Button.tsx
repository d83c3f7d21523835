/** A button with a word. `primary` is for the one thing a screen or a dialog is about. */
import type { ComponentProps } from 'react';
import css from './Button.module.css';

type ButtonProps = ComponentProps<'button'> & {
  readonly kind?: 'primary' | 'plain';
  readonly size?: 'normal' | 'small';
};

export function Button({ kind = 'plain', size = 'normal', className, type, ...rest }: ButtonProps) {
  const classes = [css.button, css[kind], size === 'small' ? css.small : '', className ?? ''];
  return <button type={type ?? 'button'} className={classes.join(' ')} {...rest} />;
}
