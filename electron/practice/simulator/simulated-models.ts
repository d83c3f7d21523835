/** Every model that can be simulated, as the kinds of sticks, boards and Icarus devices say. */
import { BOARD_KINDS, type SimulatedBoard } from './board-kinds.ts';
import { ICARUS_KINDS, type SimulatedIcarus } from './icarus-kinds.ts';
import { type SimulatedModel, STICK_KINDS, type UsbIdentity } from './stick-kinds.ts';

export type AnySimulated = SimulatedModel | SimulatedIcarus | SimulatedBoard;

/** In the order of the data. */
export const SIMULATED_MODELS = [STICK_KINDS, BOARD_KINDS, ICARUS_KINDS].flatMap((kinds) =>
  Object.keys(kinds),
) as readonly AnySimulated[];

export function isSimulatedModel(model: string): model is AnySimulated {
  return SIMULATED_MODELS.some((known) => known === model);
}

export function isBoard(model: AnySimulated): model is SimulatedBoard {
  return Object.hasOwn(BOARD_KINDS, model);
}

export function isIcarus(model: AnySimulated): model is SimulatedIcarus {
  return Object.hasOwn(ICARUS_KINDS, model);
}

/** Whether a controller answers on a port of its own. */
export function hasSecondPort(model: AnySimulated): boolean {
  if (isBoard(model)) return true;
  return !isIcarus(model) && STICK_KINDS[model].controller !== undefined;
}

/** What its USB descriptor says. */
export function usbOf(model: AnySimulated): { readonly product: string; readonly usb: UsbIdentity } {
  if (isBoard(model)) return BOARD_KINDS[model];
  return isIcarus(model) ? ICARUS_KINDS[model] : STICK_KINDS[model];
}
