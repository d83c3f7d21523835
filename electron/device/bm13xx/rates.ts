/** How fast a chain hashes at a clock, and the waits that follow from it (KG). */
import type { ChipKind } from './chips.ts';

export interface ChainRates {
  /** cores x MHz x chips x the share of it that is measured. */
  readonly expectedHs: number;
  /** Difficulty-1 results a minute, in cgminer's rounding of 2^32 / 60 s. */
  readonly workPerMinute: number;
  /** Time to try all 2^32 nonces of one midstate, ms. */
  readonly fullScanMs: number;
  /** New work must come within this, ms. */
  readonly maxTaskWaitMs: number;
  /** Mean time between nonces at the ticket difficulty, ms: of each chip where chips are judged each. */
  readonly nonceExpectedMs: number;
  /** Silence for longer than this means a fault: one gap in 485 million is this long. */
  readonly nonceLimitMs: number;
}

export interface RateInput {
  readonly chip: ChipKind;
  readonly chipCount: number;
  readonly frequencyMhz: number;
  /** Share of cores x clock that was measured: 52.5 / 67.2 on the Compac F, 1 on the R909. */
  readonly hashScale: number;
  readonly midstateCount: number;
  readonly ticketDifficulty: number;
  /** Part of a full scan after which new work is sent; see `waitFactorOf`. */
  readonly waitFactor: number;
}

/** 2^32 / 60 / 10^6, as cgminer writes it. */
const MHS_PER_WORK_A_MINUTE = 71.6;
const NONCE_SPACE = 2 ** 32;
const SILENCE_FACTOR = 20;

/** Timers of macOS and Windows come later than Linux's, so work is sent earlier there (KG). */
export function waitFactorOf(platform: NodeJS.Platform): number {
  if (platform === 'win32') return 0.4;
  return platform === 'darwin' ? 0.3 : 0.5;
}

/** All zero and infinite waits at 0 MHz. */
export function ratesOf(input: RateInput): ChainRates {
  const { chip, chipCount, frequencyMhz, hashScale, midstateCount, ticketDifficulty, waitFactor } = input;
  const trueHs = chipCount * frequencyMhz * 1e6 * chip.coreCount;
  // In whole microseconds, as cgminer counts them.
  const fullScanMs = Math.floor((NONCE_SPACE / trueHs) * 1e6) / 1000;
  const nonceExpectedMs = fullScanMs * ticketDifficulty * (chip.isJudgedPerChip ? chipCount : 1);
  return {
    expectedHs: trueHs * hashScale,
    workPerMinute: (trueHs * hashScale) / 1e6 / MHS_PER_WORK_A_MINUTE,
    fullScanMs,
    maxTaskWaitMs: fullScanMs * waitFactor * midstateCount,
    nonceExpectedMs,
    nonceLimitMs: nonceExpectedMs * SILENCE_FACTOR,
  };
}
