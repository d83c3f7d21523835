/**
 * Hashrate from verified nonces over a window that begins when something last disturbed the stick, at
 * least a minute and at most an hour long. Kept in one-second bins, so it costs the same at any share rate.
 */
import { effectiveCount, HASHES_PER_DIFFICULTY_1, poissonInterval95 } from '../core/hashrate.ts';

const BIN_MS = 1000;
const SHORTEST_MS = 60_000;
const LONGEST_MS = 3_600_000;

export interface WindowSums {
  readonly windowMs: number;
  readonly nonces: number;
  /** Sum of ticket difficulties. */
  readonly work: number;
  /** Sum of their squares: an effective count for mixed difficulties. */
  readonly workSquared: number;
  /** Work the next nonce will stand for. */
  readonly ticketDifficulty: number;
}

export interface RateEstimate {
  readonly hashrateHs: number;
  readonly lowHs: number;
  readonly highHs: number;
  readonly windowMs: number;
  /** Too few nonces in too short a time to be shown: it would jump about. */
  readonly isYoung: boolean;
}

/**
 * Half of the 95 % interval, as a part of the rate, from which an estimate may be shown: some 18 nonces, seconds of
 * one Compac F. A stick with rare nonces would wait very long for them, so that a window of full length is shown as
 * it is, with its interval.
 */
const STEADY_HALF_WIDTH = 0.5;

interface Bin {
  readonly startMs: number;
  nonces: number;
  work: number;
  workSquared: number;
}

export class WorkWindow {
  #bins: Bin[] = [];
  #firstMs: number | null = null;
  #disturbedMs = 0;
  #ticketDifficulty = 1;

  /** Time starts to count; nonces before it do not (a window must not begin at its first nonce). */
  start(monoMs: number, ticketDifficulty: number): void {
    this.#ticketDifficulty = ticketDifficulty;
    this.#bins = [];
    this.#firstMs = monoMs;
    this.#disturbedMs = monoMs;
  }

  stop(): void {
    this.#bins = [];
    this.#firstMs = null;
  }

  get running(): boolean {
    return this.#firstMs !== null;
  }

  /** The clock rate changed: an average over both rates would describe neither. */
  disturb(monoMs: number): void {
    this.#disturbedMs = monoMs;
  }

  add(monoMs: number, ticketDifficulty: number): void {
    if (this.#firstMs === null) return;
    this.#ticketDifficulty = ticketDifficulty;
    const startMs = Math.floor(monoMs / BIN_MS) * BIN_MS;
    let bin = this.#bins.at(-1);
    if (bin === undefined || bin.startMs !== startMs) {
      bin = { startMs, nonces: 0, work: 0, workSquared: 0 };
      this.#bins.push(bin);
    }
    bin.nonces += 1;
    bin.work += ticketDifficulty;
    bin.workSquared += ticketDifficulty * ticketDifficulty;
  }

  /** Null while the stick has no work to do. */
  sums(monoMs: number): WindowSums | null {
    if (this.#firstMs === null) return null;
    const sinceMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, monoMs - this.#disturbedMs));
    const fromMs = Math.max(this.#firstMs, monoMs - sinceMs);
    this.#dropBefore(monoMs - LONGEST_MS - BIN_MS);
    let nonces = 0;
    let work = 0;
    let workSquared = 0;
    for (let i = this.#bins.length - 1; i >= 0; i -= 1) {
      const bin = this.#bins[i];
      if (bin === undefined || bin.startMs + BIN_MS <= fromMs) break;
      nonces += bin.nonces;
      work += bin.work;
      workSquared += bin.workSquared;
    }
    const ticketDifficulty = this.#ticketDifficulty;
    return { windowMs: monoMs - fromMs, nonces, work, workSquared, ticketDifficulty };
  }

  #dropBefore(monoMs: number): void {
    const keep = this.#bins.findIndex((bin) => bin.startMs >= monoMs);
    if (keep > 0) this.#bins.splice(0, keep);
  }
}

/**
 * Rate of one or more sticks with its 95 % interval. Rates add up; the interval comes from the effective
 * number of nonces, (sum of weights)^2 / sum of squared weights. Null before any time has passed.
 */
export function rateOf(windows: readonly WindowSums[]): RateEstimate | null {
  let hashrateHs = 0;
  let variance = 0;
  let largestWeight = 0;
  let windowMs = 0;
  let youngestMs = Number.POSITIVE_INFINITY;
  for (const { work, workSquared, ticketDifficulty, windowMs: ownMs } of windows) {
    if (ownMs <= 0) continue;
    const hsPerDifficulty = (HASHES_PER_DIFFICULTY_1 * 1000) / ownMs;
    hashrateHs += work * hsPerDifficulty;
    variance += workSquared * hsPerDifficulty ** 2;
    largestWeight = Math.max(largestWeight, ticketDifficulty * hsPerDifficulty);
    windowMs = Math.max(windowMs, ownMs);
    youngestMs = Math.min(youngestMs, ownMs);
  }
  if (windowMs === 0) return null;
  const count = effectiveCount(hashrateHs, variance);
  const { low, high } = poissonInterval95(count);
  const perCount = count === 0 ? largestWeight : hashrateHs / count;
  const isSteady = count > 0 && (high - low) / 2 <= STEADY_HALF_WIDTH * count;
  const isYoung = youngestMs < SHORTEST_MS && !isSteady;
  return { hashrateHs, lowHs: low * perCount, highHs: high * perCount, windowMs, isYoung };
}
