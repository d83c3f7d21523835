/** One MinerFrame from everything the engine knows. It reads; it keeps nothing. */
import type { HashrateEstimate, MinerFrame, StickState } from '../contract/frame.ts';
import type { Settings } from '../contract/settings.ts';
import type { Reading, StickId } from '../contract/units.ts';
import type { StickTelemetry } from '../device/stick.ts';
import type { TotalsGroup } from '../ledger/entries.ts';
import { healthFields, hubsOf } from './health-view.ts';
import { type NetworkFacts, outlookOf, perHour, satsPerDay } from './outlook.ts';
import type { PoolRecord } from './pool-record.ts';
import { type PowerPicture, stickPower } from './power-chain.ts';
import { known, leastSure, sumReadings, textOf, unknown } from './readings.ts';
import { type Pause, runStateOf } from './run-state.ts';
import type { StickCare } from './stick-care.ts';
import { expectedHsOf, isHashing, isMissing } from './stick-power.ts';
import type { StickSlot } from './stick-slot.ts';
import { summariseToday } from './today-summary.ts';
import { rateOf, type WindowSums } from './work-window.ts';

export interface FrameFacts {
  readonly seq: number;
  readonly nowMs: number;
  readonly monoMs: number;
  readonly startedAtMs: number;
  readonly settings: Settings;
  readonly settingsRevision: number;
  readonly slots: readonly StickSlot[];
  readonly pool: PoolRecord | null;
  readonly network: NetworkFacts | null;
  readonly pause: Pause | null;
  readonly power: PowerPicture;
  readonly today: { readonly startMs: number; readonly groups: readonly TotalsGroup[] };
  readonly faults: MinerFrame['faults'];
  readonly careOf: (slot: StickSlot) => StickCare;
  readonly tuningOf: (id: StickId) => StickState['tuning'];
}

/** The whole slow state at `nowMs`, with absolute numbers. What is not known is null with a reason. */
export function buildFrame(facts: FrameFacts): MinerFrame {
  const { nowMs, slots, settings, pool } = facts;
  const sticks = slots.map((slot) => stickState(slot, facts));
  const present = sticks.filter((stick) => stick.health !== 'lost');
  const hashrate = slots.every(isMissing) ? noEstimate('noSticks', nowMs) : estimate(windowsOf(facts), nowMs);
  const powerW = facts.power.fleetW;
  const outlook = outlookOf({
    nowMs,
    hashrateHs: hashrate.hashrateHs,
    powerW,
    network: facts.network,
    prices: settings,
  });
  return {
    seq: facts.seq,
    nowMs,
    startedAtMs: facts.startedAtMs,
    settingsRevision: facts.settingsRevision,
    run: runStateOf({
      healths: slots.map((slot) => slot.health),
      poolPhase: pool?.source.status.phase ?? null,
      hashing: slots.some(isHashing),
      pause: facts.pause,
    }),
    fleet: {
      hashrate,
      expectedHs: sumReadings(
        present.map((stick) => stick.expectedHs),
        'noSticks',
        nowMs,
      ),
      powerW,
      powerLines: [...facts.power.lines],
      efficiencyJth: efficiency(powerW, hashrate.hashrateHs, nowMs),
      costPerHour: perHour(outlook.costPerDay),
      netPerHour: perHour(outlook.netPerDay),
    },
    today: summariseToday({
      ...facts.today,
      nowMs,
      currency: settings.currency,
      hasPrices: { kwh: settings.pricePerKwh !== null, btc: settings.btcPrice !== null },
    }),
    outlook,
    sticks,
    hubs: hubsOf(sticks, slots, settings.hubs, (parts) => sumReadings(parts, 'noSticks', nowMs)),
    pool: pool?.state(nowMs, hashrate.hashrateHs) ?? null,
    faults: [...facts.faults],
  };
}

