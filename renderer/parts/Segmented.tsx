/** One of a few, all visible. */
import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import css from './Segmented.module.css';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  return (
    <RadioGroup
      className={css.group}
      aria-label={label}
      value={value}
      onValueChange={(picked) => {
        const option = options.find((candidate) => candidate.value === picked);
        if (option !== undefined) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <Radio.Root key={option.value} value={option.value} aria-label={option.label} className={css.segment}>
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
