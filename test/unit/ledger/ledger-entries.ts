/** Entries and rows for the ledger's tests. */
import type { EventEntry, MinuteEntry, ShareEntry } from '../../../electron/ledger/entries.ts';
import type { Batch, MinuteRow } from '../../../electron/ledger/messages.ts';

export const MINUTE_MS = 60_000;
/** A whole minute, quarter hour and UTC day. */
export const DAY_START_MS = Date.UTC(2026, 10, 24);

export function minuteEntry(change: Partial<MinuteEntry> = {}): MinuteEntry {
  return {
    kind: 'minute',
    stickId: 'serial:A',
    startMs: DAY_START_MS,
    coveredMs: MINUTE_MS,
    hashedMs: 60_000,
    pausedMs: 0,
    workDifficulty: 4_096,
    nonces: 16,
    acceptedDifficulty: 1_024,
    accepted: 2,
    rejected: 1,
    stale: 0,
    lost: 0,
    hardwareErrors: 0,
    expectedHashes: 1.6e13,
    energyWh: 0.2,
    energyOrigin: 'modelled',
    networkDifficulty: 140e12,
    blockHeight: 925_000,
    pricePerKwh: '0.30',
    btcPrice: '60000',
    currency: 'EUR',
    ...change,
  };
}

export const minuteRow = (change: Partial<MinuteEntry> = {}): MinuteRow => {
  const entry = minuteEntry(change);
  return { ...entry, meteredMs: entry.energyWh === null ? 0 : entry.coveredMs };
};

export function shareEntry(change: Partial<ShareEntry> = {}): ShareEntry {
  return {
    kind: 'share',
    shareId: 'share-1',
    stickId: 'serial:A',
    poolId: 'pool',
    atMs: DAY_START_MS,
    assignedDifficulty: 512,
    shareDifficulty: 700,
    isBlock: false,
    outcome: 'accepted',
    rejectKind: null,
    rejectText: null,
    latencyMs: 42.5,
    ...change,
  };
}

export function eventEntry(change: Partial<EventEntry> = {}): EventEntry {
  return {
    kind: 'event',
    atMs: DAY_START_MS,
    code: 'stickArrived',
    subject: 'stick:serial:A',
    params: { name: 'Compac F', chips: 1 },
    ...change,
  };
}

export const batchOf = (batch: Partial<Batch>): Batch => ({
  minutes: [],
  shares: [],
  events: [],
  sightings: [],
  tunings: [],
  ...batch,
});
