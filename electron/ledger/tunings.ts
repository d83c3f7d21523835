/**
 * Sweeps and comparisons. Each is kept whole as JSON, checked when it is read: they are read one stick at a time, and
 * nothing is ever summed over them.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Comparison, TuneRun } from '../contract/tuning.ts';
import type { TuningEntry } from './entries.ts';

export const TUNINGS = `
CREATE TABLE tunings (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  stick_id TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tunings_stick ON tunings (stick_id, kind, started_ms);
CREATE INDEX tunings_open ON tunings (is_open) WHERE is_open = 1;
`;

/** Of one stick, newest; as many as the page is given. */
const KEPT: Readonly<Record<TuningEntry['of'], number>> = { run: 50, comparison: 20 };

export class TuningWriter {
  readonly #keep: StatementSync;
  readonly #forget: StatementSync;

  /** The file must be migrated. */
  constructor(db: DatabaseSync) {
    this.#keep = db.prepare(
      `INSERT INTO tunings (id, kind, stick_id, started_ms, is_open, record) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET is_open = excluded.is_open, record = excluded.record`,
    );
    this.#forget = db.prepare(
      `DELETE FROM tunings WHERE stick_id = ?1 AND kind = ?2 AND is_open = 0 AND id NOT IN (
        SELECT id FROM tunings WHERE stick_id = ?1 AND kind = ?2 ORDER BY started_ms DESC, id LIMIT ?3)`,
    );
  }

  /** Puts it in the place of the one with its id, and forgets the oldest of its stick. */
  keep({ of, record }: TuningEntry): void {
    const { id, stickId, startedAtMs, endedAtMs } = record;
    const isOpen = endedAtMs === null ? 1 : 0;
    this.#keep.run(id, of, stickId, Math.floor(startedAtMs), isOpen, JSON.stringify(record));
    this.#forget.run(stickId, of, KEPT[of]);
  }
}

/** Of one stick, newest first; null = of every stick, those that have not ended. What cannot be read is left out. */
export function queryTunings(db: DatabaseSync, stickId: string | null): readonly TuningEntry[] {
  const rows =
    stickId === null
      ? db.prepare('SELECT kind, record FROM tunings WHERE is_open = 1 ORDER BY started_ms DESC, id').all()
      : db
          .prepare('SELECT kind, record FROM tunings WHERE stick_id = ? ORDER BY started_ms DESC, id')
          .all(stickId);
  return rows.flatMap(({ kind, record }) => entryOf(String(kind), jsonOf(String(record))) ?? []);
}

function entryOf(kind: string, record: unknown): TuningEntry | null {
  if (kind === 'run') {
    const run = TuneRun.safeParse(record);
    return run.success ? { kind: 'tuning', of: 'run', record: run.data } : null;
  }
  const comparison = Comparison.safeParse(record);
  return comparison.success ? { kind: 'tuning', of: 'comparison', record: comparison.data } : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
