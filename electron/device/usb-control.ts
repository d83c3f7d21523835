/**
 * Requests to a stick's USB bridge beside its open serial port: what resets and enables chips where no modem line
 * does. Linux lets vendor requests through while the tty's driver is bound (LX); elsewhere there is no such way.
 */
import type { Clock } from '../contract/ports.ts';
import { withTimeLimit } from '../core/time-limit.ts';
import { DeviceError } from './device-error.ts';
import type { ResetLine } from './reset-line.ts';

export interface VendorTransfer {
  readonly requestType: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly data: Uint8Array;
}

/** The control pipe of one USB device. */
export interface UsbControl {
  /** Sends one request from the host. Rejects with a UsbControlError. */
  transfer(transfer: VendorTransfer): Promise<void>;
}

/** `noWay`: this system, or this installation, has none. */
export type UsbTrouble = 'noWay' | 'noPermission' | 'gone' | 'failed';

export class UsbControlError extends Error {
  readonly trouble: UsbTrouble;

  constructor(trouble: UsbTrouble, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'UsbControlError';
    this.trouble = trouble;
  }
}

/** What it is asked on behalf of, for the sentences. */
export interface UsbAsker {
  readonly name: string;
  readonly path: string;
  readonly vendorId: string;
  readonly productId: string;
}

/** Longer than any bridge takes to answer on its control pipe. */
const TRANSFER_LIMIT_MS = 1000;
/** FTDI SET_BITMODE, CBUS bit-bang with all four pins out (KG, AN_184). */
const SET_BITMODE = { requestType: 0x40, request: 0x0b, index: 0, data: new Uint8Array(0) } as const;
/** CBUS1 is the reset pin, CBUS0 low leads the serial line to the chips (KG). */
const PIN_HIGH = 0x20f2;
const PIN_LOW = 0x20f0;
/** The driver holds the pin high for this long first (KG). */
const LEAD_MS = 30;

/**
 * Sends one request; rejects with a DeviceError `needsResetControl` that says what stands in the way. `control`
 * null: there is no way to the bridge.
 */
export async function askBridge(
  control: UsbControl | null,
  transfer: VendorTransfer,
  asker: UsbAsker,
  clock: Clock,
): Promise<void> {
  try {
    if (control === null) throw new UsbControlError('noWay', 'no USB control on this system');
    const late = (): Error => new UsbControlError('failed', 'the bridge did not answer in time');
    await withTimeLimit(clock, TRANSFER_LIMIT_MS, control.transfer(transfer), late);
  } catch (error) {
    throw needsResetControl(asker, error);
  }
}

/** The reset pin of GekkoScience's sticks on FTDI bridges. Open the tty first; bit-bang stays on (KG, LX). */
export function cbusResetLine(control: UsbControl | null, asker: UsbAsker, clock: Clock): ResetLine {
  const set = (value: number): Promise<void> => askBridge(control, { ...SET_BITMODE, value }, asker, clock);
  const rest = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  return {
    kind: 'usb-control',
    async pulse(lowMs, settleMs) {
      await set(PIN_HIGH);
      await rest(LEAD_MS);
      await set(PIN_LOW);
      await rest(lowMs);
      await set(PIN_HIGH);
      await rest(settleMs);
    },
  };
}

/** The udev rule that lets whoever sits at the computer, and the group dialout, reach such a bridge. */
export function bridgeRule({ vendorId, productId }: Pick<UsbAsker, 'vendorId' | 'productId'>): string {
  return (
    `SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="${vendorId}", ATTR{idProduct}=="${productId}", ` +
    'GROUP="dialout", MODE="0660", TAG+="uaccess"'
  );
}

function needsResetControl(asker: UsbAsker, cause: unknown): DeviceError {
  const { name, path } = asker;
  const message = `The chips of the ${name} at ${path} are reset and enabled over USB, ${obstacleOf(asker, cause)}`;
  return new DeviceError('needsResetControl', path, message, { cause });
}

function obstacleOf(asker: UsbAsker, cause: unknown): string {
  const trouble = cause instanceof UsbControlError ? cause.trouble : 'failed';
  switch (trouble) {
    case 'noPermission':
      return (
        'and you may not write to that USB device. Put this line into /etc/udev/rules.d/70-usb-miner.rules and plug ' +
        `the stick in anew: ${bridgeRule(asker)}`
      );
    case 'noWay':
      return 'which this system does not let Hashwatt do. Use it at a computer with Linux.';
    case 'gone':
      return 'and it is not to be found there. Plug the stick in anew.';
    case 'failed':
      return `and it refused: ${cause instanceof Error ? cause.message : String(cause)}. Plug the stick in anew.`;
  }
}
