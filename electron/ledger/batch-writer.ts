/**
 * Writes one batch in one transaction, exactly once: the batch's number is stored in the same transaction,
 * so a batch sent again after a crash is recognised.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { halvingPeriod } from '../core/subsidy.ts';
import type { EventEntry, ShareEntry } from './entries.ts';
import type { Batch, MinuteRow } from './messages.ts';
import { PassportWriter } from './passport-writer.ts';
import { faultOf } from './sqlite-fault.ts';
import { TuningWriter } from './tunings.ts';

/** Runs remembered: far more than can still have a batch under way. */
const RUNS_KEPT = 100;
/** Pricings change hourly at most with a spot tariff; the cache is for the current few. */
const CACHED_PRICINGS = 500;

const MINUTE_COLUMNS = [
  'start_ms',
  'stick',
  'pricing',
  'covered_ms',
  'paused_ms',
  'metered_ms',
  'work_difficulty',
  'nonces',
  'accepted_difficulty',
  'accepted',
  'rejected',
  'stale',
  'lost',
  'hardware_errors',
  'expected_hashes',
  'energy_wh',
  'energy_origin',
  'block_height',
] as const;
const SUMMED_COLUMNS = MINUTE_COLUMNS.slice(3, 15);

/** Adds a row to the one of the same key. Unknown energy adds nothing; unlike origins make `partModelled`. */
export const UPSERT_MINUTE = `
INSERT INTO minutes (${MINUTE_COLUMNS.join(', ')}) VALUES (${MINUTE_COLUMNS.map(() => '?').join(', ')})
ON CONFLICT DO UPDATE SET
  ${SUMMED_COLUMNS.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')},
  energy_wh = CASE WHEN excluded.energy_wh IS NULL THEN energy_wh
    ELSE ifnull(energy_wh, 0) + excluded.energy_wh END,
  energy_origin = CASE WHEN excluded.energy_origin IS NULL THEN energy_origin
    WHEN ifnull(energy_origin, excluded.energy_origin) = excluded.energy_origin THEN excluded.energy_origin
    ELSE 'partModelled' END,
  block_height = nullif(max(ifnull(block_height, -1), ifnull(excluded.block_height, -1)), -1)`;

export class BatchWriter {
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  readonly #passports: PassportWriter;
  readonly #tunings: TuningWriter;
  readonly #stickIds = new Map<string, number>();
  readonly #pricingIds = new Map<string, number>();

