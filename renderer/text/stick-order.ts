/** Which stick needs me? Worst first; within one state in the host's (the user's) order. Pure. */
import type { StickHealth, StickState } from '../../electron/contract/frame.ts';

const ORDER: readonly StickHealth[] = [
  'needsHelp',
  'stalled',
  'lost',
  'cooling',
  'new',
  'ramping',
  'tuning',
  'mining',
  'paused',
];

export function sortSticks(sticks: readonly StickState[]): readonly StickState[] {
  return sticks.toSorted((a, b) => ORDER.indexOf(a.health) - ORDER.indexOf(b.health));
}
