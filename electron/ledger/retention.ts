/**
 * What the ledger forgets, in bounded steps: share rows after 30 days (the best 20 and blocks stay, rejects
 * stay as counts), events after 400 days, minutes after 400 days (they become quarter hours; every sum is
 * kept). A quarter hour spans no price edge, since rows of different pricings stay apart.
 */
import type { DatabaseSync } from 'node:sqlite';
import { UPSERT_MINUTE } from './batch-writer.ts';
import { QUARTER_MS, quarterOf } from './quarter-hour.ts';

export const SHARES_KEPT_MS = 30 * 86_400_000;
export const MINUTES_KEPT_MS = 400 * 86_400_000;
export const EVENTS_KEPT_MS = 400 * 86_400_000;
const BEST_SHARES_KEPT = 20;

/** Work of one step, so that a batch never waits long: some 10 ms on flash. */
const ROWS_PER_STEP = 2_000;
const ROLL_UP_SPAN_MS = 6 * 3_600_000;
const ROLLED_UNTIL = 'rolledUntilMs';

/** Does one step in one transaction. True when there is more to do now. */
export function retainStep(db: DatabaseSync, nowMs: number): boolean {
  db.exec('BEGIN IMMEDIATE');
  try {
    const more =
      purgeShares(db, nowMs - SHARES_KEPT_MS) ||
      purgeEvents(db, nowMs - EVENTS_KEPT_MS) ||
      rollUpMinutes(db, nowMs - MINUTES_KEPT_MS);
    db.exec('COMMIT');
    return more;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function purgeShares(db: DatabaseSync, beforeMs: number): boolean {
  const old = db
    .prepare(
      `SELECT rowid AS id FROM shares WHERE at_ms < ? AND is_block = 0 AND rowid NOT IN
        (SELECT rowid FROM shares ORDER BY share_difficulty DESC, at_ms LIMIT ${BEST_SHARES_KEPT})
      LIMIT ${ROWS_PER_STEP}`,
    )
    .all(beforeMs);
  if (old.length === 0) return false;
  const ids = JSON.stringify(old.map((row) => row.id));
  db.prepare(
    `INSERT INTO rejects (slot_ms, pool_id, reject_kind, count)
    SELECT at_ms / ${QUARTER_MS} * ${QUARTER_MS}, pool_id, ifnull(reject_kind, 'other'), count(*) FROM shares
    WHERE rowid IN (SELECT value FROM json_each(?)) AND outcome = 'rejected' GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  ).run(ids);
  db.prepare('DELETE FROM shares WHERE rowid IN (SELECT value FROM json_each(?))').run(ids);
  return old.length === ROWS_PER_STEP;
}

function purgeEvents(db: DatabaseSync, beforeMs: number): boolean {
  const { changes } = db
    .prepare(
      `DELETE FROM events WHERE id IN
        (SELECT id FROM events WHERE at_ms < ? ORDER BY at_ms LIMIT ${ROWS_PER_STEP})`,
    )
    .run(beforeMs);
  return changes === ROWS_PER_STEP;
}

function rollUpMinutes(db: DatabaseSync, beforeMs: number): boolean {
  const endMs = quarterOf(beforeMs);
  const rolledUntilMs = Number(
    db.prepare('SELECT value FROM marks WHERE name = ?').get(ROLLED_UNTIL)?.value ?? 0,
  );
  const firstMs = db
    .prepare('SELECT min(start_ms) AS first FROM minutes WHERE start_ms >= ? AND start_ms < ?')
    .get(rolledUntilMs, endMs)?.first;
  if (typeof firstMs !== 'number') return false;
  const fromMs = quarterOf(firstMs);
  const toMs = Math.min(endMs, fromMs + ROLL_UP_SPAN_MS);
  const rows = db.prepare(QUARTER_ROWS).all(fromMs, toMs);
  db.prepare('DELETE FROM minutes WHERE start_ms >= ? AND start_ms < ?').run(fromMs, toMs);
  const insert = db.prepare(UPSERT_MINUTE);
  for (const row of rows) insert.run(...Object.values(row));
  db.prepare(
    'INSERT INTO marks (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  ).run(ROLLED_UNTIL, toMs);
  return toMs < endMs;
}

/** Columns in the order of UPSERT_MINUTE. */
const QUARTER_ROWS = `
SELECT start_ms / ${QUARTER_MS} * ${QUARTER_MS} AS quarter_ms, stick, pricing,
  sum(covered_ms), sum(paused_ms), sum(metered_ms), sum(work_difficulty), sum(nonces),
  sum(accepted_difficulty), sum(accepted), sum(rejected), sum(stale), sum(lost), sum(hardware_errors),
  sum(expected_hashes), sum(energy_wh),
  CASE WHEN count(DISTINCT energy_origin) > 1 THEN 'partModelled' ELSE max(energy_origin) END,
  max(block_height)
FROM minutes WHERE start_ms >= ? AND start_ms < ?
GROUP BY quarter_ms, stick, pricing`;
