/** The ports of one simulated stick, and the parts behind them. */
import type { PortInfo } from '@serialport/bindings-cpp';
import type { Clock, Random } from '../../contract/ports.ts';
import type { Chain } from '../../contract/units.ts';
import { BOARD_KINDS, type BoardKind } from './board-kinds.ts';
import { BoardModel } from './board-model.ts';
import { type BridgeControl, cbusControl, latchControl } from './bridge-control.ts';
import { ChipModel } from './chip-model.ts';
import { ICARUS_KINDS, type SimulatedIcarus } from './icarus-kinds.ts';
import { IcarusModel } from './icarus-model.ts';
import { type AnySimulated, isBoard, isIcarus, usbOf } from './simulated-models.ts';
import type { FarEnd, SimulatedPort } from './simulated-port.ts';
import { SpoiledLine } from './spoiled-line.ts';
import { type SimulatedModel, STICK_KINDS } from './stick-kinds.ts';
import { TelemetryModel } from './telemetry-model.ts';

export interface SimulatedStick {
  readonly model: AnySimulated;
  /** Unique; what `open` and `list` call the port. */
  readonly path: string;
  readonly serialNumber: string;
  /** Of its second port, for models that have one; absent = none is there. */
  readonly telemetryPath?: string;
}

export interface SlotDeps {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  /** Given to every chip model: see `ChipModelDeps`. */
  readonly knownSolutions?: readonly Uint8Array[];
}

/** One port. */
export interface Slot {
  readonly info: PortInfo;
  readonly farEnd: FarEnd;
  readonly chips: ChipModel | IcarusModel;
  /** Between the host and the chips. */
  readonly line: SpoiledLine;
  readonly controller: TelemetryModel | null;
  readonly board: BoardModel | null;
  readonly control: BridgeControl;
  plugged: boolean;
  port: SimulatedPort | null;
}

/** The ports of a stick, by path; `number` counts sticks, for its place. */
export function slotsOf(
  stick: SimulatedStick,
  number: number,
  deps: SlotDeps,
): readonly (readonly [string, Slot])[] {
  if (isBoard(stick.model)) return boardSlots(stick, BOARD_KINDS[stick.model], number, deps);
  const chips = chipsOf(stick.model, deps);
  const controller = controllerOf(stick.model, chips, deps);
  // A latch is as it is after power-up: chips off (KG).
  if (controller !== null) chips.holdReset();
  const line = new SpoiledLine({ ...deps, farEnd: chips });
  const shared = {
    chips,
    line,
    controller,
    board: null,
    control: controlOf(chips, controller),
    plugged: true,
    port: null,
  };
  const first: Slot = { ...shared, info: infoOf(stick, stick.path, number, 0), farEnd: line };
  const { telemetryPath } = stick;
  if (controller === null || telemetryPath === undefined) return [[stick.path, first]];
  const second: Slot = { ...shared, info: infoOf(stick, telemetryPath, number, 1), farEnd: controller };
  return [
    [stick.path, first],
    [telemetryPath, second],
  ];
}

/** The controller's interface comes first on some boards and last on others. */
function boardSlots(
  stick: SimulatedStick,
  kind: BoardKind,
  number: number,
  deps: SlotDeps,
): readonly (readonly [string, Slot])[] {
  const board = new BoardModel({ ...deps, kind });
  const { chips } = board;
  const line = new SpoiledLine({ ...deps, farEnd: chips });
  const shared = {
    chips,
    line,
    controller: null,
    board,
    control: cbusControl(chips),
    plugged: true,
    port: null,
  };
  // Without a place: there a list tells the interface in the name.
  const boardInfo = (path: string, interfaceNumber: number): PortInfo => ({
    ...infoOf(stick, path, number, interfaceNumber),
    locationId: undefined,
  });
  const isRaw = kind.controller === 'raw' || kind.controller === 'ember';
  const first: Slot = { ...shared, info: boardInfo(stick.path, isRaw ? 2 : 0), farEnd: line };
  const { telemetryPath } = stick;
  if (telemetryPath === undefined) return [[stick.path, first]];
  const info = boardInfo(telemetryPath, isRaw ? 0 : 2);
  return [
    [stick.path, first],
    [telemetryPath, { ...shared, info, farEnd: board.management }],
  ];
}

function infoOf(stick: SimulatedStick, path: string, number: number, interfaceNumber: number): PortInfo {
  const { product, usb } = usbOf(stick.model);
  const name = `usb-${usb.manufacturer}_${product}_${stick.serialNumber}-if0${interfaceNumber}-port0`;
  return {
    path,
    manufacturer: usb.manufacturer,
    serialNumber: stick.serialNumber,
    // A real list() names the product in pnpId and nowhere else.
    pnpId: name.replaceAll(' ', '_'),
    locationId: `sim-${number}`,
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
  { clock }: SlotDeps,
): TelemetryModel | null {
  if (isIcarus(model) || !(chips instanceof ChipModel)) return null;
  const { controller } = STICK_KINDS[model];
  return controller === undefined ? null : new TelemetryModel({ ...controller, chips, clock });
}

function chipsOf(model: SimulatedModel | SimulatedIcarus, deps: SlotDeps): ChipModel | IcarusModel {
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
