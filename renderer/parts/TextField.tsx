/** A field with its label, its hint or what is wrong with it, and a unit or note at its end. */
import { type ComponentProps, type ReactNode, useId } from 'react';
import css from './TextField.module.css';

type TextFieldProps = Omit<ComponentProps<'input'>, 'id'> & {
  readonly label: string;
  /** For readers only: where a table-like row needs no visible label. */
  readonly isLabelHidden?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly end?: ReactNode;
  readonly isMono?: boolean;
};

export function TextField({ label, isLabelHidden, hint, error, end, isMono, ...input }: TextFieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={css.field}>
      <label htmlFor={id} className={isLabelHidden ? 'readers' : css.label}>
        {label}
      </label>
      <div className={css.box}>
        <input
          id={id}
          className={`${css.input} ${isMono ? css.mono : ''}`}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={error !== undefined}
          aria-describedby={note === undefined ? undefined : noteId}
          {...input}
        />
        {end !== undefined && <span className={css.end}>{end}</span>}
      </div>
      {note !== undefined && (
        <div
          id={noteId}
          className={error === undefined ? css.hint : css.error}
          role={error === undefined ? undefined : 'alert'}
        >
          {note}
        </div>
      )}
    </div>
  );
}
