import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SystemsView } from '../../../electron/contract/systems.ts';
import {
  loadSystemInformation,
  type SystemInformation,
  SystemsMeter,
} from '../../../electron/meter/systems-view.ts';
import { usbDevicesOf } from '../../../electron/meter/usb-tree.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';

const UNSAFE = /[\p{Cc}\p{Cf}]/u;
const STICK = {
  id: '0403:6015',
  bus: 1,
  name: 'Compac F Bitcoin Miner',
  vendor: 'FTDI',
  manufacturer: 'GekkoScience',
  serialNumber: '10000042',
};
const NO_BATTERY = {
  hasBattery: false,
  isCharging: false,
  acConnected: true,
  currentCapacity: 0,
  capacityUnit: '',
  timeRemaining: null,
};

function meterOver(parts: Partial<SystemInformation>, clock = new ManualClock()) {
  let asked = 0;
  const system: SystemInformation = {
    battery: async () => NO_BATTERY,
    cpuTemperature: async () => ({ main: 51.5 }),
    usb: async () => {
      asked += 1;
      return [STICK];
    },
    ...parts,
  };
  const meter = new SystemsMeter({
    clock,
    log: silentLogger(),
    load: async () => system,
    powercapDir: join(tmpdir(), 'hashwatt-no-such-folder'),
  });
  return { meter, clock, asked: () => asked };
}

describe('SystemsMeter', () => {
  it('gives a view the contract takes', async () => {
    const { meter, clock } = meterOver({});
    const view = SystemsView.parse(await meter.view());
    expect(view).toEqual({
      atMs: clock.nowMs(),
      hostPowerW: { value: null, origin: 'measured', atMs: clock.nowMs(), reason: 'noPowerSensor' },
      cpuTempC: { value: 51.5, origin: 'measured', atMs: clock.nowMs() },
      usbDevices: [
        {
          bus: '1',
          id: '0403:6015',
          name: STICK.name,
          manufacturer: 'GekkoScience',
          serialNumber: '10000042',
        },
      ],
    });
  });

  it('asks at most every 30 s and never twice at once', async () => {
    const { meter, clock, asked } = meterOver({});
    const [first, second] = await Promise.all([meter.view(), meter.view()]);
    expect(second).toBe(first);
    await clock.advance(29_999);
    expect(await meter.view()).toBe(first);
    await clock.advance(1);
    expect(await meter.view()).not.toBe(first);
    expect(asked()).toBe(2);
  });

  it('gives up after 10 s and does not ask again while the old question runs', async () => {
    let answer: () => void = () => {};
    let asked = 0;
    const { meter, clock } = meterOver({
      usb: () => {
        asked += 1;
        return new Promise((resolve) => {
          answer = () => resolve([STICK]);
        });
      },
      cpuTemperature: () => Promise.reject(new Error('no such program')),
    });
    const view = meter.view();
    await clock.advance(10_000);
    expect(await view).toMatchObject({ usbDevices: [], cpuTempC: { value: null, reason: 'readFailed' } });
    await clock.advance(30_000);
    expect((await meter.view()).usbDevices).toEqual([]);
    expect(asked).toBe(1);
    answer();
    await clock.advance(30_000);
    const later = meter.view();
    await clock.advance(0);
    answer();
    expect((await later).usbDevices).toHaveLength(1);
    expect(asked).toBe(2);
    expect(clock.armed).toBe(0);
  });

  it('prefers the battery and disbelieves impossible temperatures', async () => {
    const draining = {
      ...NO_BATTERY,
      hasBattery: true,
      acConnected: false,
      currentCapacity: 30_000,
      capacityUnit: 'mWh',
      timeRemaining: 60,
    };
    const { meter } = meterOver({
      battery: async () => draining,
      cpuTemperature: async () => ({ main: -1 }),
    });
    expect(await meter.view()).toMatchObject({
      hostPowerW: { value: 30 },
      cpuTempC: { value: null, reason: 'noTempSensor' },
    });
  });

  it('gets along with the real library on this computer', async () => {
    const { meter } = meterOver(await loadSystemInformation());
    expect(SystemsView.safeParse(await meter.view()).success).toBe(true);
  });
});

describe('usbDevicesOf', () => {
  it('strips what could mislead a reader and bounds the rest', () => {
    const [device] = usbDevicesOf([
      {
        ...STICK,
        name: '\u202eevil\u0000\u0007 <img onerror>\n\u200bx',
        serialNumber: `\u2066${'9'.repeat(500)}`,
      },
    ]);
    expect(device?.name).toBe('evil <img onerror> x');
    expect(device?.serialNumber).toBe('9'.repeat(126));
  });

  it('leaves out entries that say nothing', () => {
    const nothing = { id: ':', bus: null, name: '', vendor: '', manufacturer: '', serialNumber: '' };
    expect(usbDevicesOf([nothing, { ...nothing, id: 7, bus: Number.NaN }])).toEqual([
      { bus: null, id: '7', name: '7', manufacturer: null, serialNumber: null },
    ]);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff })), (points) => {
        const name = String.fromCodePoint(...points);
        const [device] = usbDevicesOf([{ ...STICK, name }]);
        const text = device?.name ?? '';
        return text !== '' && text.length <= 126 && !UNSAFE.test(text);
      }),
    );
  });
});
