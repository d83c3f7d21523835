/** One of many choices, found by typing a part of its name. */
import { Combobox } from '@base-ui/react/combobox';
import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import css from './ChoiceField.module.css';
import field from './TextField.module.css';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface ChoiceFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly error?: string | undefined;
  readonly choices: readonly Choice[];
  /** What the button is called that shows all of them. */
  readonly openLabel: string;
  /** Said when none has what was typed. */
  readonly noneText: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function ChoiceField(props: ChoiceFieldProps) {
  const { label, hint, error, choices, openLabel, noneText, value, onChange } = props;
  const id = useId();
  const chosen = choices.find((choice) => choice.value === value) ?? { value, label: value };
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      <Combobox.Root
        items={choices}
        value={chosen}
        isItemEqualToValue={(a: Choice, b: Choice) => a.value === b.value}
        onValueChange={(choice: Choice | null) => choice !== null && onChange(choice.value)}
        autoHighlight
      >
        <Combobox.InputGroup className={field.box}>
          <Combobox.Input
            id={id}
            className={field.input}
            aria-invalid={error !== undefined}
            aria-describedby={`${id}-note`}
            spellCheck={false}
          />
          <Combobox.Trigger className={css.trigger} aria-label={openLabel}>
            <ChevronDown size={15} strokeWidth={1.75} />
          </Combobox.Trigger>
        </Combobox.InputGroup>
        <Combobox.Portal>
          <Combobox.Positioner className={css.positioner} sideOffset={6}>
            <Combobox.Popup className={css.popup}>
              <Combobox.Empty>
                <p className={css.none}>{noneText}</p>
              </Combobox.Empty>
              <Combobox.List className={css.list}>
                {(choice: Choice) => (
                  <Combobox.Item key={choice.value} value={choice} className={css.item}>
                    {choice.label}
                  </Combobox.Item>
                )}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      <div id={`${id}-note`} className={error === undefined ? field.hint : field.error}>
        {error ?? hint}
      </div>
    </div>
  );
}