  /** The file must be migrated. */
  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = prepareStatements(db);
    this.#passports = new PassportWriter(db);
    this.#tunings = new TuningWriter(db);
  }

  /** Enters a new run and returns its number; forgets runs long past. */
  beginRun(): number {
    const run = Number(this.#statements.newRun.get()?.run);
    this.#statements.forgetRuns.run(run - RUNS_KEPT);
    return run;
  }

  /**
   * Commits the batch, or nothing of it: throws SQLite's error after a rollback. A batch of this run that
   * was committed before is left alone. Rows the tables refuse are dropped and counted.
   */
  write(run: number, seq: number, batch: Batch): { readonly dropped: number } {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const lastSeq = this.#statements.lastSeq.get(run)?.last_seq;
      const dropped = typeof lastSeq === 'number' && seq <= lastSeq ? 0 : this.#writeRows(batch);
      this.#statements.setSeq.run(run, seq);
      this.#db.exec('COMMIT');
      return { dropped };
    } catch (error) {
      this.#stickIds.clear();
      this.#pricingIds.clear();
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #writeRows(batch: Batch): number {
    let dropped = 0;
    // First: what follows is added to passports that are there.
    for (const sighting of batch.sightings) {
      dropped += refused(() => this.#passports.see(this.#stickId(sighting.stickId), sighting));
    }
    for (const minute of batch.minutes) dropped += refused(() => this.#writeMinute(minute));
    for (const share of batch.shares) dropped += refused(() => this.#writeShare(share));
    for (const event of batch.events) dropped += refused(() => this.#writeEvent(event));
    for (const tuning of batch.tunings) dropped += refused(() => this.#tunings.keep(tuning));
    return dropped;
  }

  #writeMinute(minute: MinuteRow): void {
    this.#statements.minute.run(
      Math.floor(minute.startMs),
      this.#stickId(minute.stickId),
      this.#pricingId(minute),
      minute.coveredMs,
      minute.pausedMs,
      minute.meteredMs,
      minute.workDifficulty,
      minute.nonces,
      minute.acceptedDifficulty,
      minute.accepted,
      minute.rejected,
      minute.stale,
      minute.lost,
      minute.hardwareErrors,
      minute.expectedHashes,
      minute.energyWh,
      minute.energyOrigin,
      minute.blockHeight,
    );
    this.#passports.addMinute(this.#stickId(minute.stickId), minute);
  }

  #writeShare(share: ShareEntry): void {
    const { changes } = this.#statements.share.run(
      share.shareId,
      this.#stickId(share.stickId),
      share.poolId,
      Math.floor(share.atMs),
      share.assignedDifficulty,
      share.shareDifficulty,
      share.isBlock ? 1 : 0,
      share.outcome,
      share.rejectKind,
      share.rejectText,
      share.latencyMs,
    );
    if (changes > 0) this.#passports.addShare(this.#stickId(share.stickId), share);
  }

  #writeEvent(event: EventEntry): void {
    this.#statements.event.run(
      Math.floor(event.atMs),
      event.code,
      event.subject,
      JSON.stringify(event.params),
    );
    this.#passports.addEvent((stickId) => this.#stickId(stickId), event);
  }

  #stickId(stickId: string): number {
    const known = this.#stickIds.get(stickId);
    if (known !== undefined) return known;
    this.#statements.addStick.run(stickId);
    const id = Number(this.#statements.findStick.get(stickId)?.id);
    this.#stickIds.set(stickId, id);
    return id;
  }

  #pricingId(minute: MinuteRow): number {
    const pricing = [
      minute.currency,
      minute.networkDifficulty,
      minute.blockHeight === null ? null : halvingPeriod(minute.blockHeight),
      minute.pricePerKwh,
      minute.btcPrice,
    ] as const;
    const key = JSON.stringify(pricing);
    const known = this.#pricingIds.get(key);
    if (known !== undefined) return known;
    this.#statements.addPricing.run(...pricing);
    const id = Number(this.#statements.findPricing.get(...pricing)?.id);
    if (this.#pricingIds.size >= CACHED_PRICINGS) this.#pricingIds.clear();
    this.#pricingIds.set(key, id);
    return id;
  }
}

/** SQLite undoes a refused statement alone and keeps the transaction. */
function refused(write: () => void): 0 | 1 {
  try {
    write();
    return 0;
  } catch (error) {
    if (faultOf(error) === 'badRow') return 1;
    throw error;
  }
}

type Statements = Readonly<Record<StatementName, StatementSync>>;
type StatementName =
  | 'newRun'
  | 'forgetRuns'
  | 'lastSeq'
  | 'setSeq'
  | 'minute'
  | 'share'
  | 'event'
  | 'addStick'
  | 'findStick'
  | 'addPricing'
  | 'findPricing';

function prepareStatements(db: DatabaseSync): Statements {
  return {
    newRun: db.prepare(
      'INSERT INTO writers (run, last_seq) SELECT ifnull(max(run), 0) + 1, 0 FROM writers RETURNING run',
    ),
    forgetRuns: db.prepare('DELETE FROM writers WHERE run <= ?'),
    lastSeq: db.prepare('SELECT last_seq FROM writers WHERE run = ?'),
    setSeq: db.prepare(
      'INSERT INTO writers (run, last_seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET last_seq = max(last_seq, excluded.last_seq)',
    ),
    minute: db.prepare(UPSERT_MINUTE),
    share: db.prepare(
      `INSERT INTO shares (share_id, stick, pool_id, at_ms, assigned_difficulty, share_difficulty, is_block,
        outcome, reject_kind, reject_text, latency_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    event: db.prepare('INSERT INTO events (at_ms, code, subject, params) VALUES (?, ?, ?, ?)'),
    addStick: db.prepare('INSERT INTO sticks (stick_id) VALUES (?) ON CONFLICT DO NOTHING'),
    findStick: db.prepare('SELECT id FROM sticks WHERE stick_id = ?'),
    addPricing: db.prepare(
      `INSERT INTO pricings (currency, network_difficulty, subsidy_epoch, price_per_kwh, btc_price)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    findPricing: db.prepare(
      `SELECT id FROM pricings WHERE currency = ? AND ifnull(network_difficulty, -1) = ifnull(?, -1)
        AND ifnull(subsidy_epoch, -1) = ifnull(?, -1) AND ifnull(price_per_kwh, '') = ifnull(?, '')
        AND ifnull(btc_price, '') = ifnull(?, '')`,
    ),
  };
}
