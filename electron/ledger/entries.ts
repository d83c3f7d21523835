/** What the engine tells the ledger and what it asks back. Rows hold facts as they were; nothing derived. */
import type { HistoryEvent, HistoryPoint } from '../contract/history.ts';
import type { Passport } from '../contract/passport.ts';
import type { Comparison, TuneRun } from '../contract/tuning.ts';

export interface ShareEntry {
  readonly kind: 'share';
  readonly shareId: string;
  readonly stickId: string;
  readonly poolId: string;
  /** Wall time the nonce was found. */
  readonly atMs: number;
  /** Share difficulty the job was announced with: the work this share stands for. */
  readonly assignedDifficulty: number;
  readonly shareDifficulty: number;
  readonly isBlock: boolean;
  readonly outcome: 'accepted' | 'rejected' | 'stale' | 'lost';
  readonly rejectKind: string | null;
  readonly rejectText: string | null;
  readonly latencyMs: number | null;
}

/**
 * An increment to the roll-up of one stick and segment. A segment starts at a whole minute or at the
 * instant a price changed inside one, so no row spans a price edge or a local midnight. Increments of one
 * (stickId, startMs) add up; the descriptive fields are the same for all of them.
 */
export interface MinuteEntry {
  readonly kind: 'minute';
  /** A stick's, or `powerLineId` of what draws power beside the sticks: that row is energy alone. */
  readonly stickId: string;
  readonly startMs: number;
  /** Time this increment covers. */
  readonly coveredMs: number;
  /** Part of it in which the chips hashed; for the passport alone. */
  readonly hashedMs: number;
  readonly pausedMs: number;
  /** Sum of the ticket difficulties of verified nonces: measured work in units of difficulty 1. */
  readonly workDifficulty: number;
  readonly nonces: number;
  readonly acceptedDifficulty: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly stale: number;
  readonly lost: number;
  readonly hardwareErrors: number;
  /** Expected hashes over `coveredMs` at the frequency set. */
  readonly expectedHashes: number;
  /** Null when no source knows the watts: that time is unmetered, not free. */
  readonly energyWh: number | null;
  readonly energyOrigin: 'measured' | 'partModelled' | 'modelled' | 'typed' | null;
  readonly networkDifficulty: number | null;
  readonly blockHeight: number | null;
  /** Exact decimal text in `currency` per kWh, or null when no tariff is set. */
  readonly pricePerKwh: string | null;
  readonly btcPrice: string | null;
  readonly currency: string;
}

const LINE_PREFIX = 'line:';

/** Where the energy of a line of the power chain is kept; no stick's id begins so. */
export function powerLineId(code: string): string {
  return `${LINE_PREFIX}${code}`;
}

/** Whether a row is that of a line: it has energy, and no stick time. */
export function isPowerLine(stickId: string): boolean {
  return stickId.startsWith(LINE_PREFIX);
}

export interface EventEntry {
  readonly kind: 'event';
  readonly atMs: number;
  readonly code: string;
  /** `stick:<id>`, `pool:<id>`, `host`. */
  readonly subject: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A stick is here: its passport begins, or learns where and as what it was seen last. */
export interface SightingEntry {
  readonly kind: 'sighting';
  readonly stickId: string;
  readonly atMs: number;
  readonly model: string;
  readonly name: string;
  readonly serialNumber: string | null;
  /** Place on the USB tree; null where the system does not tell. */
  readonly location: string | null;
}

/** A sweep or a comparison as it stands now; one of the same id takes the place of the one before. */
export type TuningEntry =
  | { readonly kind: 'tuning'; readonly of: 'run'; readonly record: TuneRun }
  | { readonly kind: 'tuning'; readonly of: 'comparison'; readonly record: Comparison };

export type LedgerEntry = ShareEntry | MinuteEntry | EventEntry | SightingEntry | TuningEntry;

/** One row per distinct pricing of the time asked for, so that money is exact: sum over groups. */
export interface TotalsGroup {
  readonly networkDifficulty: number | null;
  readonly blockHeight: number | null;
  readonly pricePerKwh: string | null;
  readonly btcPrice: string | null;
  readonly currency: string;
  readonly energyOrigin: 'measured' | 'partModelled' | 'modelled' | 'typed' | null;
  readonly workDifficulty: number;
  readonly acceptedDifficulty: number;
  readonly energyWh: number;
  readonly coveredMs: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly stale: number;
  readonly lost: number;
}

/** What happened to the file and is mended: to be told until the program ends. */
export type FileIncident =
  /** The file was unreadable: moved aside, newest backup restored or a fresh one begun. */
  | { readonly kind: 'replaced'; readonly movedTo: string; readonly restored: boolean }
  /**
   * Someone deleted the file in use, or put another in its place: written again from what was open, nothing
   * lost. `movedTo`: where the other one is now; null when there was none.
   */
  | { readonly kind: 'rewritten'; readonly atMs: number; readonly movedTo: string | null }
  /**
   * Someone wrote into the log of the file in use, or cut it: kept out of the file, and what it held written again from
   * memory, nothing lost. `movedTo`: where the damaged log is now; null when there was no room for it.
   */
  | { readonly kind: 'logDamaged'; readonly atMs: number; readonly movedTo: string | null };

export type LedgerHealth =
  | { readonly kind: 'ok' }
  /**
   * Rows wait in memory (bounded) until the disk takes them again. `fileGone`: the file was deleted or exchanged
   * and cannot be written again now; what it held is lost should the program end before that.
   */
  | {
      readonly kind: 'paused';
      readonly code: 'diskFull' | 'ioError' | 'fileGone';
      readonly waitingEntries: number;
    }
  | FileIncident;

export interface Ledger {
  /** Never throws and never blocks; committed within 1 s. */
  record(entry: LedgerEntry): void;
  totals(fromMs: number, toMs: number): Promise<readonly TotalsGroup[]>;
  /** `stickId`: of one stick alone. */
  points(fromMs: number, toMs: number, bucketMs: number, stickId?: string): Promise<readonly HistoryPoint[]>;
  /** `subject`: of this one alone, such as `stick:<id>`. */
  events(fromMs: number, toMs: number, limit: number, subject?: string): Promise<readonly HistoryEvent[]>;
  /** Of every stick that was ever here, the last seen first. */
  passports(): Promise<readonly Passport[]>;
  /** Of one stick, newest first; null = of every stick, those that have not ended. */
  tunings(stickId: string | null): Promise<readonly TuningEntry[]>;
  readonly health: LedgerHealth;
  onHealth(listener: (health: LedgerHealth) => void): () => void;
  /** Resolves when everything recorded so far is committed. */
  flush(): Promise<void>;
  /** Flushes, closes the file and ends the worker. False when not all of it is safe on disk; the log says what. Idempotent. */
  close(): Promise<boolean>;
}
