/**
 * A simulated board with two ports: its controller with pins, parts and sensors, and its chips, which have voltage and
 * leave reset only by what the controller was told. Faults are properties of these, never of the code that talks to them.
 */
import type { Clock, Random } from '../../contract/ports.ts';
import type { Chain } from '../../contract/units.ts';
import type { BoardKind } from './board-kinds.ts';
import { BoardManagement } from './board-management.ts';
import { ds4432u, emc2101, emc2302, type I2cPart, ina260, tmp451, tmp1075, tps546 } from './board-parts.ts';
import { BoardPhysics } from './board-physics.ts';
import { QaxeEnd } from './board-qaxe-end.ts';
import { ChipModel } from './chip-model.ts';
import type { FaultySensors, SensorFault } from './stick-faults.ts';

export interface BoardModelDeps {
  readonly kind: BoardKind;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly knownSolutions?: readonly Uint8Array[];
}

const PIN = { reset: 0, power: 1 } as const;
/** Rails at a code of 0 and for a step, V, as the resistors round the DS4432U make them (ESP, EMB). */
const BITAXE_RAIL = (step: number): number => 1.451 + step * ((4750 * 0.000098921) / 127);
const EMBER_RAIL = (step: number): number => 3.6 + step * ((3570 * 0.00020291) / 127);
const EMBER_OFFSET_C = 7;
/** Parts that measure what feeds the board. */
const MEASURES_INPUT: ReadonlySet<BoardKind['parts']> = new Set(['tps546', 'ds4432u', 'hex']);
/** Of a fault: hot enough to be stopped whatever it draws, and a supply that falls this far short. */
const HOT_C = 70;
const SAG_SHARE = 0.12;

export class BoardModel implements FaultySensors {
  readonly chips: ChipModel;
  readonly physics: BoardPhysics;
  readonly management: BoardManagement | QaxeEnd;
  readonly sensorFaults: readonly SensorFault[];
  #isPlugged = true;
  #isResetHigh = false;

  constructor(deps: BoardModelDeps) {
    const { kind, clock, random } = deps;
    this.chips = new ChipModel({ ...deps, ...kind, hashScale: 1 });
    this.chips.holdReset();
    this.sensorFaults = MEASURES_INPUT.has(kind.parts)
      ? ['overheat', 'voltageSag', 'telemetryLies', 'telemetrySilent']
      : ['overheat', 'telemetryLies', 'telemetrySilent'];
    this.physics = new BoardPhysics({
      ...kind,
      clock,
      frequencyMhz: () => (this.#chipsRun() ? this.chips.frequencyMhz : 0),
    });
    const { physics } = this;
    if (kind.controller === 'qaxe' || kind.controller === '0xaxe') {
      physics.railV = kind.nominalRailV;
      this.management = new QaxeEnd({
        firmware: kind.controller,
        physics,
        clock,
        onReset: (isHigh) => this.#setReset(isHigh),
      });
    } else {
      // Rails that no pin switches are on from the start.
      physics.isRailOn = kind.parts === 'ds4432u';
      // It stands in the wind of a fan of its own.
      if (kind.parts === 'ember') physics.fanShare = 1;
      this.management = new BoardManagement({
        form: kind.controller === 'ember' ? 'v1' : 'v0',
        parts: partsOf(kind, physics),
        random,
        onPin: (pin, isHigh) => {
          if (pin === PIN.reset) this.#setReset(isHigh);
          if (pin === PIN.power && kind.parts === 'ember') physics.isRailOn = isHigh;
        },
      });
    }
  }

  /** The controller of a bitaxe-raw or emberOne board. Throws a RangeError for others. */
  get raw(): BoardManagement {
    if (this.management instanceof BoardManagement) return this.management;
    throw new RangeError('this board has a controller of another kind');
  }

  holdReset(): void {
    this.#isPlugged = false;
    this.physics.isRailOn = false;
    this.management.setPower(false);
    this.chips.holdReset();
  }

  releaseReset(): void {
    this.#isPlugged = true;
    this.management.setPower(true);
  }

  setSensorFault(fault: SensorFault, isActive: boolean): void {
    switch (fault) {
      case 'overheat':
        this.physics.addedC = isActive ? HOT_C : 0;
        return;
      case 'voltageSag':
        this.physics.sagShare = isActive ? SAG_SHARE : 0;
        return;
      case 'telemetryLies':
        this.management.lying = isActive;
        return;
      case 'telemetrySilent':
        this.management.silent = isActive;
    }
  }

  #chipsRun(): boolean {
    return this.#isPlugged && this.#isResetHigh && this.physics.feedsChips;
  }

  #setReset(isHigh: boolean): void {
    this.#isResetHigh = isHigh;
    if (this.#chipsRun()) this.chips.releaseReset();
    else this.chips.holdReset();
  }
}

function partsOf({ parts }: BoardKind, physics: BoardPhysics): ReadonlyMap<number, I2cPart> {
  switch (parts) {
    case 'tps546':
      return new Map([
        [0x24, tps546(physics)],
        [0x4c, emc2101(physics)],
      ]);
    case 'ds4432u':
      return new Map([
        [0x48, ds4432u(physics, BITAXE_RAIL)],
        [0x40, ina260(physics)],
        [0x4c, emc2101(physics)],
      ]);
    case 'hex':
      return new Map([
        [0x24, tps546(physics)],
        [0x2f, emc2302(physics)],
        [0x4a, tmp1075(physics)],
        [0x4b, tmp1075(physics)],
      ]);
    case 'ember':
      return new Map([
        [0x48, ds4432u(physics, EMBER_RAIL)],
        [0x4a, tmp1075(physics)],
        [0x49, tmp451(physics, EMBER_OFFSET_C)],
      ]);
    case null:
      return new Map();
  }
}
