/** What the ledger and its worker say to each other. Every request gets exactly one reply. */
import type { HistoryEvent } from '../contract/history.ts';
import type { Passport } from '../contract/passport.ts';
import type {
  EventEntry,
  FileIncident,
  MinuteEntry,
  ShareEntry,
  SightingEntry,
  TotalsGroup,
  TuningEntry,
} from './entries.ts';
import type { LedgerErrorCode } from './ledger-error.ts';

/** A minute with the part of its covered time whose watts are known. */
export interface MinuteRow extends MinuteEntry {
  readonly meteredMs: number;
}

/** What is committed in one transaction. */
export interface Batch {
  readonly minutes: readonly MinuteRow[];
  readonly shares: readonly ShareEntry[];
  readonly events: readonly EventEntry[];
  readonly sightings: readonly SightingEntry[];
  readonly tunings: readonly TuningEntry[];
}

/** Sums of one bucket over all sticks, as the database gives them. */
export interface BucketSums {
  readonly startMs: number;
  readonly coveredMs: number;
  readonly pausedMs: number;
  readonly workDifficulty: number;
  readonly nonces: number;
  readonly expectedHashes: number;
  readonly energyWh: number;
  /** Energy and time of the segments in which the watts of every stick are known. */
  readonly knownPowerWh: number;
  readonly knownPowerMs: number;
  /** The price in force for most of the bucket. */
  readonly pricePerKwh: string | null;
}

/** Answers by kind of request. */
export interface Answers {
  /** Opens the file; the number of this run, under which batches are counted. */
  readonly open: { readonly run: number };
  /** Idempotent by (run, seq). `dropped`: rows the tables refuse, such as a missing number. */
  readonly write: { readonly dropped: number };
  readonly totals: readonly TotalsGroup[];
  readonly points: readonly BucketSums[];
  readonly events: readonly HistoryEvent[];
  readonly passports: readonly Passport[];
  readonly tunings: readonly TuningEntry[];
  /** One bounded step of retention; `more`: ask again. */
  readonly maintain: { readonly more: boolean };
  /** Makes the daily backup if it is due; null = not due. */
  readonly backup: { readonly path: string | null };
  readonly close: null;
}

interface Inputs {
  readonly open: object;
  readonly write: { readonly run: number; readonly seq: number; readonly batch: Batch };
  readonly totals: { readonly fromMs: number; readonly toMs: number };
  /** Of all sticks when `stickId` is null. */
  readonly points: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly bucketMs: number;
    readonly stickId: string | null;
  };
  /** Of everything when `subject` is null. */
  readonly events: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly limit: number;
    readonly subject: string | null;
  };
  readonly passports: object;
  /** See `Ledger.tunings`. */
  readonly tunings: { readonly stickId: string | null };
  readonly maintain: object;
  readonly backup: object;
  readonly close: object;
}

export type RequestKind = keyof Answers;
export type RequestOf<K extends RequestKind> = { readonly kind: K } & Inputs[K];
export type Request = { readonly [K in RequestKind]: RequestOf<K> }[RequestKind];

/** `nowMs` is the caller's wall time: the worker has no clock of its own. */
export interface RequestMessage {
  readonly id: number;
  readonly nowMs: number;
  readonly request: Request;
}

export type ReplyMessage = {
  readonly id: number;
  /** The last time this worker had to mend the file. */
  readonly incident: FileIncident | null;
} & (
  | { readonly ok: true; readonly answer: Answers[RequestKind] }
  | { readonly ok: false; readonly code: LedgerErrorCode; readonly message: string }
);

export interface LedgerWorkerData {
  readonly path: string;
  readonly backupDir: string;
}
