/** The device doctor of this computer, and the one of the demo, which sees its simulated sticks only. */
import { realpath } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Clock, Logger } from '../contract/ports.ts';
import { type Computer, type Platform, silentComputer } from '../device/doctor/computer.ts';
import { darwinUsbList } from '../device/doctor/darwin-usb.ts';
import { DeviceDoctor } from '../device/doctor/device-doctor.ts';
import { linuxComputer } from '../device/doctor/linux-computer.ts';
import { otherUsbList } from '../device/doctor/other-usb.ts';
import { sysfsUsbList } from '../device/doctor/sysfs-usb.ts';
import type { UsbList } from '../device/doctor/usb-device.ts';
import { runPowerShell, windowsUsbList } from '../device/doctor/windows-usb.ts';
import { bindingPortList, type PortList } from '../device/port-list.ts';
import { systemBinding } from '../device/serial-binding.ts';
import { loadSystemInformation } from '../meter/systems-view.ts';

export interface DoctorParts {
  readonly clock: Clock;
  readonly log: Logger;
}

export function systemDoctor({ clock, log }: DoctorParts): DeviceDoctor {
  const platform = platformOf(process.platform);
  return new DeviceDoctor({
    list: usbListOf(platform, clock),
    computer: platform === 'linux' ? thisLinux(clock) : silentComputer(platform),
    resolve: (path) => realpath(path).catch(() => null),
    clock,
    log,
  });
}

export function demoDoctor({ clock, log }: DoctorParts): DeviceDoctor {
  return new DeviceDoctor({
    list: async () => [],
    computer: silentComputer(platformOf(process.platform)),
    resolve: async (path) => path,
    clock,
    log,
  });
}

function platformOf(platform: NodeJS.Platform): Platform {
  return platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : 'other';
}

function usbListOf(platform: Platform, clock: Clock): UsbList {
  const ports: PortList = async () => bindingPortList(await systemBinding(), process.platform)();
  switch (platform) {
    case 'linux':
      return sysfsUsbList();
    case 'darwin':
      return otherUsbList({
        ask: darwinUsbList(async () => (await loadSystemInformation()).usb()),
        ports,
        clock,
      });
    case 'win32':
      return otherUsbList({ ask: windowsUsbList(runPowerShell), ports, clock });
    default:
      return otherUsbList({ ask: async () => [], ports, clock });
  }
}

function thisLinux(clock: Clock): Computer {
  return linuxComputer({
    root: '',
    clock,
    user: { name: ownUserName(), groups: process.getgroups?.() ?? [], pid: process.pid },
  });
}

/** Of the user we run as; empty for a user id without a name, as in some containers. */
export function ownUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
