/**
 * A serial binding whose ports are simulated sticks. The real stream and driver code runs against it
 * unchanged; plugging and pulling is a method call.
 */
import type { BindingInterface, OpenOptions, PortInfo } from '@serialport/bindings-cpp';
import type { Clock, Random } from '../../contract/ports.ts';
import type { Chain } from '../../contract/units.ts';
import { BOARD_KINDS, type BoardKind, type SimulatedBoard } from './board-kinds.ts';
import { BoardModel } from './board-model.ts';
import { type BridgeControl, cbusControl, latchControl } from './bridge-control.ts';
import { ChipModel } from './chip-model.ts';
import { ICARUS_KINDS, type SimulatedIcarus } from './icarus-kinds.ts';
import { IcarusModel } from './icarus-model.ts';
import { type FarEnd, SimulatedPort, SimulatedPortError } from './simulated-port.ts';
import { type SimulatedModel, STICK_KINDS, type UsbIdentity } from './stick-kinds.ts';
import { TelemetryModel } from './telemetry-model.ts';

export interface SimulatedStick {
  readonly model: SimulatedModel | SimulatedIcarus | SimulatedBoard;
  /** Unique; what `open` and `list` call the port. */
  readonly path: string;
  readonly serialNumber: string;
  /** Of its second port, for models that have one; absent = none is there. */
  readonly telemetryPath?: string;
}

export interface SimulatedBindingDeps {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly sticks: readonly SimulatedStick[];
  /** Given to every chip model: see `ChipModelDeps`. */
  readonly knownSolutions?: readonly Uint8Array[];
}

/** Same shape as the reset line of a real stick: low for `lowMs`, then high and `settleMs` of rest. */
export interface SimulatedResetLine {
  readonly kind: 'simulated';
  pulse(lowMs: number, settleMs: number): Promise<void>;
}

/** One port. */
interface Slot {
  readonly info: PortInfo;
  readonly farEnd: FarEnd;
  readonly chips: ChipModel | IcarusModel;
  readonly controller: TelemetryModel | null;
  readonly board: BoardModel | null;
  readonly control: BridgeControl;
  plugged: boolean;
  port: SimulatedPort | null;
}

export class SimulatedBinding implements BindingInterface<SimulatedPort> {
  readonly #clock: Clock;
  readonly #slots: ReadonlyMap<string, Slot>;

  constructor(deps: SimulatedBindingDeps) {
    this.#clock = deps.clock;
    this.#slots = new Map(deps.sticks.flatMap((stick, index) => slotsOf(stick, index, deps)));
  }

