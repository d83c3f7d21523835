/** A Linux in a temporary folder: sysfs with USB devices, programs in /proc, nodes, groups, udev rules. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface FakeInterface {
  /** `ttyUSB0` or `ttyACM0`; none when no serial driver holds it. */
  readonly tty?: string;
  readonly driver?: string;
  readonly classCode?: string;
}

export interface FakeDevice {
  readonly ids: string;
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serial?: string;
  readonly classCode?: string;
  readonly interfaces?: readonly FakeInterface[];
}

export class FakeLinux {
  readonly root = mkdtempSync(join(tmpdir(), 'linux-'));
  /** Of `dialout`: only root may give a node to a group of its choice. */
  readonly gid = process.getuid?.() === 0 ? 20 : (process.getgid?.() ?? 20);
  #devices = 1;

  constructor() {
    this.write('etc/group', `root:x:0:\ndialout:x:${this.gid}:\nplugdev:x:46:\n`);
    this.folder('sys/bus/usb/devices');
    this.folder('sys/bus/usb/drivers/usbfs');
    this.folder('proc');
  }

  /** As the kernel lays it out: real folders below `devices`, links in `bus`. */
  plug(place: string, device: FakeDevice): void {
    const [vendor = '', product = ''] = device.ids.split(':');
    this.#devices += 1;
    const real = `sys/devices/pci0000:00/usb${place.split('-')[0]}/${place}`;
    const attributes = {
      idVendor: vendor,
      idProduct: product,
      bDeviceClass: device.classCode ?? '00',
      busnum: place.split('-')[0],
      devnum: String(this.#devices),
      speed: '12',
      bMaxPower: '500mA',
      manufacturer: device.manufacturer,
      product: device.product,
      serial: device.serial,
    };
    for (const [file, text] of Object.entries(attributes)) {
      if (text !== undefined) this.write(`${real}/${file}`, `${text}\n`);
    }
    this.link(`sys/bus/usb/devices/${place}`, real);
    for (const [number, one] of (device.interfaces ?? [{}]).entries()) {
      const name = `${place}:1.${number}`;
      this.write(`${real}/${name}/bInterfaceNumber`, `0${number}\n`);
      this.write(`${real}/${name}/bInterfaceClass`, `${one.classCode ?? 'ff'}\n`);
      this.link(`sys/bus/usb/devices/${name}`, `${real}/${name}`);
      if (one.driver !== undefined) {
        this.folder(`sys/bus/usb/drivers/${one.driver}`);
        this.link(`${real}/${name}/driver`, `sys/bus/usb/drivers/${one.driver}`);
      }
      if (one.tty === undefined) continue;
      this.folder(
        one.tty.startsWith('ttyACM') ? `${real}/${name}/tty/${one.tty}` : `${real}/${name}/${one.tty}`,
      );
      if (one.driver === 'ftdi_sio')
        this.write(`sys/bus/usb-serial/devices/${one.tty}/latency_timer`, '16\n');
      this.node(`dev/${one.tty}`);
    }
  }

  unplug(place: string): void {
    rmSync(join(this.root, 'sys/bus/usb/devices', place));
  }

  /** A node of a group; by default everyone may open it. */
  node(path: string, mode = 0o666, gid = this.gid): void {
    this.write(path, '');
    chmodSync(join(this.root, path), mode);
    chownSync(join(this.root, path), process.getuid?.() ?? 0, gid);
  }

  run(pid: number, name: string, openPaths: readonly string[] = []): void {
    this.write(`proc/${pid}/comm`, `${name}\n`);
    for (const [fd, path] of ['/dev/null', ...openPaths].entries()) {
      this.folder(`proc/${pid}/fd`);
      symlinkSync(path, join(this.root, `proc/${pid}/fd/${fd}`));
    }
  }

  write(path: string, text: string): void {
    this.folder(dirname(path));
    writeFileSync(join(this.root, path), text);
  }

  folder(path: string): void {
    mkdirSync(join(this.root, path), { recursive: true });
  }

  link(path: string, target: string): void {
    symlinkSync(join(this.root, target), join(this.root, path));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
