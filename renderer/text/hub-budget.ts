/** What a hub's supply still has to give. Pure. */
import type { HubState, StickState } from '../../electron/contract/frame.ts';
import type { StickId } from '../../electron/contract/units.ts';

export interface HubBudget {
  readonly usedW: number | null;
  readonly ratedW: number | null;
  readonly leftW: number | null;
  /** A stick on it that stands still and would draw more than now; null when none does or its need is not known. */
  readonly wanting: { readonly name: string; readonly watts: number; readonly frequencyMhz: number } | null;
}

export function hubBudget(hub: HubState, sticks: readonly StickState[]): HubBudget {
  const usedW = hub.powerW.value;
  const { ratedW } = hub;
  const ids = new Set(hub.sticks.map(({ stickId }) => stickId));
  const still = sticks.find(({ id, health }) => ids.has(id) && health === 'needsHelp');
  return {
    usedW,
    ratedW,
    leftW: usedW === null || ratedW === null ? null : ratedW - usedW,
    wanting: still === undefined ? null : wantOf(still, sticks),
  };
}

/** By a stick of the same model that mines at its clock: it draws what this one would. */
function wantOf({ name, model, targetFrequencyMhz }: StickState, sticks: readonly StickState[]) {
  const like = sticks.find(
    (stick) =>
      stick.model === model &&
      stick.health === 'mining' &&
      stick.frequencyMhz.value === targetFrequencyMhz &&
      stick.powerW.value !== null,
  );
  const watts = like?.powerW.value ?? null;
  return watts === null ? null : { name, watts, frequencyMhz: targetFrequencyMhz };
}

export interface Port {
  /** Null where the system does not tell. */
  readonly port: number | null;
  readonly stickId: StickId | null;
}

/** Those with a stick and, as far as the hub's size is known, the free ones; by number, unknown ones last. */
export function portsOf({ portCount, sticks }: Pick<HubState, 'portCount' | 'sticks'>): readonly Port[] {
  const isWhole = sticks.every(({ port }) => port !== null);
  const taken = new Set(sticks.map(({ port }) => port));
  const numbers = Array.from({ length: isWhole ? (portCount ?? 0) : 0 }, (_, index) => index + 1);
  const free: Port[] = numbers.filter((port) => !taken.has(port)).map((port) => ({ port, stickId: null }));
  return [...sticks, ...free].toSorted(
    (a, b) => (a.port ?? Number.POSITIVE_INFINITY) - (b.port ?? Number.POSITIVE_INFINITY),
  );
}
