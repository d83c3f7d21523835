/** Lengths of time as people say them: in the two largest units that matter. */

export type DurationUnit = 'day' | 'hour' | 'minute' | 'second';

export interface DurationPart {
  readonly value: number;
  readonly unit: DurationUnit;
}

/** Each unit with its length and from when on it is used: "61 s" says more than "1 min 1 s". */
const UNITS: readonly { readonly unit: DurationUnit; readonly seconds: number; readonly from: number }[] = [
  { unit: 'day', seconds: 86_400, from: 86_400 },
  { unit: 'hour', seconds: 3_600, from: 3_600 },
  { unit: 'minute', seconds: 60, from: 120 },
  { unit: 'second', seconds: 1, from: 1 },
];

/** 206,000 ms gives 3 minutes and 26 seconds; a whole unit stands alone; negative lengths count as zero. */
export function durationParts(ms: number): readonly DurationPart[] {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const index = UNITS.findIndex((unit) => seconds >= unit.from || seconds === unit.seconds);
  const first = UNITS[index];
  if (first === undefined) return [{ value: 0, unit: 'second' }];
  const parts = [{ value: Math.floor(seconds / first.seconds), unit: first.unit }];
  const second = UNITS[index + 1];
  const rest = second === undefined ? 0 : Math.floor((seconds % first.seconds) / second.seconds);
  if (second !== undefined && rest > 0) parts.push({ value: rest, unit: second.unit });
  return parts;
}
