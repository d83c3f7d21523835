/**
 * Everything that draws power at this moment, each watt once: the sticks by their best source, and as named lines what
 * stands between them and the wall. Pure; the frame and the books read the same picture.
 */
import type { Fault, PowerLine } from '../contract/frame.ts';
import type { Settings } from '../contract/settings.ts';
import type { Reading, StickId } from '../contract/units.ts';
import { plugShares } from './plug-share.ts';
import { known, leastSure, sumReadings, unknown } from './readings.ts';
import { isMissing, ownPowerOf, type StickPower } from './stick-power.ts';
import type { StickSlot } from './stick-slot.ts';

/** What is measured outside the sticks. */
export interface PowerSources {
  /** By the id of the plug. */
  readonly plugs: () => ReadonlyMap<string, Reading<number>>;
  /** The computer's watts; the reason `cpuOnly` says that it is the processor's alone. */
  readonly hostW: () => Reading<number>;
}

export interface PowerFacts {
  readonly nowMs: number;
  readonly slots: readonly StickSlot[];
  readonly settings: Pick<Settings, 'sticks' | 'plugs' | 'powerChain'>;
  readonly sources: PowerSources;
}

export interface PowerPicture {
  readonly sticks: ReadonlyMap<StickId, StickPower>;
  readonly lines: readonly PowerLine[];
  /** Sticks and lines together; null as soon as one is unknown. */
  readonly fleetW: Reading<number>;
  readonly faults: readonly Fault[];
}

export function powerPicture(facts: PowerFacts): PowerPicture {
  const { nowMs, slots, settings, sources } = facts;
  const own = new Map(
    slots.map((slot) => [slot.identity.id, ownPowerOf(slot, settings.sticks[slot.identity.id], nowMs)]),
  );
  const readings = sources.plugs();
  const hostW = wholeHostW(facts);
  const shared = settings.plugs.map((plug) => {
    const reading = readings.get(plug.id) ?? unknown('noAnswerYet', 'measured', nowMs);
    return plugShares({ plug, reading, slots, own, hostW });
  });
  const byPlug = new Map(shared.flatMap(({ shares }) => [...shares]));
  const sticks = new Map(
    [...own].map(([id, power]): [StickId, StickPower] => {
      const reading = byPlug.get(id);
      if (reading === undefined) return [id, power];
      return [id, { reading, source: reading.value === null ? 'none' : 'plug' }];
    }),
  );
  const lines = linesOf(facts, sticks);
  return {
    sticks,
    lines,
    fleetW:
      slots.length === 0
        ? unknown('noSticks', 'modelled', nowMs)
        : sumReadings(
            [...[...sticks.values()].map(({ reading }) => reading), ...lines.map(({ powerW }) => powerW)],
            'noSticks',
            nowMs,
          ),
    faults: shared.flatMap(({ fault }) => fault ?? []),
  };
}

/** Of one stick in the picture. */
export function stickPower({ sticks }: PowerPicture, id: StickId, nowMs: number): StickPower {
  return sticks.get(id) ?? { reading: unknown('noPowerModel', 'modelled', nowMs), source: 'none' };
}

/** None at all while no stick is here: then nothing is mined with the rest either. */
function linesOf(facts: PowerFacts, sticks: PowerPicture['sticks']): PowerLine[] {
  const here = facts.slots.filter((slot) => !isMissing(slot));
  if (here.length === 0) return [];
  const hub = hubLossOf(facts, here, sticks);
  const supply = supplyLossOf(facts, here, sticks, hub);
  const host = hostOf(facts);
  return [
    ...(hub === null ? [] : [{ code: 'hubLoss' as const, powerW: hub }]),
    ...(supply === null ? [] : [{ code: 'psuLoss' as const, powerW: supply }]),
    ...(host === null ? [] : [{ code: 'host' as const, powerW: host }]),
  ];
}

/** Read at the wall, with the losses of hub and power supply in it: a plug, a calibration, what the user typed. */
const AT_WALL: ReadonlySet<StickPower['source']> = new Set(['plug', 'calibrated', 'typed']);

/** Of each hub with a stick on it, unless a stick of it is read at the wall: then its loss is in that. */
function hubLossOf(
  { settings, nowMs }: PowerFacts,
  here: readonly StickSlot[],
  sticks: PowerPicture['sticks'],
): Reading<number> | null {
  const { hubLossW } = settings.powerChain;
  if (hubLossW === null) return null;
  const hubs = new Set(here.flatMap(({ identity }) => identity.hubId ?? []));
  for (const { identity } of here) {
    const source = sticks.get(identity.id)?.source ?? 'none';
    if (identity.hubId !== null && AT_WALL.has(source)) hubs.delete(identity.hubId);
  }
  return hubs.size === 0 ? null : known(hubs.size * hubLossW, 'typed', nowMs);
}

/** What the power supply takes more than it gives, for sticks that are not read at the wall and for the hubs. */
function supplyLossOf(
  { settings, nowMs }: PowerFacts,
  here: readonly StickSlot[],
  sticks: PowerPicture['sticks'],
  hub: Reading<number> | null,
): Reading<number> | null {
  const { psuEfficiency } = settings.powerChain;
  if (psuEfficiency === null) return null;
  const behind = here.flatMap(({ identity }) => {
    const power = sticks.get(identity.id);
    return power === undefined || AT_WALL.has(power.source) ? [] : power.reading;
  });
  const fed = [...behind, ...(hub === null ? [] : [hub])];
  if (fed.length === 0) return null;
  const given = sumReadings(fed, 'noSticks', nowMs);
  const origin = leastSure(given.origin, 'typed');
  if (given.value === null) return unknown(given.reason ?? 'partUnknown', origin, nowMs);
  return known(given.value * (1 / psuEfficiency - 1), origin, given.atMs);
}

/** The part of the computer that the user charges to mining. */
function hostOf(facts: PowerFacts): Reading<number> | null {
  const { hostShare } = facts.settings.powerChain;
  if (hostShare === 0) return null;
  const whole = wholeHostW(facts);
  const best = whole.value === null ? facts.sources.hostW() : whole;
  if (best.value === null) return unknown('noHostPower', 'measured', facts.nowMs);
  return { ...best, value: best.value * hostShare, origin: leastSure(best.origin, 'typed') };
}

/** Measured or typed, of the whole computer: the processor alone is not what hangs on a plug. */
function wholeHostW({ settings, sources, nowMs }: PowerFacts): Reading<number> {
  const measured = sources.hostW();
  if (measured.value !== null && measured.reason !== 'cpuOnly') return measured;
  const { hostTypedW } = settings.powerChain;
  return hostTypedW === null ? unknown('noHostPower', 'typed', nowMs) : known(hostTypedW, 'typed', nowMs);
}
