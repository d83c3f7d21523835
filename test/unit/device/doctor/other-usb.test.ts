/** macOS and Windows: what programs print there, joined with the serial ports. */
import { expect, test } from 'vitest';
import { silentComputer } from '../../../../electron/device/doctor/computer.ts';
import { darwinUsbList } from '../../../../electron/device/doctor/darwin-usb.ts';
import { DeviceDoctor } from '../../../../electron/device/doctor/device-doctor.ts';
import { otherUsbList } from '../../../../electron/device/doctor/other-usb.ts';
import type { UsbList } from '../../../../electron/device/doctor/usb-device.ts';
import { windowsUsbList } from '../../../../electron/device/doctor/windows-usb.ts';
import type { ListedPort } from '../../../../electron/device/port-list.ts';
import { ManualClock } from '../../../doubles/manual-clock.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { stick } from './bench.ts';

const port = (over: Partial<ListedPort>): ListedPort => ({
  path: 'COM3',
  vendorId: '0403',
  productId: '6015',
  manufacturer: 'FTDI',
  product: null,
  serialNumber: 'GS1',
  locationId: 'FTDIBUS\\VID_0403+PID_6015+GS1A\\0000',
  ...over,
});

function bench(platform: 'darwin' | 'win32', ask: UsbList, ports: readonly ListedPort[]) {
  const clock = new ManualClock();
  const doctor = new DeviceDoctor({
    list: otherUsbList({ ask, ports: async () => ports, clock }),
    computer: silentComputer(platform),
    resolve: async () => null,
    clock,
    log: silentLogger([]),
  });
  return { clock, doctor };
}

const row = (over: Record<string, string>) => ({
  id: 'USB\\VID_0403&PID_6015\\GS1',
  BusReportedDeviceDesc: 'CompacF Bitcoin Miner',
  Service: 'WinUSB',
  DriverInfPath: 'oem42.inf',
  LocationPaths: 'PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(3)#USB(4)',
  Class: 'USBDevice',
  ...over,
});

test('Windows: a stick that Zadig gave to WinUSB, with the command that takes that back', async () => {
  const list = windowsUsbList(async () => JSON.stringify(row({})));
  const { doctor } = bench('win32', list, []);
  const { devices } = await doctor.look([]);
  expect(devices).toMatchObject([
    { state: 'otherDriver', sentence: { code: 'rawDriver' }, location: '1400-3.4', hubId: '1400-3' },
  ]);
  expect(devices[0]?.cures[0]?.command).toBe('pnputil /delete-driver oem42.inf /uninstall /force');
});

test('Windows: a name of a driver file that is none never becomes a command', async () => {
  const list = windowsUsbList(async () => JSON.stringify([row({ DriverInfPath: 'oem1.inf & calc' })]));
  const { devices } = await bench('win32', list, []).doctor.look([]);
  expect(devices[0]?.cures[0]?.command).toBeNull();
});

test('Windows: no driver at all, a hub that is none of it, and the port of a stick that runs', async () => {
  const rows = [
    row({ Service: '', DriverInfPath: '' }),
    row({ id: 'USB\\VID_05E3&PID_0610\\5&1&0&3', Service: 'USBHUB3', BusReportedDeviceDesc: 'USB2.1 Hub' }),
    row({ id: 'USB\\VID_0403&PID_6015\\GS2', Service: 'FTDIBUS' }),
  ];
  const list = windowsUsbList(async () => JSON.stringify(rows));
  const { doctor } = bench('win32', list, [port({ serialNumber: 'GS2' })]);
  const { devices } = await doctor.look([stick({ path: 'COM3', serialNumber: 'GS2' })]);
  expect(devices.map(({ state, path, cures }) => [state, path, cures[0]?.code])).toEqual([
    ['noDriver', null, 'installFtdi'],
    ['ok', 'COM3', undefined],
  ]);
});

test.each(['', 'null', '"x"', '[1,{"id":5}]'])('Windows: %j tells of no device', async (printed) => {
  expect(await windowsUsbList(async () => printed)()).toEqual([]);
});

test('macOS: a stick is known by its name, and its port found by its serial number', async () => {
  const facts = { id: 1, name: 'CompacF Bitcoin Miner', vendor: 'GekkoScience', serialNumber: 'GS1' };
  const ask = darwinUsbList(async () => [
    facts,
    { id: 2, name: 'Keyboard', vendor: 'Apple', serialNumber: null },
  ]);
  const path = '/dev/cu.usbserial-GS1';
  const there = bench('darwin', ask, [port({ path, locationId: '14120000' })]);
  expect((await there.doctor.look([stick({ path })])).devices).toMatchObject([
    { state: 'ok', model: 'compac-f', path, location: '20-1.2', hubId: '20-1' },
  ]);
  expect((await there.doctor.look([])).devices).toMatchObject([
    { state: 'unknownAdapter', sentence: { code: 'attachKnown' }, cures: [{ action: 'attach' }, {}] },
  ]);
  expect((await bench('darwin', ask, []).doctor.look([])).devices).toMatchObject([
    { state: 'noDriver', name: 'Compac F' },
  ]);
});

test('the program is asked twice a minute at most, and what fails or hangs costs only its part', async () => {
  let asked = 0;
  const ports = [port({})];
  const failing = bench(
    'win32',
    async () => {
      asked += 1;
      throw new Error('powershell: not found');
    },
    ports,
  );
  for (let times = 0; times < 10; times += 1) {
    expect((await failing.doctor.look([stick({ path: 'COM3' })])).devices).toHaveLength(1);
    await failing.clock.advance(2000);
  }
  expect(asked).toBe(1);
  await failing.clock.advance(30_000);
  await failing.doctor.look([]);
  expect(asked).toBe(2);

  const hanging = bench('win32', () => new Promise(() => {}), ports);
  const look = hanging.doctor.look([stick({ path: 'COM3' })]);
  await hanging.clock.advance(10_000);
  expect((await look).devices).toHaveLength(1);
});
