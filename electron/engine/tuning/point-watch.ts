/**
 * One point of a sweep, or one slot of a comparison: waits until the stick is there and has settled, then counts until
 * the hashrate is known well enough. Anything that interrupts begins it anew: a mixture would describe neither. Pure.
 */
import type { TuneMeasurement, TunePoint } from '../../contract/tuning.ts';
import { effectiveCount, HASHES_PER_DIFFICULTY_1, poissonInterval95 } from '../../core/hashrate.ts';

export interface Observation {
  readonly elapsedMs: number;
  /** Its chips have the clock and voltage of the point, and it is up. */
  readonly isAtPoint: boolean;
  /** Why nothing can be measured now, as a code; null when it can. */
  readonly waitsFor: WaitReason | null;
  /** What goes wrong with the stick now; null for nothing. */
  readonly trouble: Trouble | null;
  /** Why the stick may not have this point at all, as was learnt on the way to it; null when it may. */
  readonly barredBy: Trouble | null;
  readonly expectedHs: number | null;
  readonly ticketDifficulty: number | null;
  readonly powerW: number | null;
  readonly isPowerMeasured: boolean;
  readonly tempC: number | null;
  readonly inputV: number | null;
}

export type Trouble = 'tooHot' | 'powerSags' | 'silent';
export type WaitReason = 'paused' | 'noPool' | 'stickLost' | 'recovering';

export interface MeasureRules {
  /** Left alone after the clock is reached, for voltage and heat to come to rest, ms. */
  readonly settleMs: number;
  /** Half the 95 % interval as a part of the rate, at which it is known well enough; 0 = use all the time. */
  readonly halfWidth: number;
  readonly longestMs: number;
}

/** Our choices: a point is known to 5 %, or as well as 20 minutes allow. */
export const SWEEP_RULES: MeasureRules = { settleMs: 30_000, halfWidth: 0.05, longestMs: 20 * 60_000 };

/** No stick climbs longer (the ramp of the slowest takes 5 min), nor needs longer to recover or cool down. */
const ARRIVE_LIMIT_MS = 10 * 60_000;
/** Errors from this part of all results on are too many, once there are enough to tell. Our choice. */
const MOST_ERRORS = 0.03;
const FEWEST_ERRORS = 5;
/** Chips that find less than this part of what their clock promises lose results they do not tell of. Our choice. */
const LEAST_OF_EXPECTED = 0.7;
const FEWEST_NONCES = 50;
/** Chance of no nonce where this many are expected: 2e-9. */
const EXPECTED_TO_BE_SILENT = 20;
/** A point that the stick fell from this often is one at which it fails. */
const MOST_FALLS = 3;

export type PointStep = 'waiting' | 'settling' | 'measuring' | 'done';

export class PointWatch {
  readonly point: TunePoint;
  readonly #rules: MeasureRules;
  #step: PointStep = 'settling';
  #verdict: TuneMeasurement['verdict'] = 'good';
  /** On its way to the point, or in trouble before it, ms. */
  #arrivingMs = 0;
  #settledMs = 0;
  #measuredMs = 0;
  #falls = 0;
  #wasThere = false;
  #waitsFor: WaitReason | null = null;
  #nonces = 0;
  #errors = 0;
  #work = 0;
  #workSquared = 0;
  #highestTempC: number | null = null;
  #lowestInputV: number | null = null;
  #wattTicks = 0;
  #wattSum = 0;
  #isPowerMeasured = true;
  #ticks = 0;

  constructor(point: TunePoint, rules: MeasureRules) {
    this.point = point;
    this.#rules = rules;
  }

  get step(): PointStep {
    return this.#step;
  }

  /** Null unless it waits. */
  get waitsFor(): WaitReason | null {
    return this.#waitsFor;
  }

