/** Reads from the ledger's tables. Rows go in and out as they are; estimates are made elsewhere. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { HistoryEvent } from '../contract/history.ts';
import { powerLineId, type TotalsGroup } from './entries.ts';
import type { BucketSums } from './messages.ts';

type Row = Record<string, SQLOutputValue>;

/** Sums of the segments that start in [fromMs, toMs), one group per pricing and origin of energy. */
export function queryTotals(db: DatabaseSync, fromMs: number, toMs: number): readonly TotalsGroup[] {
  return db.prepare(TOTALS).all(fromMs, toMs).map(totalsOf);
}

/**
 * Sums of the segments that start in [fromMs, toMs) by bucket, buckets with a row only; of one stick, or of all when `stickId` is null. Buckets are
 * aligned to 1970 in UTC, so that whole minutes fall into whole buckets whatever the range begins with.
 */
export function queryPoints(
  db: DatabaseSync,
  fromMs: number,
  toMs: number,
  bucketMs: number,
  stickId: string | null,
): readonly BucketSums[] {
  const one = stickId === null ? [] : [stickId];
  const [buckets, bucketPrices] =
    stickId === null ? [bucketsOf(''), pricesOf('')] : [bucketsOf(OF_STICK), pricesOf(OF_STICK)];
  const prices = new Map<number, { readonly price: string | null; readonly weight: number }>();
  for (const row of db.prepare(bucketPrices).all(bucketMs, fromMs, toMs, ...one)) {
    const bucket = numberOf(row, 'bucket');
    const weight = numberOf(row, 'weight');
    if (weight >= (prices.get(bucket)?.weight ?? 0))
      prices.set(bucket, { price: textOf(row, 'price'), weight });
  }
  return db
    .prepare(buckets)
    .all(fromMs, toMs, ...one, bucketMs)
    .map((row) => bucketOf(row, prices.get(numberOf(row, 'bucket'))?.price ?? null));
}

/** The newest `limit` events of [fromMs, toMs), oldest first; of one subject, or of all when `subject` is null. */
export function queryEvents(
  db: DatabaseSync,
  fromMs: number,
  toMs: number,
  limit: number,
  subject: string | null,
): readonly HistoryEvent[] {
  return db.prepare(EVENTS).all(fromMs, toMs, subject, limit).map(eventOf).reverse();
}

/** Rows of power lines: energy, but no stick's time. */
const LINES = `SELECT id FROM sticks WHERE stick_id LIKE '${powerLineId('%')}'`;

const TOTALS = `
SELECT p.network_difficulty, max(m.block_height) AS block_height, p.price_per_kwh, p.btc_price, p.currency,
  m.energy_origin, sum(m.work_difficulty) AS work_difficulty, sum(m.accepted_difficulty) AS accepted_difficulty,
  ifnull(sum(m.energy_wh), 0) AS energy_wh,
  sum(CASE WHEN m.stick IN (${LINES}) THEN 0 ELSE m.covered_ms END) AS covered_ms, sum(m.accepted) AS accepted,
  sum(m.rejected) AS rejected, sum(m.stale) AS stale, sum(m.lost) AS lost
FROM minutes m JOIN pricings p ON p.id = m.pricing
WHERE m.start_ms >= ? AND m.start_ms < ?
GROUP BY m.pricing, m.energy_origin ORDER BY min(m.start_ms), m.pricing`;

const OF_STICK = 'AND stick = (SELECT id FROM sticks WHERE stick_id = ?)';

/**
 * Per stick and segment, then per segment over the sticks, then per bucket. Time of a segment is that of
 * the stick with the longest; a pause of some sticks counts by its share of the stick time. Watts of a
 * segment are known when each stick in it has metered time; a stick metered for a part of its time counts
 * with the mean of that part. Power lines add their energy and watts, and no time.
 */
