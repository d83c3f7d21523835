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
  readonly groups: readonly TotalsGroup[];
}

export function summariseToday({ startMs, nowMs, currency, groups }: TodayFacts): TodayState {
  let energyWh = 0;
  let unpricedWh = 0;
  let cost: Decimal | null = null;
  let sats: Decimal | null = null;
  let value: Decimal | null = null;
  const origins: Origin[] = [];
  const shares = { accepted: 0, rejected: 0, stale: 0, lost: 0 };
  for (const group of groups) {
    energyWh += group.energyWh;
    if (group.energyWh > 0 && group.energyOrigin !== null) origins.push(group.energyOrigin);
    if (group.pricePerKwh === null || group.currency !== currency) unpricedWh += group.energyWh;
    else if (group.energyOrigin !== null)
      cost = (cost ?? decimal(0)).plus(costOf(group.energyWh, group.pricePerKwh));
    const groupSats = satsOf(group);
    if (groupSats !== null) {
      sats = (sats ?? decimal(0)).plus(groupSats);
      if (group.btcPrice !== null && group.currency === currency) {
        value = (value ?? decimal(0)).plus(valueOfSats(groupSats, group.btcPrice));
      }
    }
    shares.accepted += group.accepted;
    shares.rejected += group.rejected;
    shares.stale += group.stale;
    shares.lost += group.lost;
  }
  const energyOrigin = originOfSum(origins);
  const costOrigin = leastSure(energyOrigin, 'typed');
  const net = cost === null || value === null ? null : value.minus(cost);
  const netReason = cost === null ? 'noTariff' : 'noBtcPrice';
  return {
    startMs,
    energyWh: known(energyWh, energyOrigin, nowMs),
    unpricedWh: known(unpricedWh, energyOrigin, nowMs),
    cost:
      cost === null
        ? unknown('noTariff', costOrigin, nowMs)
        : known(moneyOf(cost, currency), costOrigin, nowMs),
    expectedSats:
      sats === null ? unknown('noJob', 'modelled', nowMs) : known(textOf(sats), 'modelled', nowMs),
    expectedValue:
      value === null
        ? unknown('noBtcPrice', 'modelled', nowMs)
        : known(moneyOf(value, currency), 'modelled', nowMs),
    net:
      net === null ? unknown(netReason, 'modelled', nowMs) : known(moneyOf(net, currency), 'modelled', nowMs),
    shares,
  };
}

/** Null where the network was unknown when the work was done, and no work was. */
function satsOf(group: TotalsGroup): Decimal | null {
  if (group.networkDifficulty === null || group.blockHeight === null) return null;
  return expectedSats({
    workDifficulty: group.workDifficulty,
    networkDifficulty: group.networkDifficulty,
    rewardSats: subsidySats(group.blockHeight),
  });
}