  async list(): Promise<PortInfo[]> {
    return [...this.#slots.values()].filter((slot) => slot.plugged).map((slot) => slot.info);
  }

  /** Refuses a path that is not plugged in and a port that is open already, in the words of the real binding. */
  async open(options: OpenOptions): Promise<SimulatedPort> {
    const slot = this.#slots.get(options.path);
    if (slot === undefined || !slot.plugged) {
      throw new SimulatedPortError(`Error No such file or directory Cannot open ${options.path}`, 'other');
    }
    if (slot.port !== null) {
      throw new SimulatedPortError('Error Resource temporarily unavailable Cannot lock port', 'other');
    }
    const port = new SimulatedPort(slot.farEnd, { ...OPEN_DEFAULTS, ...options }, () => {
      slot.port = null;
    });
    slot.port = port;
    return port;
  }

  /** The chips behind a path, to look at and to break. Throws a RangeError when there is no such stick. */
  chipsAt(path: string): ChipModel {
    const { chips } = this.#slotAt(path);
    if (chips instanceof ChipModel) return chips;
    throw new RangeError(`no simulated chain of chips at ${path}`);
  }

  /** The same for a device of the Icarus family. */
  icarusAt(path: string): IcarusModel {
    const { chips } = this.#slotAt(path);
    if (chips instanceof IcarusModel) return chips;
    throw new RangeError(`no simulated Icarus at ${path}`);
  }

  /** The controller on the second port of the stick whose chips are at this path. */
  telemetryAt(path: string): TelemetryModel {
    const { controller } = this.#slotAt(path);
    if (controller === null) throw new RangeError(`no simulated controller at ${path}`);
    return controller;
  }

  /** The board whose chips are at this path: its controller, its parts and what they feel. */
  boardAt(path: string): BoardModel {
    const { board } = this.#slotAt(path);
    if (board === null) throw new RangeError(`no simulated board at ${path}`);
    return board;
  }

  /** The control pipe of the stick's bridge. */
  bridgeControlFor(path: string): BridgeControl {
    return this.#slotAt(path).control;
  }

  resetLineFor(path: string): SimulatedResetLine {
    const { chips } = this.#slotAt(path);
    return {
      kind: 'simulated',
      pulse: async (lowMs, settleMs) => {
        chips.holdReset();
        await this.#pass(lowMs);
        chips.releaseReset();
        await this.#pass(settleMs);
      },
    };
  }

  /** The stick is back, with chips as after power-up. */
  plug(path: string): void {
    for (const slot of this.#portsOf(path)) {
      // Chips behind a latch wait until it is told (KG).
      if (slot.board !== null) slot.board.releaseReset();
      else if (slot.controller === null) slot.chips.releaseReset();
      slot.plugged = true;
    }
  }

  /** The stick is pulled out: no power, and an open port fails. */
  unplug(path: string): void {
    for (const slot of this.#portsOf(path)) {
      slot.plugged = false;
      slot.chips.holdReset();
      slot.controller?.reset();
      slot.board?.holdReset();
      slot.port?.unplug();
    }
  }

  /** Takes power from every stick and all timers back. Idempotent. */
  stop(): void {
    for (const path of this.#slots.keys()) this.unplug(path);
  }

  #portsOf(path: string): readonly Slot[] {
    const { chips } = this.#slotAt(path);
    return [...this.#slots.values()].filter((slot) => slot.chips === chips);
  }

  #slotAt(path: string): Slot {
    const slot = this.#slots.get(path);
    if (slot === undefined) throw new RangeError(`no simulated stick at ${path}`);
    return slot;
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }
}

/** The defaults that `@serialport/bindings-interface` documents. */
const OPEN_DEFAULTS = {
  dataBits: 8,
  lock: true,
  stopBits: 1,
  parity: 'none',
  rtscts: false,
  xon: false,
  xoff: false,
  xany: false,
  hupcl: true,
} as const;

function slotsOf(
  stick: SimulatedStick,
  index: number,
  deps: SimulatedBindingDeps,
): readonly (readonly [string, Slot])[] {
  if (isBoard(stick.model)) return boardSlots(stick, BOARD_KINDS[stick.model], index, deps);
  const chips = chipsOf(stick.model, deps);
  const controller = controllerOf(stick.model, chips, deps);
  // A latch is as it is after power-up: chips off (KG).
  if (controller !== null) chips.holdReset();
  const shared = {
    chips,
    controller,
    board: null,
    control: controlOf(chips, controller),
    plugged: true,
    port: null,
  };
  const first: Slot = { ...shared, info: infoOf(stick, stick.path, index, 0), farEnd: chips };
  const { telemetryPath } = stick;
  if (controller === null || telemetryPath === undefined) return [[stick.path, first]];
  const second: Slot = { ...shared, info: infoOf(stick, telemetryPath, index, 1), farEnd: controller };
  return [
    [stick.path, first],
    [telemetryPath, second],
  ];
}

/** The controller's interface comes first on some boards and last on others. */
function boardSlots(
  stick: SimulatedStick,
  kind: BoardKind,
  index: number,
  deps: SimulatedBindingDeps,
): readonly (readonly [string, Slot])[] {
  const board = new BoardModel({ ...deps, kind });
  const { chips } = board;
  const shared = { chips, controller: null, board, control: cbusControl(chips), plugged: true, port: null };
  // Without a place: there a list tells the interface in the name.
  const boardInfo = (path: string, interfaceNumber: number): PortInfo => ({
    ...infoOf(stick, path, index, interfaceNumber),
    locationId: undefined,
  });
  const isRaw = kind.controller === 'raw' || kind.controller === 'ember';
  const first: Slot = { ...shared, info: boardInfo(stick.path, isRaw ? 2 : 0), farEnd: chips };
  const { telemetryPath } = stick;
  if (telemetryPath === undefined) return [[stick.path, first]];
  const info = boardInfo(telemetryPath, isRaw ? 0 : 2);
  return [
    [stick.path, first],
    [telemetryPath, { ...shared, info, farEnd: board.management }],
  ];
}

function infoOf(stick: SimulatedStick, path: string, index: number, interfaceNumber: number): PortInfo {
  const { product, usb } = kindOf(stick.model);
  const name = `usb-${usb.manufacturer}_${product}_${stick.serialNumber}-if0${interfaceNumber}-port0`;
  return {
    path,
    manufacturer: usb.manufacturer,
    serialNumber: stick.serialNumber,
    // A real list() names the product in pnpId and nowhere else.
    pnpId: name.replaceAll(' ', '_'),
    locationId: `sim-${index + 1}`,
    vendorId: usb.vendorId,
    productId: usb.productId,
  };
}

/** Taking the chips' enable away takes their voltage too [KG]. */
function controlOf(chips: ChipModel | IcarusModel, controller: TelemetryModel | null): BridgeControl {
  if (controller === null) return cbusControl(chips);
  return latchControl({
    holdReset() {
      chips.holdReset();
      controller.disable();
    },
    releaseReset: () => chips.releaseReset(),
  });
}

function controllerOf(
  model: SimulatedModel | SimulatedIcarus,
  chips: ChipModel | IcarusModel,
  { clock }: SimulatedBindingDeps,
): TelemetryModel | null {
  if (isIcarus(model) || !(chips instanceof ChipModel)) return null;
  const { controller } = STICK_KINDS[model];
  return controller === undefined ? null : new TelemetryModel({ ...controller, chips, clock });
}

function chipsOf(
  model: SimulatedModel | SimulatedIcarus,
  deps: SimulatedBindingDeps,
): ChipModel | IcarusModel {
  const { chain, clock, random, knownSolutions } = deps;
  if (isIcarus(model)) return new IcarusModel({ chain, clock, random, kind: ICARUS_KINDS[model] });
  const { family, chipCount, hashScale } = STICK_KINDS[model];
  return new ChipModel({
    chain,
    clock,
    random,
    family,
    chipCount,
    hashScale,
    ...(knownSolutions === undefined ? {} : { knownSolutions }),
  });
}

function kindOf(model: SimulatedStick['model']): { readonly product: string; readonly usb: UsbIdentity } {
  if (isBoard(model)) return BOARD_KINDS[model];
  return isIcarus(model) ? ICARUS_KINDS[model] : STICK_KINDS[model];
}

function isBoard(model: SimulatedStick['model']): model is SimulatedBoard {
  return Object.hasOwn(BOARD_KINDS, model);
}

/** Whether a model of this id can be simulated. */
export function isSimulated(model: string): model is SimulatedStick['model'] {
  return [STICK_KINDS, ICARUS_KINDS, BOARD_KINDS].some((kinds) => Object.hasOwn(kinds, model));
}

function isIcarus(model: SimulatedStick['model']): model is SimulatedIcarus {
  return Object.hasOwn(ICARUS_KINDS, model);
}
