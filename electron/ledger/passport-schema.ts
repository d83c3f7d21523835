/**
 * The tables of the passports: what is kept of each stick for ever, whatever is forgotten of minutes and shares.
 * Work is kept by what it was worth, so that expected sats are exact; days are kept for how J/TH drifts.
 */

/**
 * A passport begins with a sighting, which knows the model; those that are filled in here from older rows learn theirs
 * at their next one. `subsidy_epoch` as in `pricings`. Days are UTC and hold measured watts only.
 */
export const PASSPORTS = `
CREATE TABLE passports (
  stick INTEGER PRIMARY KEY REFERENCES sticks (id),
  model TEXT,
  name TEXT,
  serial_number TEXT,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  hashed_ms REAL NOT NULL DEFAULT 0,
  energy_wh REAL NOT NULL DEFAULT 0,
  unmetered_ms REAL NOT NULL DEFAULT 0,
  work_difficulty REAL NOT NULL DEFAULT 0,
  accepted INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  hardware_errors INTEGER NOT NULL DEFAULT 0,
  resets INTEGER NOT NULL DEFAULT 0,
  best_share_difficulty REAL,
  best_share_at_ms INTEGER,
  blocks INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE passport_work (
  stick INTEGER NOT NULL REFERENCES passports (stick),
  network_difficulty REAL NOT NULL,
  subsidy_epoch INTEGER NOT NULL,
  work_difficulty REAL NOT NULL,
  PRIMARY KEY (stick, network_difficulty, subsidy_epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE passport_days (
  stick INTEGER NOT NULL REFERENCES passports (stick),
  day_ms INTEGER NOT NULL,
  hashed_ms REAL NOT NULL,
  energy_wh REAL NOT NULL,
  work_difficulty REAL NOT NULL,
  PRIMARY KEY (stick, day_ms)
) STRICT, WITHOUT ROWID;
CREATE TABLE passport_places (
  stick INTEGER NOT NULL REFERENCES passports (stick),
  location TEXT NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  PRIMARY KEY (stick, location)
) STRICT, WITHOUT ROWID;

INSERT INTO passports (stick, first_seen_ms, last_seen_ms, hashed_ms, energy_wh, unmetered_ms, work_difficulty,
  accepted, rejected, hardware_errors)
SELECT stick, min(start_ms), CAST(max(start_ms + covered_ms) AS INTEGER),
  sum(CASE WHEN expected_hashes > 0 THEN max(0.0, covered_ms - paused_ms) ELSE 0.0 END),
  ifnull(sum(energy_wh), 0.0), sum(max(0.0, covered_ms - metered_ms)), sum(work_difficulty), sum(accepted),
  sum(rejected), sum(hardware_errors)
FROM minutes GROUP BY stick;
UPDATE passports SET
  (best_share_difficulty, best_share_at_ms) = (SELECT share_difficulty, at_ms FROM shares
    WHERE shares.stick = passports.stick ORDER BY share_difficulty DESC, at_ms LIMIT 1),
  blocks = (SELECT count(*) FROM shares WHERE shares.stick = passports.stick AND is_block = 1);
INSERT INTO passport_work
SELECT m.stick, p.network_difficulty, p.subsidy_epoch, sum(m.work_difficulty)
FROM minutes m JOIN pricings p ON p.id = m.pricing
WHERE m.work_difficulty > 0 AND p.network_difficulty IS NOT NULL AND p.subsidy_epoch IS NOT NULL
GROUP BY m.stick, p.network_difficulty, p.subsidy_epoch;
INSERT INTO passport_days
SELECT stick, start_ms / 86400000 * 86400000 AS day_ms, sum(max(0.0, covered_ms - paused_ms)), sum(energy_wh),
  sum(work_difficulty)
FROM minutes WHERE energy_origin = 'measured' AND expected_hashes > 0 GROUP BY stick, day_ms;
`;
