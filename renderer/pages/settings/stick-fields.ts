/** Names and frequencies of the sticks there are. Pure. */
import { z } from 'zod';
import type { StickState } from '../../../electron/contract/frame.ts';
import type { SettingsPatch } from '../../../electron/contract/settings.ts';
import { StickId } from '../../../electron/contract/units.ts';
import type { MessageId } from '../../text/use-text.tsx';
import { mergeFields } from './use-settings-form.ts';

const say = (id: MessageId): MessageId => id;

/** Widest range any driven chip has; the host knows the one of each model and keeps to it. */
const LOWEST_MHZ = 100;
const HIGHEST_MHZ = 800;

export const StickFields = z.object({
  sticks: z.array(
    z.object({
      id: z.string(),
      /** Empty: the model's name again. */
      name: z.string().trim().max(40, say('check.name')),
      frequencyMhz: z
        .string()
        .trim()
        .regex(/^\d{1,4}$/, say('check.frequency'))
        .refine((text) => Number(text) >= LOWEST_MHZ && Number(text) <= HIGHEST_MHZ, say('check.frequency')),
    }),
  ),
});
export type StickFields = z.infer<typeof StickFields>;

export function stickFieldsOf(sticks: readonly StickState[]): StickFields {
  return {
    sticks: sticks.map(({ id, name, targetFrequencyMhz }) => ({
      id,
      name,
      frequencyMhz: String(targetFrequencyMhz),
    })),
  };
}

/** Rows go with their stick: what was typed stays with it, whatever else came or went. */
export function mergeStickFields(before: StickFields, typed: StickFields, stored: StickFields): StickFields {
  const rowOf = ({ sticks }: StickFields, id: string) => sticks.find((row) => row.id === id);
  return {
    sticks: stored.sticks.map((row) => {
      const old = rowOf(before, row.id);
      const now = rowOf(typed, row.id);
      return old === undefined || now === undefined ? row : mergeFields(old, now, row);
    }),
  };
}

/** What differs from the sticks as they are, by stick and field; null when nothing does. */
export function stickPatchOf(sticks: readonly StickState[], fields: StickFields): SettingsPatch | null {
  const changes: NonNullable<SettingsPatch['sticks']> = {};
  for (const { id, name, frequencyMhz } of fields.sticks) {
    const stick = sticks.find((candidate) => candidate.id === id);
    if (stick === undefined) continue;
    const change = {
      ...(name === stick.name ? {} : { name: name === '' ? null : name }),
      ...(Number(frequencyMhz) === stick.targetFrequencyMhz
        ? {}
        : { targetFrequencyMhz: Number(frequencyMhz) }),
    };
    if (Object.keys(change).length > 0) changes[StickId.parse(id)] = change;
  }
  return Object.keys(changes).length === 0 ? null : { sticks: changes };
}
