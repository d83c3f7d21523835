/** Faults that the caretaker sees, read off the state of this moment. */
import type { Fault, HubState } from '../contract/frame.ts';
import type { Settings } from '../contract/settings.ts';
import type { BrownOut } from './brown-out-watch.ts';
import { sagParams } from './power-doctor.ts';
import type { Standing } from './standing.ts';
import type { StickCare } from './stick-care.ts';
import type { StickSlot } from './stick-slot.ts';

export interface HealthFacts {
  readonly nowMs: number;
  readonly slots: readonly StickSlot[];
  readonly careOf: (slot: StickSlot) => StickCare;
  /** Of the hubs. */
  readonly standing: Standing;
  /** With wall times. */
  readonly brownOuts: readonly BrownOut[];
  readonly hubs: readonly HubState[];
  readonly settings: Pick<Settings, 'hubs'>;
}

/** Warnings of sticks that mine all the same, then those of what feeds them. */
export function healthFaults(facts: HealthFacts): Fault[] {
  const { slots, brownOuts, hubs, settings } = facts;
  return [
    ...slots.flatMap((slot) => faultsOfStick(slot, facts)),
    ...brownOuts.map((group) => brownOutFault(group, settings.hubs)),
    ...hubs.flatMap((hub) => overBudget(hub, facts)),
  ];
}

function faultsOfStick(slot: StickSlot, { nowMs, careOf }: HealthFacts): Fault[] {
  if (slot.stick === null) return [];
  const care = careOf(slot);
  const [silentChip] = care.silentChips;
  const isHere = (code: string, isSo: boolean, params: Fault['params']): Fault[] => {
    const sinceMs = care.standing.since(code, isSo, nowMs);
    if (sinceMs === null) return [];
    return [{ code, severity: 'warn', subject: { kind: 'stick', id: slot.identity.id }, params, sinceMs }];
  };
  const { isStopped, isSensorLost } = care.guard.state;
  return [
    ...isHere('chipSilent', silentChip !== undefined, {
      chip: (silentChip ?? 0) + 1,
      chips: slot.stick.status.chipCount ?? 0,
    }),
    ...isHere('hardwareErrors', care.errors.isSuspicious, {
      percent: Math.round((care.errors.share ?? 0) * 1000) / 10,
    }),
    ...isHere('telemetryLost', isSensorLost, {}),
    ...isHere('overheated', isStopped, { tempC: Math.round(care.telemetry?.tempC ?? 0) }),
    // One that no clock helps is called so by its health.
    ...isHere(
      'usbPowerSags',
      care.sag !== null && !care.isStarved,
      care.sag === null ? {} : sagParams(care.sag),
    ),
  ];
}

function brownOutFault({ hubId, stickIds, sinceMs }: BrownOut, hubs: Settings['hubs']): Fault {
  return {
    code: hubId === null ? 'sticksFellTogether' : 'hubBrownOut',
    severity: 'warn',
    subject: { kind: 'host', id: hubId ?? 'usb' },
    params: { hub: hubId === null ? '' : (hubs[hubId]?.name ?? hubId), count: stickIds.length },
    sinceMs,
  };
}

function overBudget({ id, name, ratedW, powerW }: HubState, { standing, nowMs }: HealthFacts): Fault[] {
  if (ratedW === null || powerW.value === null) return [];
  const sinceMs = standing.since(`budget ${id}`, powerW.value > ratedW, nowMs);
  if (sinceMs === null) return [];
  const params = { hub: name ?? id, watts: Math.round(powerW.value * 10) / 10, ratedW };
  return [{ code: 'hubOverBudget', severity: 'warn', subject: { kind: 'host', id }, params, sinceMs }];
}
