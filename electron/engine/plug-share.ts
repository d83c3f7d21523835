/** Whose a plug's watts are: shared out among its sticks, less the computer where that hangs on it too. */
import type { Fault } from '../contract/frame.ts';
import type { PlugSetting } from '../contract/settings.ts';
import type { Origin, Reading, StickId } from '../contract/units.ts';
import { known, leastSure, unknown } from './readings.ts';
import { isHashing, isMissing, type StickPower } from './stick-power.ts';
import type { StickSlot } from './stick-slot.ts';

export interface PlugFacts {
  readonly plug: PlugSetting;
  readonly reading: Reading<number>;
  readonly slots: readonly StickSlot[];
  /** What each stick draws by its other sources, as weights. */
  readonly own: ReadonlyMap<StickId, StickPower>;
  /** Of the whole computer. */
  readonly hostW: Reading<number>;
}

export interface PlugShares {
  /** Empty when the plug says nothing of its sticks: their next source does. */
  readonly shares: ReadonlyMap<StickId, Reading<number>>;
  readonly fault: Fault | null;
}

const NOTHING: PlugShares = { shares: new Map(), fault: null };

/**
 * Each stick's part of what the plug measures, by its other watts. One stick alone has all of it; several whose watts
 * nothing else tells have no part that anyone knows. A plug that shows nothing while its sticks hash is not believed.
 */
export function plugShares({ plug, reading, slots, own, hostW }: PlugFacts): PlugShares {
  const here = slots.filter((slot) => plug.stickIds.includes(slot.identity.id) && !isMissing(slot));
  if (reading.value === null || here.length === 0) return NOTHING;
  if (plug.includesHost && hostW.value === null) return NOTHING;
  const watts = reading.value - (plug.includesHost ? (hostW.value ?? 0) : 0);
  if (watts <= 0 && here.some(isHashing)) return { shares: new Map(), fault: showsNothing(plug, here) };
  const origin: Origin = plug.includesHost && hostW.origin !== 'measured' ? 'partModelled' : reading.origin;
  const parts = here.map((slot) => ({ id: slot.identity.id, power: own.get(slot.identity.id)?.reading }));
  const weighed = parts.flatMap(({ power }) => power?.value ?? []);
  const total = weighed.reduce((sum, weight) => sum + weight, 0);
  const isWeighed = weighed.length === parts.length && total > 0;
  const shares = parts.map(({ id, power }): [StickId, Reading<number>] => {
    if (parts.length === 1) return [id, known(Math.max(0, watts), origin, reading.atMs)];
    if (!isWeighed) return [id, unknown('plugShareUnknown', 'measured', reading.atMs)];
    const part = (Math.max(0, watts) * (power?.value ?? 0)) / total;
    // What is shared out by a model is no more sure than a sum with one in it.
    const isModelled = parts.some((other) => other.power?.origin !== 'measured');
    return [id, known(part, isModelled ? leastSure(origin, 'partModelled') : origin, reading.atMs)];
  });
  return { shares: new Map(shares), fault: null };
}

function showsNothing(plug: PlugSetting, here: readonly StickSlot[]): Fault {
  return {
    code: 'plugShowsNothing',
    severity: 'warn',
    subject: { kind: 'plug', id: plug.id },
    params: { name: plug.name },
    sinceMs: Math.max(...here.filter(isHashing).map(({ healthSinceMs }) => healthSinceMs)),
  };
}
