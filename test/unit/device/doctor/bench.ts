/** The device doctor on a Linux in a temporary folder. */
import { onTestFinished } from 'vitest';
import type { Device, DeviceList } from '../../../../electron/contract/devices.ts';
import { DeviceList as DeviceListSchema } from '../../../../electron/contract/devices.ts';
import { StickId } from '../../../../electron/contract/units.ts';
import type { DoctorStick } from '../../../../electron/device/doctor/device-case.ts';
import { DeviceDoctor } from '../../../../electron/device/doctor/device-doctor.ts';
import { linuxComputer } from '../../../../electron/device/doctor/linux-computer.ts';
import { sysfsUsbList } from '../../../../electron/device/doctor/sysfs-usb.ts';
import { FakeLinux } from '../../../doubles/fake-linux.ts';
import { ManualClock } from '../../../doubles/manual-clock.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';

export interface DoctorBench {
  readonly linux: FakeLinux;
  readonly clock: ManualClock;
  readonly doctor: DeviceDoctor;
  /** Checked against the contract, as it is on its way to a page. */
  look(sticks?: readonly DoctorStick[]): Promise<DeviceList>;
  /** The only row. */
  one(sticks?: readonly DoctorStick[]): Promise<Device>;
}

export function doctorBench(groups: readonly number[] = [20]): DoctorBench {
  const linux = new FakeLinux();
  onTestFinished(() => linux.remove());
  const clock = new ManualClock();
  const doctor = new DeviceDoctor({
    list: sysfsUsbList(`${linux.root}/sys`),
    computer: linuxComputer({ root: linux.root, clock, user: { name: 'ada', groups, pid: 4711 } }),
    resolve: async (path) => path,
    clock,
    log: silentLogger([]),
  });
  const look = async (sticks: readonly DoctorStick[] = []): Promise<DeviceList> =>
    DeviceListSchema.parse(await doctor.look(sticks));
  return {
    linux,
    clock,
    doctor,
    look,
    one: async (sticks) => {
      const { devices } = await look(sticks);
      if (devices.length !== 1 || devices[0] === undefined) throw new Error(`${devices.length} rows`);
      return devices[0];
    },
  };
}

export const stick = (over: Partial<DoctorStick> = {}): DoctorStick => ({
  id: StickId.parse('serial:GS-1'),
  name: 'Compac F',
  model: 'compac-f',
  path: '/dev/ttyUSB0',
  serialNumber: 'GS-1',
  simulated: false,
  health: 'mining',
  cause: null,
  chipCount: 1,
  expectedChipCount: 1,
  inputV: { value: null, origin: 'measured', atMs: 0, reason: 'noSensor' },
  isTwin: false,
  hubId: null,
  ...over,
});

export const COMPAC_F = {
  ids: '0403:6015',
  manufacturer: 'GekkoScience',
  product: 'CompacF Bitcoin Miner',
  serial: 'GS-1',
};
export const COMPAC = {
  ids: '10c4:ea60',
  manufacturer: 'GekkoScience',
  product: 'Compac BM1384 Bitcoin Miner',
  serial: 'GS-2',
};
export const CP2102 = {
  ids: '10c4:ea60',
  manufacturer: 'Silicon Labs',
  product: 'CP2102 USB to UART Bridge Controller',
  serial: '0001',
};
