/** Money since local midnight from groups of equal pricing. Pure and exact; unpriced energy is counted, not guessed. */
import type { TodayState } from '../contract/frame.ts';
import type { Origin } from '../contract/units.ts';
import { expectedSats, valueOfSats } from '../core/earnings.ts';
import { type Decimal, decimal } from '../core/money.ts';
import { subsidySats } from '../core/subsidy.ts';
import { costOf } from '../core/tariff.ts';
import type { TotalsGroup } from '../ledger/entries.ts';
import { known, leastSure, moneyOf, originOfSum, textOf, unknown } from './readings.ts';

export interface TodayFacts {
  readonly startMs: number;
  readonly nowMs: number;
  /** Currency to show; groups in another one are unpriced. */
  readonly currency: string;
  /** Whether the user has typed a price of now: then a day without energy costs 0, and is not unknown. */
  readonly hasPrices: { readonly kwh: boolean; readonly btc: boolean };
  readonly groups: readonly TotalsGroup[];
}

/** Sums of a day. Null as soon as a part is unknown; net counts only what has both a price and a worth. */
export function summariseToday({ startMs, nowMs, currency, hasPrices, groups }: TodayFacts): TodayState {
  const zero = decimal(0);
  let energyWh = 0;
  let unpricedWh = 0;
  let cost: Decimal | null = hasPrices.kwh ? zero : null;
  let sats: Decimal | null = zero;
  let value: Decimal | null = hasPrices.btc ? zero : null;
  let net: Decimal | null = hasPrices.kwh && hasPrices.btc ? zero : null;
  const origins: Origin[] = [];
  const shares = { accepted: 0, rejected: 0, stale: 0, lost: 0 };
  for (const group of groups) {
    energyWh += group.energyWh;
    if (group.energyWh > 0 && group.energyOrigin !== null) origins.push(group.energyOrigin);
    const groupCost = costOfGroup(group, currency);
    if (groupCost === null) unpricedWh += group.energyWh;
    else cost = (cost ?? zero).plus(groupCost);
    const groupSats = satsOf(group);
    if (groupSats === null) sats = null;
    else sats = sats?.plus(groupSats) ?? null;
    const groupValue = valueOfGroup(group, groupSats, currency);
    if (groupValue !== null) value = (value ?? zero).plus(groupValue);
    // Where only one side has a price, the difference would be too good or too bad.
    if (groupCost !== null && groupValue !== null) net = (net ?? zero).plus(groupValue).minus(groupCost);
    shares.accepted += group.accepted;
    shares.rejected += group.rejected;
    shares.stale += group.stale;
    shares.lost += group.lost;
  }
  const energyOrigin = originOfSum(origins);
  const costOrigin = leastSure(energyOrigin, 'typed');
  const money = (amount: Decimal | null, origin: Origin, reason: string) =>
    amount === null ? unknown(reason, origin, nowMs) : known(moneyOf(amount, currency), origin, nowMs);
  return {
    startMs,
    energyWh: known(energyWh, energyOrigin, nowMs),
    unpricedWh: known(unpricedWh, energyOrigin, nowMs),
    cost: money(cost, costOrigin, 'noTariff'),
    expectedSats:
      sats === null ? unknown('noJob', 'modelled', nowMs) : known(textOf(sats), 'modelled', nowMs),
    expectedValue: money(value, 'modelled', 'noBtcPrice'),
    net: money(net, 'modelled', cost === null ? 'noTariff' : 'noBtcPrice'),
    shares,
  };
}

/** Null for energy without a price in this currency. */
function costOfGroup(group: TotalsGroup, currency: string): Decimal | null {
  if (group.pricePerKwh === null || group.currency !== currency) return null;
  return costOf(group.energyWh, group.pricePerKwh);
}

function valueOfGroup(group: TotalsGroup, sats: Decimal | null, currency: string): Decimal | null {
  if (sats === null || group.btcPrice === null || group.currency !== currency) return null;
  return valueOfSats(sats, group.btcPrice);
}

/** Null where the network was unknown when work was done; no work is worth nothing whatever the network. */
function satsOf(group: TotalsGroup): Decimal | null {
  if (group.workDifficulty === 0) return decimal(0);
  if (group.networkDifficulty === null || group.blockHeight === null) return null;
  return expectedSats({
    workDifficulty: group.workDifficulty,
    networkDifficulty: group.networkDifficulty,
    rewardSats: subsidySats(group.blockHeight),
  });
}
