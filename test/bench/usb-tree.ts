/**
 * A tree of devices as Linux shows it, in a temporary folder: what the kernel tells of a USB serial device under `sys`,
 * and its node under `dev`, a link to the tty of an emulated stick. Plugging in is making the entries.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stickModel } from '../../electron/device/stick-catalog.ts';
import type { DeviceRoots } from '../../electron/host/plugged-sticks.ts';
import { BOARD_KINDS } from '../../electron/practice/simulator/board-kinds.ts';
import { STICK_KINDS } from '../../electron/practice/simulator/stick-kinds.ts';
import type { EmulatedModel, EmulatedStick } from './emulated-sticks.ts';

/** No computer has so many. */
const BUS = 199;

interface TreePort {
  readonly interfaceNumber: number;
  /** What the node leads to. */
  readonly target: string;
}

export class UsbTree {
  readonly roots: DeviceRoots;
  readonly #folder: string;
  #deviceCount = 0;
  #portCount = 0;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'hashwatt-usb-'));
    this.roots = { sys: join(this.#folder, 'sys'), dev: join(this.#folder, 'dev') };
    mkdirSync(join(this.roots.sys, 'class', 'tty'), { recursive: true });
    mkdirSync(this.roots.dev);
  }

  /** In the order of the kernel: the device, its ports, their nodes. Returns the path of its chips' node. */
  plug(stick: EmulatedStick): string {
    this.#deviceCount += 1;
    const place = `${BUS}-${this.#deviceCount}`;
    const device = join(this.roots.sys, 'devices', place);
    mkdirSync(device, { recursive: true });
    for (const [file, text] of Object.entries(stringsOf(stick.model, this.#deviceCount))) {
      writeFileSync(join(device, file), `${text}\n`);
    }
    const [chips = ''] = portsOf(stick).map(({ interfaceNumber, target }) => {
      const name = `ttyUSB${this.#portCount}`;
      this.#portCount += 1;
      const port = join(device, `${place}:1.${interfaceNumber}`, name);
      mkdirSync(port, { recursive: true });
      mkdirSync(join(this.roots.sys, 'class', 'tty', name));
      symlinkSync(port, join(this.roots.sys, 'class', 'tty', name, 'device'));
      symlinkSync(target, join(this.roots.dev, name));
      return join(this.roots.dev, name);
    });
    return chips;
  }

  /** Everything is gone. Idempotent. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The chips' port first. */
function portsOf({ model, path, telemetryPath }: EmulatedStick): readonly TreePort[] {
  const pair = stickModel(model)?.ports;
  const chips = { interfaceNumber: pair?.chips ?? 0, target: path };
  if (pair === undefined || telemetryPath === undefined) return [chips];
  return [chips, { interfaceNumber: pair.power, target: telemetryPath }];
}

function stringsOf(model: EmulatedModel, number: number): Readonly<Record<string, string>> {
  const { usb, product } = { ...STICK_KINDS, ...BOARD_KINDS }[model];
  return {
    idVendor: usb.vendorId,
    idProduct: usb.productId,
    manufacturer: usb.manufacturer,
    product,
    serial: `BENCH-${number}`,
  };
}
