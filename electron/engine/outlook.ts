/** What a day like this moment costs and brings. Pure: facts in, readings out. */
import type { OutlookState } from '../contract/frame.ts';
import type { Reading } from '../contract/units.ts';
import { breakEvenPricePerKwh, DAY_S, expectedSats, valueOfSats, workOfHashrate } from '../core/earnings.ts';
import { type Decimal, decimal } from '../core/money.ts';
import { blockChance } from '../core/odds.ts';
import { subsidySats } from '../core/subsidy.ts';
import { costOf } from '../core/tariff.ts';
import { known, leastSure, moneyOf, textOf, unknown } from './readings.ts';

/** What the pool's jobs say of the network; null until the first job. */
export interface NetworkFacts {
  readonly networkDifficulty: number;
  readonly blockHeight: number | null;
  readonly atMs: number;
}

/** Prices as the user typed them. */
export interface TypedPrices {
  readonly currency: string;
  readonly pricePerKwh: string | null;
  readonly pricePerKwhTypedAtMs: number | null;
  readonly btcPrice: string | null;
  readonly btcPriceTypedAtMs: number | null;
}

export interface OutlookFacts {
  readonly nowMs: number;
  readonly hashrateHs: Reading<number>;
  readonly powerW: Reading<number>;
  readonly network: NetworkFacts | null;
  readonly prices: TypedPrices;
}

/**
 * Sats, cost and net of 24 hours at this hashrate and these watts, and the prices at which they would break even.
 * A reading is null with its reason where a price, the watts or the network are not known.
 */
export function outlookOf(facts: OutlookFacts): OutlookState {
  const { nowMs, prices, network, powerW } = facts;
  const pricePerKwh = typedPrice(
    prices.pricePerKwh,
    prices.pricePerKwhTypedAtMs,
    prices.currency,
    'noTariff',
    nowMs,
  );
  const btcPrice = typedPrice(
    prices.btcPrice,
    prices.btcPriceTypedAtMs,
    prices.currency,
    'noBtcPrice',
    nowMs,
  );
  const sats = satsPerDay(facts.hashrateHs, network);
  const cost =
    powerW.value === null || prices.pricePerKwh === null
      ? null
      : costOf(powerW.value * 24, prices.pricePerKwh);
  const value = sats === null || prices.btcPrice === null ? null : valueOfSats(sats, prices.btcPrice);
  const net = cost === null || value === null ? null : value.minus(cost);
  const breakEven =
    value === null || powerW.value === null ? null : breakEvenPricePerKwh(value, powerW.value);
  const costOrigin = leastSure(powerW.origin, 'typed');
  const money = (amount: Decimal | null, origin: typeof costOrigin, reason: string) =>
    amount === null ? unknown(reason, origin, nowMs) : known(moneyOf(amount, prices.currency), origin, nowMs);
  const costReason = powerW.value === null ? 'noPower' : 'noTariff';
  const hashrateReason = facts.hashrateHs.reason ?? 'noHashrate';
  const satsReason = network === null ? 'noJob' : network.blockHeight === null ? 'noHeight' : hashrateReason;
  const valueReason = sats === null ? satsReason : 'noBtcPrice';
  return {
    costPerDay: money(cost, costOrigin, costReason),
    expectedSatsPerDay:
      sats === null ? unknown(satsReason, 'modelled', nowMs) : known(textOf(sats), 'modelled', nowMs),
    expectedValuePerDay: money(value, 'modelled', valueReason),
    netPerDay: money(net, 'modelled', cost === null ? costReason : valueReason),
    breakEvenPricePerKwh: money(breakEven, 'modelled', value === null ? valueReason : 'noPower'),
    blockChancePerDay:
      facts.hashrateHs.value === null || network === null
        ? unknown(network === null ? 'noJob' : hashrateReason, 'modelled', nowMs)
        : known(
            blockChance(workOfHashrate(facts.hashrateHs.value, DAY_S), network.networkDifficulty),
            'modelled',
            nowMs,
          ),
    pricePerKwh,
    btcPrice,
    networkDifficulty:
      network === null
        ? unknown('noJob', 'reported', nowMs)
        : known(network.networkDifficulty, 'reported', network.atMs),
    blockHeight: heightReading(network, nowMs),
    subsidySats:
      network?.blockHeight == null
        ? unknown('noHeight', 'modelled', nowMs)
        : known(Number(subsidySats(network.blockHeight)), 'modelled', network.atMs),
  };
}

/** Expected sats of a day at this hashrate; null while the hashrate or the network is unknown. */
export function satsPerDay(hashrateHs: Reading<number>, network: NetworkFacts | null): Decimal | null {
  if (hashrateHs.value === null || network?.blockHeight == null) return null;
  return expectedSats({
    workDifficulty: workOfHashrate(hashrateHs.value, DAY_S),
    networkDifficulty: network.networkDifficulty,
    rewardSats: subsidySats(network.blockHeight),
  });
}

/** An hour of the same, for the status bar. */
export function perHour(perDay: OutlookState['costPerDay']): OutlookState['costPerDay'] {
  if (perDay.value === null) return perDay;
  return { ...perDay, value: moneyOf(decimal(perDay.value.amount).div(24), perDay.value.currency) };
}

function typedPrice(
  amount: string | null,
  typedAtMs: number | null,
  currency: string,
  reason: string,
  nowMs: number,
): OutlookState['pricePerKwh'] {
  return amount === null
    ? unknown(reason, 'typed', nowMs)
    : known({ amount, currency }, 'typed', typedAtMs ?? nowMs);
}

function heightReading(network: NetworkFacts | null, nowMs: number): Reading<number> {
  if (network === null) return unknown('noJob', 'reported', nowMs);
  return network.blockHeight === null
    ? unknown('noHeight', 'reported', nowMs)
    : known(network.blockHeight, 'reported', network.atMs);
}