function stickState(slot: StickSlot, facts: FrameFacts): StickState {
  const { nowMs, settings, network } = facts;
  const { identity, record } = slot;
  const status = slot.stick?.status ?? slot.lastStatus;
  const window = windowOf(slot, facts);
  const hashrate = isMissing(slot)
    ? noEstimate('noStick', nowMs)
    : estimate(window === null ? [] : [window], nowMs);
  const counters = record.counters(slot.stick?.status.counters ?? null);
  const sats = satsPerDay(hashrate.hashrateHs, network);
  const setting = settings.sticks[identity.id];
  const { reading: powerW, source: powerSource } = stickPower(facts.power, identity.id, nowMs);
  const care = facts.careOf(slot);
  const telemetry = slot.stick === null ? null : care.telemetry;
  return {
    id: identity.id,
    model: identity.model,
    modelName: identity.modelName,
    name: setting?.name ?? identity.modelName,
    note: setting?.note ?? null,
    path: identity.path,
    serialNumber: identity.serialNumber,
    simulated: identity.simulated,
    health: slot.health,
    healthSinceMs: slot.healthSinceMs,
    cause: slot.cause === null ? null : { code: slot.cause.code, params: { ...slot.cause.params } },
    hashrate,
    expectedHs: expectedHsOf(slot, nowMs),
    powerW,
    powerSource,
    efficiencyJth: efficiency(powerW, hashrate.hashrateHs, nowMs),
    tempC: sensed(telemetry, 'tempC', nowMs),
    inputV: sensed(telemetry, 'inputV', nowMs),
    inputA: sensed(telemetry, 'inputA', nowMs),
    coreMv: sensed(telemetry, 'coreMv', nowMs),
    fanRpm: sensed(telemetry, 'fanRpm', nowMs),
    targetCoreMv: status?.targetCoreMv ?? setting?.targetCoreMv ?? null,
    targetFrequencyMhz: status?.targetFrequencyMhz ?? setting?.targetFrequencyMhz ?? 0,
    frequencyMhz:
      slot.stick === null || status?.frequencyMhz == null
        ? unknown('notReadYet', 'measured', nowMs)
        : known(status.frequencyMhz, 'measured', status.frequencyAtMs ?? nowMs),
    chipCount: status?.chipCount ?? null,
    expectedChipCount: status?.expectedChipCount ?? null,
    baudRate: slot.stick === null ? null : (status?.baudRate ?? null),
    ticketDifficulty: status?.ticketDifficulty ?? null,
    expectedSatsPerDay:
      sats === null
        ? unknown(hashrate.hashrateHs.reason ?? 'noHashrate', 'modelled', nowMs)
        : known(textOf(sats), 'modelled', nowMs),
    isTwin: identity.isTwin,
    hubId: identity.hubId,
    profile: setting?.profile ?? null,
    tuning: facts.tuningOf(identity.id),
    ...healthFields(slot, care, status, { nowMs, expertMode: settings.expertMode }),
    acceptedHashrate: isMissing(slot)
      ? noEstimate('noStick', nowMs)
      : estimate(window === null ? [] : [record.accepted.sums(facts.monoMs) ?? []].flat(), nowMs),
    shares: record.shares,
    nonces: counters.nonces,
    duplicates: counters.duplicates,
    hardwareErrors: counters.hardwareErrors,
    orphanNonces: counters.orphanNonces,
    badFrames: counters.badFrames,
    resets: counters.resets,
    lastNonceAtMs: status?.lastNonceAtMs ?? null,
  };
}

type Sense = 'tempC' | 'inputV' | 'inputA' | 'coreMv' | 'fanRpm';

function sensed(telemetry: StickTelemetry | null, sense: Sense, nowMs: number): Reading<number> {
  const value = telemetry?.[sense] ?? null;
  return value === null
    ? unknown('noSensor', 'measured', nowMs)
    : known(value, 'measured', telemetry?.atMs ?? nowMs);
}

function windowsOf(facts: FrameFacts): WindowSums[] {
  return facts.slots.flatMap((slot) => windowOf(slot, facts) ?? []);
}

/** Only of a stick that mines now: a hashrate never outlives its nonces, and one that the user paused is a known zero. */
function windowOf(slot: StickSlot, { monoMs, pause }: FrameFacts): WindowSums | null {
  if (slot.stick === null || (pause !== null && !isHashing(slot))) return null;
  return slot.record.window.sums(monoMs);
}

function estimate(windows: readonly WindowSums[], nowMs: number): HashrateEstimate {
  const rate = rateOf(windows);
  if (rate === null) {
    return { hashrateHs: known(0, 'measured', nowMs), lowHs: null, highHs: null, windowMs: 0 };
  }
  if (rate.isYoung) return { ...noEstimate('measuring', nowMs), windowMs: rate.windowMs };
  return {
    hashrateHs: known(rate.hashrateHs, 'measured', nowMs),
    lowHs: rate.lowHs,
    highHs: rate.highHs,
    windowMs: rate.windowMs,
  };
}

const noEstimate = (reason: string, nowMs: number): HashrateEstimate => ({
  hashrateHs: unknown(reason, 'measured', nowMs),
  lowHs: null,
  highHs: null,
  windowMs: 0,
});

function efficiency(powerW: Reading<number>, hashrateHs: Reading<number>, nowMs: number): Reading<number> {
  const origin = leastSure(powerW.origin, hashrateHs.origin);
  if (powerW.value === null) return unknown('noPower', origin, nowMs);
  if (hashrateHs.value === null) return unknown(hashrateHs.reason ?? 'noHashrate', origin, nowMs);
  if (hashrateHs.value === 0) return unknown('noHashrate', origin, nowMs);
  return known(powerW.value / (hashrateHs.value / 1e12), origin, nowMs);
}