const bucketsOf = (filter: string): string => `
WITH stick_sums AS (
  SELECT start_ms, sum(covered_ms) AS covered, sum(paused_ms) AS paused, sum(metered_ms) AS metered,
    sum(work_difficulty) AS work, sum(nonces) AS nonces, sum(expected_hashes) AS expected,
    sum(energy_wh) AS energy, stick IN (${LINES}) AS is_line
  FROM minutes WHERE start_ms >= ? AND start_ms < ? ${filter} GROUP BY start_ms, stick
), segments AS (
  SELECT start_ms, ifnull(max(covered) FILTER (WHERE NOT is_line), 0) AS covered,
    CASE WHEN sum(covered) FILTER (WHERE NOT is_line) > 0
      THEN max(covered) FILTER (WHERE NOT is_line) * sum(paused) / sum(covered) FILTER (WHERE NOT is_line)
      ELSE max(paused) END AS paused,
    sum(work) AS work, sum(nonces) AS nonces, sum(expected) AS expected, ifnull(sum(energy), 0) AS energy,
    sum(CASE WHEN metered > 0 THEN energy * covered / metered END) AS power_wh,
    min(metered > 0 OR covered = 0) AS power_known
  FROM stick_sums GROUP BY start_ms
)
SELECT start_ms - CAST(start_ms % ? AS INTEGER) AS bucket, sum(covered) AS covered, sum(paused) AS paused,
  sum(work) AS work, sum(nonces) AS nonces, sum(expected) AS expected, sum(energy) AS energy,
  ifnull(sum(CASE WHEN power_known THEN power_wh END), 0) AS known_power_wh,
  ifnull(sum(CASE WHEN power_known THEN covered END), 0) AS known_power_ms
FROM segments GROUP BY bucket ORDER BY bucket`;

/** Later prices come last, so that they win a tie. */
const pricesOf = (filter: string): string => `
SELECT m.start_ms - CAST(m.start_ms % ? AS INTEGER) AS bucket, p.price_per_kwh AS price,
  sum(m.covered_ms) AS weight
FROM minutes m JOIN pricings p ON p.id = m.pricing
WHERE m.start_ms >= ? AND m.start_ms < ? ${filter}
GROUP BY bucket, p.price_per_kwh, p.currency ORDER BY bucket, max(m.start_ms)`;

const EVENTS = `
SELECT id, at_ms, code, subject, params FROM events
WHERE at_ms >= ?1 AND at_ms < ?2 AND (?3 IS NULL OR subject = ?3)
ORDER BY at_ms DESC, id DESC LIMIT ?4`;

function totalsOf(row: Row): TotalsGroup {
  return {
    networkDifficulty: nullableNumberOf(row, 'network_difficulty'),
    blockHeight: nullableNumberOf(row, 'block_height'),
    pricePerKwh: textOf(row, 'price_per_kwh'),
    btcPrice: textOf(row, 'btc_price'),
    currency: textOf(row, 'currency') ?? '',
    energyOrigin: originOf(row),
    workDifficulty: numberOf(row, 'work_difficulty'),
    acceptedDifficulty: numberOf(row, 'accepted_difficulty'),
    energyWh: numberOf(row, 'energy_wh'),
    coveredMs: numberOf(row, 'covered_ms'),
    accepted: numberOf(row, 'accepted'),
    rejected: numberOf(row, 'rejected'),
    stale: numberOf(row, 'stale'),
    lost: numberOf(row, 'lost'),
  };
}

function bucketOf(row: Row, pricePerKwh: string | null): BucketSums {
  return {
    startMs: numberOf(row, 'bucket'),
    coveredMs: numberOf(row, 'covered'),
    pausedMs: numberOf(row, 'paused'),
    workDifficulty: numberOf(row, 'work'),
    nonces: numberOf(row, 'nonces'),
    expectedHashes: numberOf(row, 'expected'),
    energyWh: numberOf(row, 'energy'),
    knownPowerWh: numberOf(row, 'known_power_wh'),
    knownPowerMs: numberOf(row, 'known_power_ms'),
    pricePerKwh,
  };
}

function eventOf(row: Row): HistoryEvent {
  return {
    id: numberOf(row, 'id'),
    atMs: numberOf(row, 'at_ms'),
    code: textOf(row, 'code') ?? '',
    subject: textOf(row, 'subject') ?? '',
    params: JSON.parse(textOf(row, 'params') ?? '{}') as HistoryEvent['params'],
  };
}

function originOf(row: Row): TotalsGroup['energyOrigin'] {
  const origin = textOf(row, 'energy_origin');
  switch (origin) {
    case 'measured':
    case 'partModelled':
    case 'modelled':
    case 'typed':
      return origin;
    default:
      return null;
  }
}

const numberOf = (row: Row, column: string): number => nullableNumberOf(row, column) ?? 0;

function nullableNumberOf(row: Row, column: string): number | null {
  const value = row[column];
  return typeof value === 'number' ? value : null;
}

function textOf(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' ? value : null;
}
