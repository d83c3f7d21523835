/**
 * Turns what happens into increments for the ledger's minute rows. A segment starts at a whole minute, or
 * at the instant a price changed inside one, so no row spans a price edge or a local midnight (local
 * midnights are whole minutes in every zone).
 */
import type { Settings } from '../contract/settings.ts';
import type { MinuteEntry } from '../ledger/entries.ts';
import type { NetworkFacts } from './outlook.ts';

const MINUTE_MS = 60_000;

/** What is the same for every stick in a segment. */
export interface Pricing {
  readonly pricePerKwh: string | null;
  readonly btcPrice: string | null;
  readonly currency: string;
  readonly networkDifficulty: number | null;
  readonly blockHeight: number | null;
}

/** What prices a segment that begins now. */
export function pricingOf(
  { pricePerKwh, btcPrice, currency }: Pick<Settings, 'pricePerKwh' | 'btcPrice' | 'currency'>,
  network: NetworkFacts | null,
): Pricing {
  return {
    pricePerKwh,
    btcPrice,
    currency,
    networkDifficulty: network?.networkDifficulty ?? null,
    blockHeight: network?.blockHeight ?? null,
  };
}

type Increment = Omit<MinuteEntry, 'kind' | 'stickId' | 'startMs' | keyof Pricing>;
export type MinuteChange = Partial<Increment>;

const NOTHING: Increment = {
  coveredMs: 0,
  hashedMs: 0,
  pausedMs: 0,
  workDifficulty: 0,
  nonces: 0,
  acceptedDifficulty: 0,
  accepted: 0,
  rejected: 0,
  stale: 0,
  lost: 0,
  hardwareErrors: 0,
  expectedHashes: 0,
  energyWh: null,
  energyOrigin: null,
};

export interface MinuteBookDeps {
  /** Told once a second at most, with everything that came since. */
  readonly record: (entry: MinuteEntry) => void;
  readonly pricing: () => Pricing;
}

export class MinuteBook {
  readonly #deps: MinuteBookDeps;
  readonly #open = new Map<string, Increment>();
  #segmentStartMs = 0;
  #pricing: Pricing;

  constructor(deps: MinuteBookDeps, nowMs: number) {
    this.#deps = deps;
    this.#pricing = deps.pricing();
    // Not the minute's start: a row of that minute from before a restart may have had other prices.
    this.#segmentStartMs = nowMs;
  }

  /** Adds to the stick's open increment. Call `flush` first when time has moved past the segment. */
  add(stickId: string, change: MinuteChange): void {
    this.#open.set(stickId, sum(this.#open.get(stickId) ?? NOTHING, change));
  }

  /**
   * Hands every open increment to the ledger and starts a new segment when the minute or a price changed.
   * Prices are read here and only here, so a change takes effect from this instant on.
   */
  flush(nowMs: number): void {
    for (const [stickId, increment] of this.#open) {
      this.#deps.record({
        kind: 'minute',
        stickId,
        startMs: this.#segmentStartMs,
        ...increment,
        ...this.#pricing,
      });
    }
    this.#open.clear();
    const pricing = this.#deps.pricing();
    if (!samePricing(pricing, this.#pricing)) {
      this.#pricing = pricing;
      this.#segmentStartMs = nowMs;
    } else if (nowMs < this.#segmentStartMs) {
      // The clock was set back: those minutes have rows already.
      this.#segmentStartMs = nowMs;
    } else if (minuteOf(nowMs) !== minuteOf(this.#segmentStartMs)) {
      this.#segmentStartMs = minuteOf(nowMs);
    }
  }
}

const minuteOf = (atMs: number): number => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;

function sum(base: Increment, change: MinuteChange): Increment {
  return {
    coveredMs: base.coveredMs + (change.coveredMs ?? 0),
    hashedMs: base.hashedMs + (change.hashedMs ?? 0),
    pausedMs: base.pausedMs + (change.pausedMs ?? 0),
    workDifficulty: base.workDifficulty + (change.workDifficulty ?? 0),
    nonces: base.nonces + (change.nonces ?? 0),
    acceptedDifficulty: base.acceptedDifficulty + (change.acceptedDifficulty ?? 0),
    accepted: base.accepted + (change.accepted ?? 0),
    rejected: base.rejected + (change.rejected ?? 0),
    stale: base.stale + (change.stale ?? 0),
    lost: base.lost + (change.lost ?? 0),
    hardwareErrors: base.hardwareErrors + (change.hardwareErrors ?? 0),
    expectedHashes: base.expectedHashes + (change.expectedHashes ?? 0),
    energyWh: change.energyWh == null ? base.energyWh : (base.energyWh ?? 0) + change.energyWh,
    energyOrigin: change.energyOrigin ?? base.energyOrigin,
  };
}

function samePricing(a: Pricing, b: Pricing): boolean {
  return (
    a.pricePerKwh === b.pricePerKwh &&
    a.btcPrice === b.btcPrice &&
    a.currency === b.currency &&
    a.networkDifficulty === b.networkDifficulty &&
    a.blockHeight === b.blockHeight
  );
}
