/** What a tile says of its stick: the hashrate it may show, and its second line. Pure. */
import type { StickState } from '../../electron/contract/frame.ts';
import type { Format } from './format.ts';
import { codeId } from './use-text.tsx';
import type { Sentence } from './verdict.ts';

/** The cause of a stick that cools with its chips stopped. */
const STOPPED_BY_HEAT = 'overheated';

/** Zero as soon as nonces stop, never the last value; null while nothing is measured or no stick is there. */
export function shownHs(stick: StickState, isGone: boolean): number | null {
  if (isUnknown(stick, isGone)) return null;
  return isHashing(stick) ? stick.hashrate.hashrateHs.value : 0;
}

/** A dash that waits for its first estimate, unlike one of a stick that is not there. */
export function isMeasuring(stick: StickState, isGone: boolean): boolean {
  const { value, reason } = stick.hashrate.hashrateHs;
  return (
    shownHs(stick, isGone) === null && !isUnknown(stick, isGone) && value === null && reason === 'measuring'
  );
}

function isUnknown({ health, cause }: Pick<StickState, 'health' | 'cause'>, isGone: boolean): boolean {
  return isGone || health === 'lost' || health === 'new' || cause?.code === 'portMissing';
}

/** Whether it finds nonces in this state: one that cools does, unless it was stopped for it. */
export function isHashing({ health, cause }: Pick<StickState, 'health' | 'cause'>): boolean {
  if (health === 'cooling') return cause?.code !== STOPPED_BY_HEAT;
  return health === 'mining' || health === 'ramping' || health === 'tuning';
}

/** Measured over expected, 0 to 1, while it hashes; else 0. */
export function shareOfExpected(stick: StickState): number {
  const { hashrate, expectedHs } = stick;
  if (!isHashing(stick) || !expectedHs.value) return 0;
  return Math.min(1, (hashrate.hashrateHs.value ?? 0) / expectedHs.value);
}

/** Null for a stick that mines: its numbers stand there instead. */
export function secondLine(stick: StickState, nowMs: number, format: Format): Sentence | null {
  const { health, cause, frequencyMhz, targetFrequencyMhz, inputV } = stick;
  switch (health) {
    case 'new':
      return { id: 'stick.new' };
    case 'ramping': {
      if (frequencyMhz.value === null) return { id: 'stick.starting' };
      const values = {
        frequency: format.whole(frequencyMhz.value),
        target: format.whole(targetFrequencyMhz),
      };
      if (inputV.value === null) return { id: 'stick.ramping', values };
      return { id: 'stick.rampingVolts', values: { ...values, volts: format.volts(inputV.value) } };
    }
    case 'tuning':
      return tuningLine(stick, nowMs, format);
    case 'cooling':
      return coolingLine(stick, format);
    case 'lost':
      return { id: 'stick.waiting' };
    case 'stalled':
      return stalledLine(stick, nowMs, format);
    case 'needsHelp':
      return { id: codeId('cause', cause?.code), values: cause?.params ?? {} };
    case 'paused':
      return cause === null
        ? { id: 'stick.paused' }
        : { id: codeId('cause', cause.code), values: cause.params };
    case 'mining':
      return null;
  }
}

function tuningLine({ tuning }: StickState, nowMs: number, format: Format): Sentence | null {
  if (tuning === null) return null;
  const { done, planned, endsAtMs } = tuning;
  return {
    id: 'stick.tuning',
    values: {
      done: Math.min(planned, done + 1),
      planned,
      left: endsAtMs === null ? 'none' : format.roughDuration(endsAtMs - nowMs),
    },
  };
}

function coolingLine({ tempC, cause }: StickState, format: Format): Sentence {
  if (tempC.value === null) return { id: 'stick.coolingPlain' };
  const temp = format.whole(tempC.value);
  if (cause?.code === STOPPED_BY_HEAT) return { id: 'stick.coolingStopped', values: { temp } };
  const until = cause?.params.resumeC;
  return typeof until === 'number'
    ? { id: 'stick.coolingUntil', values: { temp, until: format.whole(until) } }
    : { id: 'stick.cooling', values: { temp } };
}

function stalledLine(
  { cause, recovery, lastNonceAtMs }: StickState,
  nowMs: number,
  format: Format,
): Sentence {
  if (cause !== null && cause.code !== 'silent')
    return { id: codeId('cause', cause.code), values: cause.params };
  if (lastNonceAtMs === null) return { id: 'stick.stalledPlain' };
  const values = { age: format.duration(nowMs - lastNonceAtMs) };
  return recovery === null
    ? { id: 'stick.stalled', values }
    : { id: `stick.recovery.${recovery.step}`, values };
}
