/**
 * Sums since local midnight, one group per pricing so that money is exact: what the ledger holds from
 * before this run plus every increment recorded since. It asks the ledger once a day, never per frame.
 */
import type { MinuteEntry, TotalsGroup } from '../ledger/entries.ts';

type Sums = { -readonly [K in keyof TotalsGroup]: TotalsGroup[K] };

export class TodayBook {
  #startMs = 0;
  readonly #groups = new Map<string, Sums>();

  get startMs(): number {
    return this.#startMs;
  }

  /** Begins a day at `startMs` (its local midnight) with what the ledger already holds of it. */
  begin(startMs: number, stored: readonly TotalsGroup[]): void {
    this.#startMs = startMs;
    this.#groups.clear();
    for (const group of stored) this.#add(group);
  }

  /** Adds an increment; one of the day before (recorded just after midnight) is not today's. */
  add(entry: MinuteEntry): void {
    if (entry.startMs < this.#startMs) return;
    this.#add({ ...entry, energyWh: entry.energyWh ?? 0 });
  }

  groups(): readonly TotalsGroup[] {
    return [...this.#groups.values()];
  }

  #add(group: TotalsGroup): void {
    const key = keyOf(group);
    const sums = this.#groups.get(key);
    if (sums === undefined) {
      this.#groups.set(key, pick(group));
      return;
    }
    sums.workDifficulty += group.workDifficulty;
    sums.acceptedDifficulty += group.acceptedDifficulty;
    sums.energyWh += group.energyWh;
    sums.coveredMs += group.coveredMs;
    sums.accepted += group.accepted;
    sums.rejected += group.rejected;
    sums.stale += group.stale;
    sums.lost += group.lost;
  }
}

const keyOf = (group: TotalsGroup): string =>
  JSON.stringify([
    group.networkDifficulty,
    group.blockHeight,
    group.pricePerKwh,
    group.btcPrice,
    group.currency,
    group.energyOrigin,
  ]);

function pick(group: TotalsGroup): Sums {
  return {
    networkDifficulty: group.networkDifficulty,
    blockHeight: group.blockHeight,
    pricePerKwh: group.pricePerKwh,
    btcPrice: group.btcPrice,
    currency: group.currency,
    energyOrigin: group.energyOrigin,
    workDifficulty: group.workDifficulty,
    acceptedDifficulty: group.acceptedDifficulty,
    energyWh: group.energyWh,
    coveredMs: group.coveredMs,
    accepted: group.accepted,
    rejected: group.rejected,
    stale: group.stale,
    lost: group.lost,
  };
}