  /** The longest it may still take when nothing comes between, ms. */
  get remainingMs(): number {
    const { settleMs, longestMs } = this.#rules;
    return Math.max(0, settleMs - this.#settledMs) + Math.max(0, longestMs - this.#measuredMs);
  }

  /** A verified nonce of this ticket difficulty. */
  noteNonce(ticketDifficulty: number): void {
    if (this.#step !== 'measuring') return;
    this.#nonces += 1;
    this.#work += ticketDifficulty;
    this.#workSquared += ticketDifficulty ** 2;
  }

  /** A result that was wrong. */
  noteError(): void {
    if (this.#step === 'measuring') this.#errors += 1;
  }

  /** Call once a second. */
  tick(seen: Observation): PointStep {
    if (this.#step === 'done') return 'done';
    // A stick that fails at a point is often gone a moment later: what was found comes first.
    if (seen.barredBy !== null) return this.#end(seen.barredBy);
    if (seen.trouble !== null && this.#wasThere) return this.#end(seen.trouble);
    // Trouble on the way to a point may be left from the point before.
    const waitsFor = seen.waitsFor ?? (seen.trouble === null ? null : 'recovering');
    if (waitsFor !== null) return this.#wait(waitsFor, seen.trouble ?? 'silent', seen.elapsedMs);
    this.#waitsFor = null;
    if (!seen.isAtPoint) {
      this.#restart();
      this.#arrivingMs += seen.elapsedMs;
      this.#step = 'settling';
      return this.#arrivingMs > ARRIVE_LIMIT_MS ? this.#end('silent') : 'settling';
    }
    this.#wasThere = true;
    this.#sense(seen);
    if (this.#step !== 'measuring') {
      this.#settledMs += seen.elapsedMs;
      this.#step = this.#settledMs >= this.#rules.settleMs ? 'measuring' : 'settling';
      return this.#step;
    }
    this.#measuredMs += seen.elapsedMs;
    this.#meter(seen);
    return this.#judge(seen);
  }

  /** What was measured; call when `tick` gave `done`. */
  measurement(atMs: number): TuneMeasurement {
    const { hashrateHs, lowHs, highHs } = this.#rate();
    const powerW = this.#wattTicks * 2 > this.#ticks ? this.#wattSum / this.#wattTicks : null;
    return {
      ...this.point,
      atMs,
      durationMs: this.#measuredMs,
      nonces: this.#nonces,
      hardwareErrors: this.#errors,
      hashrateHs,
      lowHs,
      highHs,
      powerW,
      isPowerMeasured: powerW !== null && this.#isPowerMeasured,
      efficiencyJth:
        powerW === null || powerW === 0 || hashrateHs === 0 ? null : powerW / (hashrateHs / 1e12),
      highestTempC: this.#highestTempC,
      lowestInputV: this.#lowestInputV,
      verdict: this.#verdict,
    };
  }

  #wait(reason: WaitReason, trouble: Trouble, elapsedMs: number): PointStep {
    const isFall = reason === 'stickLost' || reason === 'recovering';
    if (isFall && this.#waitsFor !== reason) {
      this.#falls += 1;
      if (this.#falls > MOST_FALLS) return this.#end(trouble);
    }
    this.#restart();
    this.#arrivingMs = reason === 'recovering' ? this.#arrivingMs + elapsedMs : 0;
    if (this.#arrivingMs > ARRIVE_LIMIT_MS) return this.#end(trouble);
    this.#wasThere = false;
    this.#waitsFor = reason;
    this.#step = 'waiting';
    return 'waiting';
  }

  #restart(): void {
    this.#settledMs = 0;
    this.#measuredMs = 0;
    this.#nonces = 0;
    this.#errors = 0;
    this.#work = 0;
    this.#workSquared = 0;
    this.#ticks = 0;
    this.#wattTicks = 0;
    this.#wattSum = 0;
    this.#isPowerMeasured = true;
  }

  #sense({ tempC, inputV }: Observation): void {
    if (tempC !== null) this.#highestTempC = Math.max(this.#highestTempC ?? tempC, tempC);
    if (inputV !== null) this.#lowestInputV = Math.min(this.#lowestInputV ?? inputV, inputV);
  }

  #meter({ powerW, isPowerMeasured }: Observation): void {
    this.#ticks += 1;
    if (powerW === null) return;
    this.#wattTicks += 1;
    this.#wattSum += powerW;
    this.#isPowerMeasured &&= isPowerMeasured;
  }

  #judge(seen: Observation): PointStep {
    if (this.#nonces === 0 && expectedNonces(seen, this.#measuredMs) >= EXPECTED_TO_BE_SILENT)
      return this.#end('silent');
    if (this.#hasTooManyErrors() || this.#isShort(seen.expectedHs)) return this.#end('tooManyErrors');
    const { hashrateHs, lowHs, highHs } = this.#rate();
    const isKnown = hashrateHs > 0 && (highHs - lowHs) / 2 <= this.#rules.halfWidth * hashrateHs;
    if (!isKnown && this.#measuredMs < this.#rules.longestMs) return 'measuring';
    return this.#end(this.#nonces === 0 ? 'silent' : 'good');
  }

  /** Surely too many, by the lower end of the interval of their count. */
  #hasTooManyErrors(): boolean {
    if (this.#errors < FEWEST_ERRORS) return false;
    return poissonInterval95(this.#errors).low > MOST_ERRORS * (this.#errors + this.#nonces);
  }

  #isShort(expectedHs: number | null): boolean {
    if (expectedHs === null || this.#nonces < FEWEST_NONCES) return false;
    return this.#rate().highHs < LEAST_OF_EXPECTED * expectedHs;
  }

  #rate(): Pick<TuneMeasurement, 'hashrateHs' | 'lowHs' | 'highHs'> {
    if (this.#measuredMs === 0) return { hashrateHs: 0, lowHs: 0, highHs: 0 };
    const hashrateHs = (this.#work * HASHES_PER_DIFFICULTY_1 * 1000) / this.#measuredMs;
    const count = effectiveCount(this.#work, this.#workSquared);
    const { low, high } = poissonInterval95(count);
    if (count === 0)
      return { hashrateHs: 0, lowHs: 0, highHs: (high * HASHES_PER_DIFFICULTY_1 * 1000) / this.#measuredMs };
    return { hashrateHs, lowHs: (low / count) * hashrateHs, highHs: (high / count) * hashrateHs };
  }

  #end(verdict: TuneMeasurement['verdict']): PointStep {
    this.#verdict = verdict;
    this.#step = 'done';
    return 'done';
  }
}

function expectedNonces({ expectedHs, ticketDifficulty }: Observation, ms: number): number {
  if (expectedHs === null || ticketDifficulty === null) return 0;
  return (expectedHs * ms) / 1000 / (HASHES_PER_DIFFICULTY_1 * ticketDifficulty);
}
