/** Keeps passports up to date, in the transaction that writes the rows they are made of. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { halvingPeriod } from '../core/subsidy.ts';
import type { EventEntry, ShareEntry, SightingEntry } from './entries.ts';
import type { MinuteRow } from './messages.ts';

const DAY_MS = 86_400_000;
/** Steps of recovery in which the chips were woken anew. */
const RESETS: ReadonlySet<unknown> = new Set(['chipReset', 'reopen', 'lowerClock']);

export class PassportWriter {
  readonly #statements: Readonly<Record<keyof typeof SQL, StatementSync>>;

  /** The file must be migrated. */
  constructor(db: DatabaseSync) {
    this.#statements = {
      see: db.prepare(SQL.see),
      seePlace: db.prepare(SQL.seePlace),
      add: db.prepare(SQL.add),
      addWork: db.prepare(SQL.addWork),
      addDay: db.prepare(SQL.addDay),
      share: db.prepare(SQL.share),
      reset: db.prepare(SQL.reset),
    };
  }

  see(stick: number, { atMs, model, name, serialNumber, location }: SightingEntry): void {
    const seenMs = Math.floor(atMs);
    this.#statements.see.run(stick, model, name, serialNumber, seenMs, seenMs);
    if (location !== null) this.#statements.seePlace.run(stick, location, seenMs);
  }

  /** Adds a minute to the passport of its stick; what has no passport is no stick. */
  addMinute(stick: number, row: MinuteRow): void {
    const startMs = Math.floor(row.startMs);
    const { changes } = this.#statements.add.run(
      Math.floor(startMs + row.coveredMs),
      row.hashedMs,
      row.energyWh ?? 0,
      Math.max(0, row.coveredMs - row.meteredMs),
      row.workDifficulty,
      row.accepted,
      row.rejected,
      row.hardwareErrors,
      stick,
    );
    if (changes === 0) return;
    const { networkDifficulty, blockHeight, workDifficulty } = row;
    if (workDifficulty > 0 && networkDifficulty !== null && blockHeight !== null) {
      this.#statements.addWork.run(stick, networkDifficulty, halvingPeriod(blockHeight), workDifficulty);
    }
    if (row.energyOrigin === 'measured' && row.energyWh !== null && row.hashedMs > 0) {
      const dayMs = startMs - (startMs % DAY_MS);
      this.#statements.addDay.run(stick, dayMs, row.hashedMs, row.energyWh, workDifficulty);
    }
  }

  addShare(stick: number, { shareDifficulty, atMs, isBlock }: ShareEntry): void {
    this.#statements.share.run(shareDifficulty, Math.floor(atMs), isBlock ? 1 : 0, stick);
  }

  /** Only steps of recovery count; any other event changes nothing. */
  addEvent(stickOf: (stickId: string) => number, { code, subject, params }: EventEntry): void {
    const isReset = (code === 'recoveryStep' && RESETS.has(params.step)) || code === 'tooFewNonces';
    if (isReset && subject.startsWith('stick:')) {
      this.#statements.reset.run(stickOf(subject.slice('stick:'.length)));
    }
  }
}

const SQL = {
  see: `
INSERT INTO passports (stick, model, name, serial_number, first_seen_ms, last_seen_ms) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET model = excluded.model, name = excluded.name,
  serial_number = ifnull(excluded.serial_number, serial_number),
  first_seen_ms = min(first_seen_ms, excluded.first_seen_ms),
  last_seen_ms = max(last_seen_ms, excluded.last_seen_ms)`,
  seePlace: `
INSERT INTO passport_places (stick, location, last_seen_ms) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET last_seen_ms = max(last_seen_ms, excluded.last_seen_ms)`,
  add: `
UPDATE passports SET last_seen_ms = max(last_seen_ms, ?), hashed_ms = hashed_ms + ?, energy_wh = energy_wh + ?,
  unmetered_ms = unmetered_ms + ?, work_difficulty = work_difficulty + ?, accepted = accepted + ?,
  rejected = rejected + ?, hardware_errors = hardware_errors + ? WHERE stick = ?`,
  addWork: `
INSERT INTO passport_work (stick, network_difficulty, subsidy_epoch, work_difficulty) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET work_difficulty = work_difficulty + excluded.work_difficulty`,
  addDay: `
INSERT INTO passport_days (stick, day_ms, hashed_ms, energy_wh, work_difficulty) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET hashed_ms = hashed_ms + excluded.hashed_ms,
  energy_wh = energy_wh + excluded.energy_wh, work_difficulty = work_difficulty + excluded.work_difficulty`,
  share: `
UPDATE passports SET
  best_share_at_ms = CASE WHEN ?1 > ifnull(best_share_difficulty, -1) THEN ?2 ELSE best_share_at_ms END,
  best_share_difficulty = max(ifnull(best_share_difficulty, -1), ?1), blocks = blocks + ?3 WHERE stick = ?4`,
  reset: 'UPDATE passports SET resets = resets + 1 WHERE stick = ?',
} as const;
