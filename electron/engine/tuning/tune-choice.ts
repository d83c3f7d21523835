/** Which of the measured points is best for a goal, or why none can be told. Pure. */
import type { Settings } from '../../contract/settings.ts';
import type { TuneGoal, TuneMeasurement } from '../../contract/tuning.ts';
import { valueOfSats } from '../../core/earnings.ts';
import { type Decimal, decimal } from '../../core/money.ts';
import { costOf } from '../../core/tariff.ts';
import { type NetworkFacts, satsPerDay } from '../outlook.ts';
import type { PowerPicture } from '../power-chain.ts';
import { known } from '../readings.ts';
import { isHashing } from '../stick-power.ts';
import type { StickSlot } from '../stick-slot.ts';
import { leastJth } from './profiles.ts';

/** What hashes cost and bring now. */
export interface Worth {
  readonly pricePerKwh: string | null;
  readonly btcPrice: string | null;
  readonly network: NetworkFacts | null;
  /** Watts beside the stick's own that are charged to it: its part of hub, supply and computer. */
  readonly besideW: number;
}

/** What hashes cost and bring now; what draws power beside the sticks is shared out evenly among those that hash. */
export function worthNow(
  { pricePerKwh, btcPrice }: Pick<Settings, 'pricePerKwh' | 'btcPrice'>,
  network: NetworkFacts | null,
  power: PowerPicture,
  slots: Iterable<StickSlot>,
): Worth {
  const beside = power.lines.reduce((sum, { powerW }) => sum + (powerW.value ?? 0), 0);
  const hashing = [...slots].filter(isHashing).length;
  return { pricePerKwh, btcPrice, network, besideW: hashing === 0 ? 0 : beside / hashing };
}

export type NoChoice = 'noGoodPoint' | 'needsMeasuredWatts' | 'noTariff' | 'noBtcPrice' | 'noNetwork';

export type Choice =
  | { readonly kind: 'best'; readonly best: TuneMeasurement }
  | { readonly kind: 'none'; readonly reason: NoChoice };

/** Modelled watts only repeat what the model says of J/TH, so all goals but `mostHash` need measured ones. */
export function chooseBest(goal: TuneGoal, measured: readonly TuneMeasurement[], worth: Worth): Choice {
  const good = measured.filter(({ verdict }) => verdict === 'good');
  if (good.length === 0) return none('noGoodPoint');
  if (goal === 'mostHash') return highest(good, ({ hashrateHs }) => decimal(hashrateHs));
  const metered = good.filter(({ isPowerMeasured, hashrateHs }) => isPowerMeasured && hashrateHs > 0);
  if (metered.length < good.length) return none('needsMeasuredWatts');
  const { pricePerKwh, btcPrice, network } = worth;
  switch (goal) {
    case 'lowestJth': {
      const best = leastJth(metered);
      return best === null ? none('needsMeasuredWatts') : { kind: 'best', best };
    }
    case 'cheapestSat':
      if (pricePerKwh === null) return none('noTariff');
      // Where energy is free every sat costs nothing: then the most of them.
      if (decimal(pricePerKwh).isZero()) return chooseBest('mostHash', measured, worth);
      return highest(metered, (one) =>
        costPerDay(one, pricePerKwh, worth.besideW).div(decimal(one.hashrateHs)).neg(),
      );
    case 'mostNet':
      if (pricePerKwh === null) return none('noTariff');
      if (btcPrice === null) return none('noBtcPrice');
      if (network?.blockHeight == null) return none('noNetwork');
      return highest(metered, (one) =>
        valuePerDay(one, btcPrice, network).minus(costPerDay(one, pricePerKwh, worth.besideW)),
      );
  }
}

const none = (reason: NoChoice): Choice => ({ kind: 'none', reason });

/** The first of equals: the lower clock, which is easier on the stick. */
function highest(points: readonly TuneMeasurement[], worthOf: (one: TuneMeasurement) => Decimal): Choice {
  let best: { readonly one: TuneMeasurement; readonly worth: Decimal } | null = null;
  for (const one of points.toSorted((a, b) => a.frequencyMhz - b.frequencyMhz)) {
    const worth = worthOf(one);
    if (best === null || worth.gt(best.worth)) best = { one, worth };
  }
  return best === null ? none('noGoodPoint') : { kind: 'best', best: best.one };
}

const costPerDay = ({ powerW }: TuneMeasurement, pricePerKwh: string, besideW: number): Decimal =>
  costOf(((powerW ?? 0) + besideW) * 24, pricePerKwh);

function valuePerDay(
  { hashrateHs, atMs }: TuneMeasurement,
  btcPrice: string,
  network: NetworkFacts,
): Decimal {
  const sats = satsPerDay(known(hashrateHs, 'measured', atMs), network);
  return sats === null ? decimal(0) : valueOfSats(sats, btcPrice);
}
