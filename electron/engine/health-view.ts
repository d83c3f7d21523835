/** What the caretaker knows, as it goes into a frame. Pure: care in, state out. */
import type { HubState, StickState } from '../contract/frame.ts';
import type { Settings } from '../contract/settings.ts';
import type { Reading } from '../contract/units.ts';
import type { StickStatus } from '../device/stick.ts';
import { limitsOf } from '../device/stick-limits.ts';
import { coreMvRange } from './clock-plan.ts';
import { known, unknown } from './readings.ts';
import type { StickCare } from './stick-care.ts';
import type { StickSlot } from './stick-slot.ts';

type HealthFields = Pick<
  StickState,
  'abilities' | 'chips' | 'rampPoints' | 'recovery' | 'hashingSinceMs' | 'hardwareErrorShare'
>;

/** The fields of a stick that come from its care and its limits. */
export function healthFields(
  { identity, stick, record }: StickSlot,
  care: StickCare,
  status: StickStatus | null,
  facts: { readonly nowMs: number; readonly expertMode: boolean },
): HealthFields {
  const limits = limitsOf(identity.model, facts.expertMode);
  const { clockMhz } = limits;
  const { share } = care.errors;
  return {
    abilities: {
      frequencyMhz: clockMhz === null ? null : { min: clockMhz.min, max: clockMhz.max, step: clockMhz.step },
      coreMv: coreMvRange(stick?.abilities ?? null, limits),
      fan: stick?.abilities.fan ?? false,
      blink: stick?.abilities.blink ?? null,
    },
    chips: care.chips.states(status?.chipFrequenciesMhz ?? [], status?.chipHardwareErrors),
    rampPoints: [...care.ramp.points],
    recovery: care.recovery,
    hashingSinceMs: record.hashingSinceMs,
    hardwareErrorShare:
      share === null ? unknown('measuring', 'measured', facts.nowMs) : known(share, 'measured', facts.nowMs),
  };
}

/** Hubs with a stick on them, by their place; watts are those of the sticks. */
export function hubsOf(
  sticks: readonly StickState[],
  slots: readonly StickSlot[],
  hubs: Settings['hubs'],
  sum: (parts: readonly Reading<number>[]) => Reading<number>,
): HubState[] {
  const locations = new Map(slots.map(({ identity }) => [identity.id, identity.location]));
  const groups = new Map<string, StickState[]>();
  for (const stick of sticks) {
    if (stick.hubId === null || stick.health === 'lost') continue;
    groups.set(stick.hubId, [...(groups.get(stick.hubId) ?? []), stick]);
  }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([id, members]) => ({
      id,
      name: hubs[id]?.name ?? null,
      portCount: null,
      ratedW: hubs[id]?.ratedW ?? null,
      powerW: sum(members.map(({ powerW }) => powerW)),
      sticks: members.map((stick) => ({
        stickId: stick.id,
        port: portOf(locations.get(stick.id) ?? null, id),
      })),
    }));
}

/** `1-1.4.2` on the hub `1-1.4` is at its port 2; null for anything else. */
function portOf(location: string | null, hubId: string): number | null {
  if (location === null || !location.startsWith(hubId)) return null;
  const rest = /^[.-](\d{1,3})$/.exec(location.slice(hubId.length));
  return rest === null ? null : Number(rest[1]);
}
