/** Watts of the whole computer from how fast its battery empties. */
import { type PowerFinding, unknownPower } from './power-finding.ts';

/** The part of systeminformation's battery data that is used here. */
export interface BatteryFacts {
  readonly hasBattery: boolean;
  readonly isCharging: boolean;
  readonly acConnected: boolean;
  /** In `capacityUnit`. */
  readonly currentCapacity: number | null;
  readonly capacityUnit: string;
  /** Minutes until empty at the present rate. */
  readonly timeRemaining: number | null;
}

/** No laptop takes less, none that runs on a battery takes more: outside, the gauge is not to be believed. */
const PLAUSIBLE_W = { least: 0.5, most: 300 } as const;

/** Capacity over remaining time, while discharging only: on the mains the battery tells nothing. */
export function batteryPower(battery: BatteryFacts): PowerFinding {
  if (!battery.hasBattery) return unknownPower('noPowerSensor');
  if (battery.isCharging || battery.acConnected) return unknownPower('onMains');
  if (battery.capacityUnit !== 'mWh' || !battery.currentCapacity || !battery.timeRemaining) {
    return unknownPower('noPowerSensor');
  }
  const powerW = battery.currentCapacity / 1000 / (battery.timeRemaining / 60);
  const plausible = powerW >= PLAUSIBLE_W.least && powerW <= PLAUSIBLE_W.most;
  return plausible ? { powerW, reason: null } : unknownPower('noPowerSensor');
}
