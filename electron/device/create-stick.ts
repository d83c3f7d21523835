/** Makes the stick object for a catalogue row. */
import type { Clock, Logger } from '../contract/ports.ts';
import type { Chain, StickId } from '../contract/units.ts';
import { BoardPower } from './bitaxe-raw/board-power.ts';
import { DeviceError } from './device-error.ts';
import { GekkoPower } from './gekko-power/gekko-power.ts';
import { GekkoStick } from './gekko-stick.ts';
import { IcarusStick } from './icarus/icarus-stick.ts';
import type { ResetLineChoice } from './reset-line.ts';
import type { SerialBinding } from './serial-binding.ts';
import type { Stick } from './stick.ts';
import { isIcarus, type StickDrive, type StickModel, stickModel } from './stick-catalog.ts';
import type { StickPower } from './stick-power-side.ts';
import { STICK_ROWS } from './stick-rows.ts';
import { cbusResetLine, type UsbAsker, type UsbControl } from './usb-control.ts';

export interface CreateStickOptions {
  readonly id: StickId;
  /** Id of the catalogue row. */
  readonly model: string;
  readonly path: string;
  /** Of its second serial interface, for models that have one; null or absent when it was not found. */
  readonly telemetryPath?: string | null;
  readonly binding: SerialBinding;
  readonly resetLine: ResetLineChoice;
  /** The way to its USB bridge; null or absent where there is none. */
  readonly usb?: UsbControl | null;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly log: Logger;
  /** MHz the user wants; null = the model's default. */
  readonly targetMhz: number | null;
  /** mV of one chip the user wants; null or absent = the model's default. */
  readonly targetCoreMv?: number | null;
  readonly platform: NodeJS.Platform;
}

/** Throws a DeviceError: `unknownModel`, `modelNotDriven` for one that is only recognised, or `needsSecondPort`. */
export function createStick(options: CreateStickOptions, rows: readonly StickModel[] = STICK_ROWS): Stick {
  const model = stickModel(options.model, rows);
  if (model === null) {
    throw new DeviceError('unknownModel', options.path, `There is no stick model called "${options.model}".`);
  }
  if (model.drive === null) {
    const message = `The ${model.maker} ${model.name} (${model.chipName}) is recognised, but this version cannot mine with it.`;
    throw new DeviceError('modelNotDriven', options.path, message);
  }
  const { drive } = model;
  if (isIcarus(drive)) return new IcarusStick({ ...options, model, drive });
  const resetLine = resetLineFor(options, model, drive);
  return new GekkoStick({ ...options, model, drive, resetLine, power: powerFor(options, model, drive) });
}

/** The user's word first; then the pin of the bridge, where there is a way to it. */
function resetLineFor(
  { resetLine, usb = null, path, clock }: CreateStickOptions,
  model: StickModel,
  drive: StickDrive,
): ResetLineChoice {
  if (resetLine !== 'none' || usb === null || drive.hasCbusReset === undefined) return resetLine;
  return cbusResetLine(usb, askerOf(model, path), clock);
}

function powerFor(options: CreateStickOptions, model: StickModel, { power }: StickDrive): StickPower | null {
  if (power === undefined) return null;
  const { path, telemetryPath = null, usb = null, targetCoreMv = null } = options;
  if (telemetryPath === null) {
    const message = `Only one of the two serial ports of the ${model.name} at ${path} is there. Plug it in anew; if it was attached by hand, remove that.`;
    throw new DeviceError('needsSecondPort', path, message);
  }
  if (power.kind === 'board') {
    return new BoardPower({ ...options, plan: power, path: telemetryPath, targetCoreMv });
  }
  const asker = askerOf(model, path);
  return new GekkoPower({ ...options, row: power, path: telemetryPath, asker, usb, targetCoreMv });
}

function askerOf({ name, usb }: StickModel, path: string): UsbAsker {
  return { name, path, vendorId: usb[0]?.vendorId ?? '', productId: usb[0]?.productId ?? '' };
}
