/** From a nonce to an outcome: what the chip said, what we found, what the pool answered. */
import type { StickId } from '../contract/units.ts';
import type { Work } from './job.ts';

/** A result as the stick reports it, unchecked apart from meeting difficulty 1 of the chain. */
export interface Nonce {
  readonly stickId: StickId;
  readonly work: Work;
  /** Index into `work.versions`. */
  readonly versionIndex: number;
  /** Little-endian reading of header bytes 76..79. */
  readonly nonce: number;
  readonly chipIndex: number | null;
  /** Difficulty the chip was asked to filter at when it answered. */
  readonly ticketDifficulty: number;
  readonly atMs: number;
  readonly monoMs: number;
}

export type VerdictKind = 'hardwareError' | 'duplicate' | 'belowTicket' | 'belowPool' | 'share' | 'block';

export interface ShareVerdict {
  readonly kind: VerdictKind;
  /** Achieved difficulty on the chain's scale. */
  readonly shareDifficulty: number;
  /** Double SHA-256 of the header, internal byte order. */
  readonly hash: Uint8Array;
}

/** A nonce worth submitting. */
export interface Share {
  /** Unique for the life of the ledger. */
  readonly shareId: string;
  readonly nonce: Nonce;
  readonly shareDifficulty: number;
  /** The hash also meets the network target. */
  readonly isBlock: boolean;
}

export type RejectKind =
  | 'staleJob'
  | 'duplicate'
  | 'lowDifficulty'
  | 'unauthorized'
  | 'notSubscribed'
  | 'badVersion'
  | 'badTime'
  | 'badExtranonce2'
  | 'badNonce'
  | 'workerMismatch'
  | 'malformed'
  | 'other';

/** Exactly one per share, ever. `stale`: not sent, its job was closed. `lost`: no answer came. */
export type ShareOutcome =
  | { readonly kind: 'accepted'; readonly shareId: string; readonly atMs: number; readonly latencyMs: number }
  | {
      readonly kind: 'rejected';
      readonly shareId: string;
      readonly atMs: number;
      readonly latencyMs: number;
      readonly rejectKind: RejectKind;
      /** The pool's own words, cleaned; may be empty. */
      readonly text: string;
    }
  | { readonly kind: 'stale'; readonly shareId: string; readonly atMs: number }
  | { readonly kind: 'lost'; readonly shareId: string; readonly atMs: number };
