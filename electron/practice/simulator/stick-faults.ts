/**
 * What can go wrong with one simulated stick, by name, on and off. Each is a property of its simulated parts: the
 * driver meets it as it would meet the real one, and comes out of it by itself.
 */
import type { DemoFault } from '../../contract/demo.ts';
import { ChipModel } from './chip-model.ts';
import type { IcarusModel } from './icarus-model.ts';
import { NO_LINE_FAULTS } from './line-faults.ts';
import type { SpoiledLine } from './spoiled-line.ts';

export type SensorFault = Extract<DemoFault, 'overheat' | 'voltageSag' | 'telemetryLies' | 'telemetrySilent'>;

/** A simulated controller with sensors. */
export interface FaultySensors {
  /** What its sensors can show. */
  readonly sensorFaults: readonly SensorFault[];
  setSensorFault(fault: SensorFault, isActive: boolean): void;
}

/** Why its ports do not open; null = they do. */
export type Refusal = 'busyPort' | 'noPermission' | null;

export interface StickFaultsDeps {
  readonly chips: ChipModel | IcarusModel;
  readonly line: SpoiledLine;
  readonly sensors: FaultySensors | null;
  readonly unplug: () => void;
  readonly plug: () => void;
  /** Ports that are open fail, as when USB is enumerated anew. */
  readonly dropPorts: () => void;
}

/** Our own choices: bad enough to be seen within seconds. */
const WRONG_NONCE_CHANCE = 0.3;
const NOISE_CHANCE = 0.2;
const LOST_CHANCE = 0.1;

export class StickFaults {
  readonly #deps: StickFaultsDeps;
  readonly #active = new Set<DemoFault>();

  constructor(deps: StickFaultsDeps) {
    this.#deps = deps;
  }

  /** What this stick can have. */
  get possible(): readonly DemoFault[] {
    const { chips, sensors } = this.#deps;
    return [
      'unplug',
      'freeze',
      ...(chips instanceof ChipModel && chips.chipCount > 1 ? (['loseChip'] as const) : []),
      'noise',
      'loseBytes',
      ...(sensors?.sensorFaults ?? []),
      'busyPort',
      'noPermission',
      'hardwareErrors',
    ];
  }

  get active(): readonly DemoFault[] {
    return this.possible.filter((fault) => this.#active.has(fault));
  }

  get refusal(): Refusal {
    if (this.#active.has('noPermission')) return 'noPermission';
    return this.#active.has('busyPort') ? 'busyPort' : null;
  }

  /** Throws a RangeError for a fault this stick cannot have. */
  set(fault: DemoFault, isActive: boolean): void {
    if (!this.possible.includes(fault)) throw new RangeError(`this stick cannot have ${fault}`);
    if (this.#active.has(fault) === isActive) return;
    if (isActive) this.#active.add(fault);
    else this.#active.delete(fault);
    this.#apply(fault, isActive);
  }

  /** Takes its timers back. */
  stop(): void {
    this.#deps.line.makeGarbage(false);
  }

  #apply(fault: DemoFault, isActive: boolean): void {
    const { chips, sensors, unplug, plug, dropPorts } = this.#deps;
    switch (fault) {
      case 'unplug':
        if (isActive) unplug();
        else plug();
        return;
      case 'freeze':
        chips.silent = isActive;
        return;
      case 'loseChip':
        if (chips instanceof ChipModel) chips.setLiveChips(chips.chipCount - (isActive ? 1 : 0));
        return;
      case 'noise':
      case 'loseBytes':
        this.#spoil();
        return;
      case 'hardwareErrors':
        chips.errorChance = isActive ? WRONG_NONCE_CHANCE : 0;
        return;
      case 'busyPort':
      case 'noPermission':
        if (isActive) dropPorts();
        return;
      default:
        sensors?.setSensorFault(fault, isActive);
    }
  }

  #spoil(): void {
    const { line } = this.#deps;
    const isNoisy = this.#active.has('noise');
    const isLossy = this.#active.has('loseBytes');
    line.makeGarbage(isNoisy);
    line.faults =
      isNoisy || isLossy
        ? {
            lostChance: isLossy ? LOST_CHANCE : 0,
            doubledChance: 0,
            noiseChance: isNoisy ? NOISE_CHANCE : 0,
          }
        : NO_LINE_FAULTS;
  }
}
