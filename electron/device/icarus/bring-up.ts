/** From an open port to a device that may be given work: is it there, is it the right one, is its clock set. */
import { DeviceError } from '../device-error.ts';
import { clockCommand, voltageCommand } from './clock-registers.ts';
import { clockSetting, type IcarusDrive } from './icarus-drive.ts';
import type { WorkDivision } from './packet.ts';
import { askDivision, askGolden, type ProbePort } from './probe.ts';

export interface BringUpPort extends ProbePort {
  send(frame: Uint8Array): Promise<void>;
  pause(ms: number): Promise<void>;
}

export interface BringUpOptions {
  readonly drive: IcarusDrive;
  readonly path: string;
  /** How people call the model. */
  readonly name: string;
  readonly targetMhz: number;
  /** The device is there and is now set up. */
  readonly onFound: () => void;
}

/** A U3's regulator is told its voltage after so long (KI). */
const VOLTAGE_REST_MS = 500;
/** Without this rest a clock is not taken (BA). */
const CLOCK_REST_MS = 500;
/** Rockminers answer so, and are given work by another rule. */
const ROCKMINER_ANSWER_LENGTH = 8;

/** Resolves with the division of the nonce range. Rejects with a DeviceError: `noChips`, `wrongModel`, `modelNotDriven`. */
export async function bringUp(port: BringUpPort, options: BringUpOptions): Promise<WorkDivision> {
  const { drive, targetMhz, onFound } = options;
  await mustAnswer(port, options);
  onFound();
  if (drive.coreMv !== null) await setVoltage(port, drive.coreMv);
  if (drive.clock !== null) {
    await setClock(port, drive, targetMhz);
    await mustAnswer(port, options);
  }
  const asked = drive.asksDivision ? await askDivision(port) : null;
  return asked ?? drive.division;
}

/** Nothing happens where the clock is fixed. The device forgets its work. */
export async function setClock(port: BringUpPort, drive: IcarusDrive, mhz: number): Promise<void> {
  const setting = clockSetting(drive, mhz);
  if (setting === null) return;
  const command = clockCommand(setting.register);
  // Twice, as cgminer does.
  await port.send(command);
  await port.send(command);
  await port.pause(CLOCK_REST_MS);
}

export async function setVoltage(port: BringUpPort, coreMv: number): Promise<void> {
  await port.pause(VOLTAGE_REST_MS);
  await port.send(voltageCommand(coreMv));
}

async function mustAnswer(port: ProbePort, { drive, path, name }: BringUpOptions): Promise<void> {
  const length = await askGolden(port);
  if (length === drive.answerLength) return;
  if (length === null) {
    const message = `Nothing at ${path} answers as a ${name} does. Check that it is the stick's port, then plug the stick in anew.`;
    throw new DeviceError('noChips', path, message);
  }
  if (length === ROCKMINER_ANSWER_LENGTH) {
    const message = `The device at ${path} answers as a Rockminer does, which this version cannot mine with.`;
    throw new DeviceError('modelNotDriven', path, message);
  }
  const message = `The device at ${path} answers with ${length} bytes, and a ${name} with ${drive.answerLength}. Attach it again as the model it is.`;
  throw new DeviceError('wrongModel', path, message);
}
