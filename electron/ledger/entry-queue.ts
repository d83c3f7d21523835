/**
 * Entries on their way to the worker. Increments of one minute are added up here, so that a disk that
 * refuses for hours costs memory by the minute and not by the second; what is too much even so becomes
 * quarter hours, then the oldest goes.
 */
import type {
  EventEntry,
  LedgerEntry,
  MinuteEntry,
  ShareEntry,
  SightingEntry,
  TuningEntry,
} from './entries.ts';
import type { Batch, MinuteRow } from './messages.ts';
import { quarterOf } from './quarter-hour.ts';

interface QueueLimits {
  /** Rows of one kind that may wait: 20,000 minutes are 110 hours of three sticks, quarter hours 70 days. */
  readonly rowsPerKind: number;
}

const QUEUE_LIMITS: QueueLimits = { rowsPerKind: 20_000 };

export class EntryQueue {
  readonly #limits: QueueLimits;
  #minutes = new Map<string, MinuteRow>();
  #shares: ShareEntry[] = [];
  #events: EventEntry[] = [];
  /** The newest of each stick at each place says it all. */
  #sightings = new Map<string, SightingEntry>();
  /** The newest of each says it all. */
  #tunings = new Map<string, TuningEntry>();

  constructor(limits: QueueLimits = QUEUE_LIMITS) {
    this.#limits = limits;
  }

  /** Rows waiting. */
  get size(): number {
    const [minutes, sightings, tunings] = [this.#minutes.size, this.#sightings.size, this.#tunings.size];
    return minutes + this.#shares.length + this.#events.length + sightings + tunings;
  }

  /** Returns how many old rows had to go to make room: 0 unless the limit is reached. */
  add(entry: LedgerEntry): number {
    switch (entry.kind) {
      case 'minute':
        addMinute(this.#minutes, { ...entry, meteredMs: entry.energyWh === null ? 0 : entry.coveredMs });
        return this.#boundMinutes();
      case 'share':
        this.#shares.push(entry);
        return boundOldest(this.#shares, this.#limits.rowsPerKind);
      case 'event':
        this.#events.push(entry);
        return boundOldest(this.#events, this.#limits.rowsPerKind);
      case 'sighting':
        this.#sightings.set(JSON.stringify([entry.stickId, entry.location]), entry);
        return 0;
      case 'tuning':
        this.#tunings.set(entry.record.id, entry);
        return 0;
    }
  }

  /** Takes everything out, oldest first: a part would part shares from their sums. Null when nothing waits. */
  take(): Batch | null {
    if (this.size === 0) return null;
    const batch: Batch = {
      minutes: [...this.#minutes.values()],
      shares: this.#shares,
      events: this.#events,
      sightings: [...this.#sightings.values()],
      tunings: [...this.#tunings.values()],
    };
    this.#minutes = new Map();
    this.#shares = [];
    this.#events = [];
    this.#sightings = new Map();
    this.#tunings = new Map();
    return batch;
  }

  #boundMinutes(): number {
    if (this.#minutes.size <= this.#limits.rowsPerKind) return 0;
    const quarters = new Map<string, MinuteRow>();
    for (const row of this.#minutes.values()) {
      addMinute(quarters, { ...row, startMs: quarterOf(row.startMs) });
    }
    this.#minutes = quarters;
    const surplus = [...quarters.keys()].slice(0, Math.max(0, quarters.size - this.#limits.rowsPerKind));
    for (const key of surplus) quarters.delete(key);
    return surplus.length;
  }
}

/** Rows in the batch. */
export const batchSize = (batch: Batch): number =>
  batch.minutes.length +
  batch.shares.length +
  batch.events.length +
  batch.sightings.length +
  batch.tunings.length;

function boundOldest(rows: unknown[], limit: number): number {
  return rows.length > limit ? rows.splice(0, rows.length - limit).length : 0;
}

/** Adds up by stick, start and everything that prices the row. */
function addMinute(rows: Map<string, MinuteRow>, row: MinuteRow): void {
  const key = JSON.stringify([
    row.stickId,
    row.startMs,
    row.networkDifficulty,
    row.blockHeight,
    row.pricePerKwh,
    row.btcPrice,
    row.currency,
  ]);
  const other = rows.get(key);
  rows.set(key, other === undefined ? row : sumOf(other, row));
}

function sumOf(a: MinuteRow, b: MinuteRow): MinuteRow {
  return {
    ...a,
    coveredMs: a.coveredMs + b.coveredMs,
    hashedMs: a.hashedMs + b.hashedMs,
    pausedMs: a.pausedMs + b.pausedMs,
    meteredMs: a.meteredMs + b.meteredMs,
    workDifficulty: a.workDifficulty + b.workDifficulty,
    nonces: a.nonces + b.nonces,
    acceptedDifficulty: a.acceptedDifficulty + b.acceptedDifficulty,
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
    stale: a.stale + b.stale,
    lost: a.lost + b.lost,
    hardwareErrors: a.hardwareErrors + b.hardwareErrors,
    expectedHashes: a.expectedHashes + b.expectedHashes,
    energyWh: b.energyWh === null ? a.energyWh : (a.energyWh ?? 0) + b.energyWh,
    energyOrigin: originOf(a.energyOrigin, b.energyOrigin),
  };
}

/** Unlike origins make `partModelled`, as in the table's own sum. */
function originOf(
  a: MinuteEntry['energyOrigin'],
  b: MinuteEntry['energyOrigin'],
): MinuteEntry['energyOrigin'] {
  if (a === null || a === b) return b;
  return b === null ? a : 'partModelled';
}
