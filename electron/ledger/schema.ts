/**
 * The tables, as an ordered list of migrations counted by PRAGMA user_version. A released migration is
 * never edited: a change is a new entry at the end.
 */
import type { DatabaseSync } from 'node:sqlite';
import { PASSPORTS } from './passport-schema.ts';
import { TUNINGS } from './tunings.ts';

/**
 * `minutes` holds one row per stick, segment and pricing; rows past 400 days start at quarter hours.
 * `metered_ms` is the part of `covered_ms` whose watts are known. Sticks and pricings are interned: a year
 * of three sticks takes about 150 MB instead of three times that. `subsidy_epoch` (height / 210,000, the
 * halving interval of Bitcoin's consensus rules) is part of a pricing because sats depend on it; the
 * height itself changes every ten minutes and does not.
 * `rejects` counts share rows that were removed, by quarter hour, so that any local day can be summed.
 * `writers` remembers the last batch of each run, in the transaction that wrote it.
 */
const VERSION_1 = `
CREATE TABLE writers (run INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL) STRICT;
CREATE TABLE marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sticks (id INTEGER PRIMARY KEY, stick_id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE pricings (
  id INTEGER PRIMARY KEY,
  network_difficulty REAL,
  subsidy_epoch INTEGER,
  price_per_kwh TEXT,
  btc_price TEXT,
  currency TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX pricings_key ON pricings (
  currency, ifnull(network_difficulty, -1), ifnull(subsidy_epoch, -1),
  ifnull(price_per_kwh, ''), ifnull(btc_price, '')
);
CREATE TABLE minutes (
  start_ms INTEGER NOT NULL,
  stick INTEGER NOT NULL REFERENCES sticks (id),
  pricing INTEGER NOT NULL REFERENCES pricings (id),
  covered_ms REAL NOT NULL,
  paused_ms REAL NOT NULL,
  metered_ms REAL NOT NULL,
  work_difficulty REAL NOT NULL,
  nonces INTEGER NOT NULL,
  accepted_difficulty REAL NOT NULL,
  accepted INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  stale INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  hardware_errors INTEGER NOT NULL,
  expected_hashes REAL NOT NULL,
  energy_wh REAL,
  energy_origin TEXT,
  block_height INTEGER,
  PRIMARY KEY (start_ms, stick, pricing)
) STRICT, WITHOUT ROWID;
CREATE TABLE shares (
  share_id TEXT NOT NULL UNIQUE,
  stick INTEGER NOT NULL REFERENCES sticks (id),
  pool_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  assigned_difficulty REAL NOT NULL,
  share_difficulty REAL NOT NULL,
  is_block INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  reject_kind TEXT,
  reject_text TEXT,
  latency_ms REAL
) STRICT;
CREATE INDEX shares_at ON shares (at_ms);
CREATE INDEX shares_best ON shares (share_difficulty);
CREATE TABLE rejects (
  slot_ms INTEGER NOT NULL,
  pool_id TEXT NOT NULL,
  reject_kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (slot_ms, pool_id, reject_kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  code TEXT NOT NULL,
  subject TEXT NOT NULL,
  params TEXT NOT NULL
) STRICT;
CREATE INDEX events_at ON events (at_ms);
`;

/** Step n brings a file from version n to n + 1. */
export const MIGRATIONS: readonly string[] = [VERSION_1, PASSPORTS, TUNINGS];

/** Steps that the file has behind it; 0 = a new file. */
export function schemaVersionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version);
}

/**
 * Brings the file from its version to the newest, each step in its own transaction together with its
 * version number: a step that fails or is cut off leaves the file as it was before that step.
 */
export function migrate(db: DatabaseSync, migrations: readonly string[]): void {
  for (let version = schemaVersionOf(db); version < migrations.length; version += 1) {
    db.exec('BEGIN IMMEDIATE');
    try {
      // Read again under the lock: a second process may have taken this step meanwhile.
      if (schemaVersionOf(db) === version) {
        db.exec(`${migrations[version]}; PRAGMA user_version = ${version + 1}`);
      }
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
}
