/** How long the devices of the Icarus family take, and what follows from it (KI). They say nothing themselves. */
import type { WorkDivision } from './packet.ts';

export interface IcarusTiming {
  readonly secondsPerHash: number;
  /** Time to try every nonce, s. */
  readonly fullRangeS: number;
  /** New work must come within this: shortly before the device has nothing left to do, ms. */
  readonly readTimeoutMs: number;
  /** Work without a valid nonce for so long means that nobody hashes: 30 full ranges, whole s. */
  readonly failTimeS: number;
}

/** Nonces of one work. */
export const NONCE_RANGE = 2 ** 32;
const DEAD_RANGES = 30;
/** Work is cut short by one and a half of the waits that cgminer reads in. */
const EARLY_POLLS = 1.5;

/** `pollMs`: 100 for slow devices, 10 and 1 for the Antminers U1 and U3. */
export function timingOf(secondsPerHash: number, pollMs: number): IcarusTiming {
  const fullRangeS = secondsPerHash * NONCE_RANGE;
  const earlyMs = Math.trunc(pollMs * EARLY_POLLS);
  return {
    secondsPerHash,
    fullRangeS,
    readTimeoutMs: Math.max(Math.trunc(fullRangeS * 1000) - earlyMs, pollMs),
    failTimeS: Math.trunc(secondsPerHash * (NONCE_RANGE - 1) * DEAD_RANGES + 1),
  };
}

/** The bits of a nonce that count within one part of the range. */
export function nonceMaskOf(division: WorkDivision): number {
  return NONCE_RANGE / division - 1;
}

/** Hashes done when `chipCount` chips, side by side, had come to this nonce (read high byte first). */
export function hashesDone(wireNonce: number, division: WorkDivision, chipCount: number): number {
  return ((wireNonce & nonceMaskOf(division)) >>> 0) * chipCount + chipCount;
}
