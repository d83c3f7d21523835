/** What a sweep is told of its stick at this moment. Pure. */

import type { TunePoint } from '../../contract/tuning.ts';
import type { Reading } from '../../contract/units.ts';
import type { StickStatus } from '../../device/stick.ts';
import type { StickCare } from '../stick-care.ts';
import type { StickSlot } from '../stick-slot.ts';
import type { Observation, Trouble, WaitReason } from './point-watch.ts';

export interface TunedStick {
  /** Undefined for one whose tile is gone. */
  readonly slot: StickSlot | undefined;
  readonly care: StickCare | null;
  readonly powerW: Reading<number>;
  readonly isPaused: boolean;
  readonly hasJob: boolean;
}

/** What the chips read back is near what was asked: their dividers do not hit every clock. */
const CLOCK_TOLERANCE = 0.015;

/** Whether its chips hash at this point. */
export function isAtPoint({ phase, frequencyMhz, targetCoreMv }: StickStatus, point: TunePoint): boolean {
  if (phase !== 'mining' || frequencyMhz === null) return false;
  const isClock = Math.abs(frequencyMhz / point.frequencyMhz - 1) <= CLOCK_TOLERANCE;
  return isClock && (point.coreMv === null || targetCoreMv === point.coreMv);
}

export function observationOf(stick: TunedStick, point: TunePoint, elapsedMs: number): Observation {
  const { slot, care, powerW } = stick;
  const status = slot?.stick?.status ?? null;
  const telemetry = care?.telemetry ?? null;
  return {
    elapsedMs,
    isAtPoint: status !== null && isAtPoint(status, point),
    waitsFor: waitsFor(stick),
    trouble: slot === undefined || care === null ? null : troubleOf(slot, care),
    barredBy: care === null ? null : barredBy(care, point),
    expectedHs: status?.expectedHs ?? null,
    ticketDifficulty: status?.ticketDifficulty ?? null,
    powerW: powerW.value,
    isPowerMeasured: powerW.value !== null && isMeasured(powerW),
    tempC: telemetry?.tempC ?? null,
    inputV: telemetry?.inputV ?? null,
  };
}

/** A calibrated model is still a model of its clock: it says nothing new of another one. */
export const isMeasured = ({ origin }: Pick<Reading<number>, 'origin'>): boolean => origin === 'measured';

function waitsFor({ slot, isPaused, hasJob }: TunedStick): WaitReason | null {
  if (isPaused) return 'paused';
  if (!hasJob) return 'noPool';
  return slot?.stick == null ? 'stickLost' : null;
}

function troubleOf(slot: StickSlot, care: StickCare): Trouble | null {
  if (care.guard.state.isHot) return 'tooHot';
  if (care.isStarved) return 'powerSags';
  return care.ladder.step !== null || slot.stick?.status.phase === 'stalled' ? 'silent' : null;
}

/** A clock above what was learnt by failing is not reached any more. */
function barredBy({ learnt, isStarved }: StickCare, { frequencyMhz }: TunePoint): Trouble | null {
  const isBelow = (cap: number | null): boolean => cap !== null && cap < frequencyMhz;
  if (isStarved || isBelow(learnt.sag) || isBelow(learnt.brownOut)) return 'powerSags';
  return isBelow(learnt.recovery) ? 'silent' : null;
}
