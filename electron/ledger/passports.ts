/** Reads the passports. Their sums are in the tables; what is derived from them is worked out here. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Passport } from '../contract/passport.ts';
import { StickId } from '../contract/units.ts';
import { expectedSats } from '../core/earnings.ts';
import { HASHES_PER_DIFFICULTY_1 } from '../core/hashrate.ts';
import { type Decimal, decimal, decimalText } from '../core/money.ts';
import { subsidyOfPeriod } from '../core/subsidy.ts';

const DAY_MS = 86_400_000;
/** A day tells J/TH when it is over and the stick hashed for this much of it with measured watts. */
const ENOUGH_OF_A_DAY_MS = 6 * 3_600_000;
/** As many places as the contract lets through. */
const MOST_PLACES = 50;

/** Every stick that was ever here, the last seen first. `nowMs`: which day is not over yet. */
export function queryPassports(db: DatabaseSync, nowMs: number): readonly Passport[] {
  const sats = satsByStick(db);
  const jth = jthByStick(db, nowMs);
  const hubs = hubsByStick(db);
  return db
    .prepare(PASSPORTS)
    .all()
    .map((row) => {
      const stick = Number(row.stick);
      return {
        ...passportOf(row),
        expectedSats: decimalText(sats.get(stick) ?? decimal(0)),
        firstJth: jth.get(stick)?.first ?? null,
        latestJth: jth.get(stick)?.latest ?? null,
        hubs: (hubs.get(stick) ?? []).slice(0, MOST_PLACES),
      };
    });
}

const PASSPORTS = `
SELECT p.*, s.stick_id FROM passports p JOIN sticks s ON s.id = p.stick ORDER BY p.last_seen_ms DESC, p.stick`;

type Row = Record<string, SQLOutputValue>;

function passportOf(row: Row): Omit<Passport, 'expectedSats' | 'firstJth' | 'latestJth' | 'hubs'> {
  const stickId = StickId.parse(row.stick_id);
  return {
    stickId,
    // One of an earlier version that has not been seen since.
    model: textOf(row.model) ?? 'unknown',
    name: textOf(row.name) ?? stickId,
    serialNumber: textOf(row.serial_number),
    firstSeenMs: Number(row.first_seen_ms),
    lastSeenMs: Number(row.last_seen_ms),
    hashedMs: Number(row.hashed_ms),
    energyWh: Number(row.energy_wh),
    unmeteredMs: Number(row.unmetered_ms),
    workDifficulty: Number(row.work_difficulty),
    accepted: Number(row.accepted),
    rejected: Number(row.rejected),
    hardwareErrors: Number(row.hardware_errors),
    resets: Number(row.resets),
    bestShareDifficulty: numberOf(row.best_share_difficulty),
    bestShareAtMs: numberOf(row.best_share_at_ms),
    blocks: Number(row.blocks),
  };
}

/** Exact: each piece of work at the difficulty and subsidy of its time. */
function satsByStick(db: DatabaseSync): Map<number, Decimal> {
  const sums = new Map<number, Decimal>();
  for (const row of db.prepare('SELECT * FROM passport_work').all()) {
    const stick = Number(row.stick);
    const sats = expectedSats({
      workDifficulty: Number(row.work_difficulty),
      networkDifficulty: Number(row.network_difficulty),
      rewardSats: subsidyOfPeriod(Number(row.subsidy_epoch)),
    });
    sums.set(stick, (sums.get(stick) ?? decimal(0)).plus(sats));
  }
  return sums;
}

function jthByStick(db: DatabaseSync, nowMs: number): Map<number, { first: number; latest: number }> {
  const found = new Map<number, { first: number; latest: number }>();
  const today = nowMs - (nowMs % DAY_MS);
  const days = db.prepare(
    'SELECT * FROM passport_days WHERE day_ms < ? AND hashed_ms >= ? AND work_difficulty > 0 ORDER BY stick, day_ms',
  );
  for (const row of days.all(today, ENOUGH_OF_A_DAY_MS)) {
    const stick = Number(row.stick);
    const terahashes = (Number(row.work_difficulty) * HASHES_PER_DIFFICULTY_1) / 1e12;
    const latest = (Number(row.energy_wh) * 3600) / terahashes;
    if (latest > 0) found.set(stick, { first: found.get(stick)?.first ?? latest, latest });
  }
  return found;
}

function hubsByStick(db: DatabaseSync): Map<number, Passport['hubs']> {
  const found = new Map<number, Passport['hubs']>();
  const places = db.prepare('SELECT * FROM passport_places ORDER BY last_seen_ms DESC, location');
  for (const row of places.all()) {
    const stick = Number(row.stick);
    const place = { location: String(row.location), lastSeenMs: Number(row.last_seen_ms) };
    found.set(stick, [...(found.get(stick) ?? []), place]);
  }
  return found;
}

const textOf = (value: SQLOutputValue | undefined): string | null =>
  typeof value === 'string' ? value : null;
const numberOf = (value: SQLOutputValue | undefined): number | null =>
  typeof value === 'number' ? value : null;
