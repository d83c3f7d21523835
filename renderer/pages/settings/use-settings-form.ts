/**
 * A form over a part of the settings. When the settings change underneath it, fields the user has touched
 * keep what was typed and the others show the new values.
 */
import { zodResolver } from '@hookform/resolvers/zod';
import { useEffect, useRef } from 'react';
import { type DefaultValues, type FieldValues, useForm } from 'react-hook-form';
import type { z } from 'zod';

export interface SettingsFormOptions<Input extends FieldValues, Output extends FieldValues> {
  readonly schema: z.ZodType<Output, Input>;
  /** What the settings hold now, as the fields show it. */
  readonly stored: Input;
  /** Three-way: what was stored before, what stands in the fields, what is stored now. */
  readonly merge?: (before: Input, typed: Input, stored: Input) => Input;
}

export function useSettingsForm<Input extends FieldValues, Output extends FieldValues>({
  schema,
  stored,
  merge = mergeFields,
}: SettingsFormOptions<Input, Output>) {
  const form = useForm<Input, unknown, Output>({
    resolver: zodResolver(schema),
    defaultValues: stored as DefaultValues<Input>,
  });
  const base = useRef(stored);
  const key = JSON.stringify(stored);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the stored values
  useEffect(() => {
    const next = merge(base.current, form.getValues(), stored);
    base.current = stored;
    form.reset(stored);
    form.reset(next, { keepDefaultValues: true });
  }, [key]);
  return {
    form,
    /** The fields are stored as they are given here. */
    accept: (fields: Input): void => {
      base.current = fields;
      form.reset(fields);
    },
    discard: (): void => form.reset(stored),
  };
}

/** Field by field: what differs from `before` was typed and stays. */
export function mergeFields<Fields extends FieldValues>(
  before: Fields,
  typed: Fields,
  stored: Fields,
): Fields {
  const merged = Object.keys(stored).map((name) => [
    name,
    typed[name] === before[name] ? stored[name] : typed[name],
  ]);
  return Object.fromEntries(merged) as Fields;
}
