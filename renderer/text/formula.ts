/** How a number came about, with today's inputs filled in: a line is left out while one of its inputs is unknown. Pure. */
import type { MinerFrame, StickState } from '../../electron/contract/frame.ts';
import type { Money } from '../../electron/contract/units.ts';
import { type Format, hashUnit, stickHashUnit } from './format.ts';
import type { Sentence } from './verdict.ts';

/** More terms than this make a sum nobody reads. */
const MOST_TERMS = 4;
/** A mean price this close to the one in force is the one in force: the rest is rounding. */
const SAME_PRICE = 0.01;

/** Of a fleet the sum of its sticks; of one stick the hashes its nonces stand for, over the window. */
export function hashrateFormula({ fleet, sticks }: MinerFrame, format: Format): readonly Sentence[] {
  const { hashrateHs, windowMs } = fleet.hashrate;
  if (hashrateHs.value === null || hashrateHs.value <= 0 || windowMs <= 0) return [];
  const result = format.hashrateText(hashrateHs.value, hashUnit(hashrateHs.value));
  const running = sticks.filter(({ hashrate }) => hashrate.windowMs > 0);
  const rates = running.flatMap(({ hashrate }) => hashrate.hashrateHs.value ?? []);
  if (running.length > 1) {
    if (running.length > MOST_TERMS || rates.length < running.length) return [];
    const unit = stickHashUnit(hashrateHs.value);
    const terms = rates.map((hs) => format.hashrate(hs, unit).value).join(' + ');
    return [{ id: 'formula.sum', values: { terms, unit: unit.unit, result } }];
  }
  const hashes = format.big((hashrateHs.value * windowMs) / 1_000);
  const seconds = format.whole(windowMs / 1_000);
  return [{ id: 'formula.hashrate', values: { hashes, seconds, result } }];
}

/** What the watts cost in an hour and a day, and what they do. */
export function powerFormula({ fleet, outlook }: MinerFrame, format: Format): readonly Sentence[] {
  const watts = fleet.powerW.value;
  if (watts === null) return [];
  const lines: Sentence[] = [];
  const efficiency = fleet.efficiencyJth.value;
  const hs = fleet.hashrate.hashrateHs.value;
  const values = { watts: format.threeDigits(watts) };
  if (efficiency !== null && hs !== null) {
    const hashrate = format.threeDigits(hs / 1e12);
    lines.push({
      id: 'formula.efficiency',
      values: { ...values, hashrate, result: format.coarse(efficiency) },
    });
  }
  const price = outlook.pricePerKwh.value;
  if (price === null) return lines;
  for (const [hours, cost] of [
    [1, fleet.costPerHour.value],
    [24, outlook.costPerDay.value],
  ] as const) {
    if (cost === null) continue;
    lines.push({
      id: 'formula.cost',
      values: { ...values, hours, price: format.price(price), result: amount(cost, format) },
    });
  }
  return lines;
}

/** Energy times price; where the price changed during the day, times the mean of it. */
export function costFormula({ today, outlook }: MinerFrame, format: Format): readonly Sentence[] {
  const cost = today.cost.value;
  if (cost === null || today.energyWh.value === null) return [];
  const pricedWh = today.energyWh.value - (today.unpricedWh.value ?? 0);
  if (pricedWh <= 0) return [];
  const mean = (Number(cost.amount) / pricedWh) * 1_000;
  const now = outlook.pricePerKwh.value;
  const isSame =
    now !== null &&
    now.currency === cost.currency &&
    Math.abs(mean - Number(now.amount)) <= SAME_PRICE * Math.abs(mean);
  const price = format.price(isSame ? now : { amount: mean.toFixed(4), currency: cost.currency });
  const values = { energy: format.energy(pricedWh), price, result: amount(cost, format) };
  return [{ id: isSame ? 'formula.today' : 'formula.todayMean', values }];
}

/** What a day at this hashrate brings on average, and how likely it brings a block. */
export function satsFormula({ fleet, outlook }: MinerFrame, format: Format): readonly Sentence[] {
  const hs = fleet.hashrate.hashrateHs.value;
  const difficulty = outlook.networkDifficulty.value;
  if (hs === null || hs <= 0 || difficulty === null) return [];
  const lines: Sentence[] = [];
  const values = {
    hashrate: format.hashrateText(hs, hashUnit(hs)),
    difficulty: format.big(difficulty),
  };
  const sats = outlook.expectedSatsPerDay.value;
  const reward = outlook.subsidySats.value;
  if (sats !== null && reward !== null) {
    lines.push({
      id: 'formula.sats',
      values: { ...values, reward: format.whole(reward), result: format.sats(sats) },
    });
  }
  const chance = outlook.blockChancePerDay.value;
  if (chance !== null && chance > 0)
    lines.push({ id: 'formula.chance', values: { ...values, result: format.odds(chance) } });
  return lines;
}

export function netFormula({ today }: MinerFrame, format: Format): readonly Sentence[] {
  const { expectedValue, cost, net } = today;
  if (expectedValue.value === null || cost.value === null || net.value === null) return [];
  const values = {
    value: amount(expectedValue.value, format),
    cost: amount(cost.value, format),
    result: amount(net.value, format),
  };
  return [{ id: 'formula.net', values }];
}

/** Inputs of a stick's watts, where they are modelled. */
export function stickPowerFormula(
  { powerW, frequencyMhz, chipCount }: StickState,
  format: Format,
): readonly Sentence[] {
  if (powerW.origin !== 'modelled' || frequencyMhz.value === null || chipCount === null) return [];
  const values = { frequency: format.whole(frequencyMhz.value), chips: chipCount };
  return [{ id: 'formula.stickPower', values }];
}

/** Who gave the price of electricity. */
export function priceSource({ outlook }: MinerFrame, isDemo: boolean, format: Format): readonly Sentence[] {
  if (outlook.pricePerKwh.value === null) return [];
  if (isDemo) return [{ id: 'formula.demoPrices' }];
  return [{ id: 'formula.typedPrice', values: { time: format.day(outlook.pricePerKwh.atMs) } }];
}

/** Who counted the shares. */
export function sharesSource({ pool, today }: MinerFrame): readonly Sentence[] {
  if (pool === null) return [];
  const { accepted, rejected, stale } = today.shares;
  const values = { endpoint: pool.endpoint, count: accepted + rejected + stale };
  return [{ id: 'formula.shares', values }];
}

/** With two more decimals than the coin has: a result must be recognisable as that of its inputs. */
function amount(sum: Money, format: Format): string {
  const { value, unit } = format.growingMoney(sum);
  return unit === '' ? format.price(sum) : `${value} ${unit}`;
}
