/**
 * Sums since local midnight, one group per pricing so that money is exact: what the ledger holds from
 * before plus every increment recorded since. It asks the ledger when a day begins, never per frame.
 */
import type { Clock, Logger } from '../contract/ports.ts';
import { startOfLocalDayMs } from '../core/tariff.ts';
import { isPowerLine, type Ledger, type MinuteEntry, type TotalsGroup } from '../ledger/entries.ts';

export interface TodayBookDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** IANA zone whose midnights begin a day. */
  readonly timeZone: string;
  readonly ledger: Pick<Ledger, 'totals'>;
}

type Sums = { -readonly [K in keyof TotalsGroup]: TotalsGroup[K] };

export class TodayBook {
  readonly #deps: TodayBookDeps;
  readonly #groups = new Map<string, Sums>();
  #startMs = 0;
  #lookedMonoMs = 0;
  /** Increments that came while the ledger was asked; null when it is not being asked. */
  #meanwhile: MinuteEntry[] | null = null;

  constructor(deps: TodayBookDeps) {
    this.#deps = deps;
  }

  /** Local midnight; 0 before the first `follow`. */
  get startMs(): number {
    return this.#startMs;
  }

  /**
   * Begins another day once local midnight has passed. The ledger tells what it holds of the day, unless midnight was
   * lived through: then it can hold nothing yet. A clock that was set leads to any day, in either direction.
   */
  async follow(): Promise<void> {
    const { clock, timeZone } = this.#deps;
    const nowMs = clock.nowMs();
    const startMs = startOfLocalDayMs(nowMs, timeZone);
    const sinceLookMs = clock.monotonicMs() - this.#lookedMonoMs;
    this.#lookedMonoMs = clock.monotonicMs();
    if (startMs === this.#startMs || this.#meanwhile !== null) return;
    if (this.#startMs !== 0 && startMs > this.#startMs && nowMs - startMs <= sinceLookMs) {
      this.#begin(startMs, []);
      return;
    }
    this.#meanwhile = [];
    const stored = await this.#stored(startMs);
    const meanwhile = this.#meanwhile;
    this.#meanwhile = null;
    this.#begin(startMs, stored);
    for (const entry of meanwhile) this.add(entry);
  }

  /** Adds an increment; one of the day before (recorded just after midnight) is not today's. */
  add(entry: MinuteEntry): void {
    this.#meanwhile?.push(entry);
    if (entry.startMs < this.#startMs) return;
    const coveredMs = isPowerLine(entry.stickId) ? 0 : entry.coveredMs;
    this.#add({ ...entry, coveredMs, energyWh: entry.energyWh ?? 0 });
  }

  groups(): readonly TotalsGroup[] {
    return [...this.#groups.values()];
  }

  async #stored(startMs: number): Promise<readonly TotalsGroup[]> {
    const { clock, ledger, log } = this.#deps;
    try {
      return await ledger.totals(startMs, clock.nowMs());
    } catch (error) {
      log.warn('Today could not be read from the ledger; its sums begin now', { reason: String(error) });
      return [];
    }
  }

  #begin(startMs: number, stored: readonly TotalsGroup[]): void {
    this.#startMs = startMs;
    this.#groups.clear();
    for (const group of stored) this.#add(group);
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
