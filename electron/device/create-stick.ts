/** Makes the stick object for a catalogue row. */
import type { Clock, Logger } from '../contract/ports.ts';
import type { Chain, StickId } from '../contract/units.ts';
import { DeviceError } from './device-error.ts';
import { GekkoStick } from './gekko-stick.ts';
import { IcarusStick } from './icarus/icarus-stick.ts';
import type { ResetLineChoice } from './reset-line.ts';
import type { SerialBinding } from './serial-binding.ts';
import type { Stick } from './stick.ts';
import { isIcarus, type StickModel, stickModel } from './stick-catalog.ts';
import { STICK_ROWS } from './stick-rows.ts';

export interface CreateStickOptions {
  readonly id: StickId;
  /** Id of the catalogue row. */
  readonly model: string;
  readonly path: string;
  readonly binding: SerialBinding;
  readonly resetLine: ResetLineChoice;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly log: Logger;
  /** MHz the user wants; null = the model's default. */
  readonly targetMhz: number | null;
  readonly platform: NodeJS.Platform;
}

/** Throws a DeviceError: `unknownModel`, or `modelNotDriven` for one that is only recognised. */
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
  return isIcarus(drive)
    ? new IcarusStick({ ...options, model, drive })
    : new GekkoStick({ ...options, model, drive });
}
