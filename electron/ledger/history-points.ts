/** From the sums of a bucket to a point of the chart: rates over covered time, with the Poisson interval. */
import type { HistoryPoint } from '../contract/history.ts';
import { HASHES_PER_DIFFICULTY_1, poissonInterval95 } from '../core/hashrate.ts';
import type { BucketSums } from './messages.ts';

const MS_PER_HOUR = 3_600_000;

/**
 * Paused time counts as covered: a pause is a known zero. A rate is null when nothing covers it; the upper
 * bound is null too when no nonce tells how many hashes one stands for.
 */
export function historyPointOf(sums: BucketSums, bucketMs: number): HistoryPoint {
  const coveredSeconds = sums.coveredMs / 1000;
  const measured = coveredSeconds > 0;
  const hashesPerSecond = (hashes: number): number => hashes / coveredSeconds;
  const hashes = HASHES_PER_DIFFICULTY_1 * sums.workDifficulty;
  return {
    startMs: sums.startMs,
    coveredMs: Math.min(bucketMs, sums.coveredMs),
    pausedMs: Math.min(bucketMs, sums.pausedMs),
    hashrateHs: measured ? hashesPerSecond(hashes) : null,
    ...boundsOf(sums, measured ? hashesPerSecond(hashes) : null),
    expectedHs: measured ? hashesPerSecond(sums.expectedHashes) : null,
    powerW: sums.knownPowerMs > 0 ? (sums.knownPowerWh * MS_PER_HOUR) / sums.knownPowerMs : null,
    energyWh: sums.energyWh,
    pricePerKwh: sums.pricePerKwh,
  };
}

function boundsOf(sums: BucketSums, hashrateHs: number | null): Pick<HistoryPoint, 'lowHs' | 'highHs'> {
  if (hashrateHs === null) return { lowHs: null, highHs: null };
  if (sums.nonces > 0) {
    const { low, high } = poissonInterval95(sums.nonces);
    const perNonceHs = hashrateHs / sums.nonces;
    return { lowHs: low * perNonceHs, highHs: high * perNonceHs };
  }
  return { lowHs: 0, highHs: sums.pausedMs >= sums.coveredMs ? 0 : null };
}
