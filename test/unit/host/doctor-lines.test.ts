import { describe, expect, test } from 'vitest';
import type { Device, DeviceList } from '../../../electron/contract/devices.ts';
import { doctorExitCode, doctorLines } from '../../../electron/host/doctor-lines.ts';

const device = (over: Partial<Device> = {}): Device => ({
  key: 'usb:1-1',
  stickId: null,
  model: 'compac-f',
  name: 'Compac F',
  maker: 'GekkoScience',
  vendorId: '0403',
  productId: '6015',
  serialNumber: 'GS-1',
  path: '/dev/ttyUSB0',
  location: '1-1',
  hubId: null,
  state: 'noPermission',
  sentence: { code: 'noPermission', params: { path: '/dev/ttyUSB0', group: 'dialout' } },
  cures: [
    {
      code: 'joinGroup',
      params: { group: 'dialout' },
      command: 'sudo usermod -aG dialout "$USER"',
      action: null,
    },
    { code: 'retry', params: {}, command: null, action: 'retry' },
  ],
  isTwin: false,
  ...over,
});
const list = (...devices: readonly Device[]): DeviceList => ({
  atMs: 0,
  platform: 'linux',
  devices: [...devices],
  advice: [],
  models: [],
});

test('a device, what stands in its way, and the command on lines of its own', () => {
  expect(doctorLines(list(device()))).toEqual([
    '[No permission] Compac F  0403:6015  /dev/ttyUSB0  USB 1-1',
    '  You may not open /dev/ttyUSB0. It belongs to the group dialout.',
    '  - Or paste this into a terminal. It asks for your password and adds you to the group dialout. Then log out and in again.',
    '',
    'sudo usermod -aG dialout "$USER"',
    '',
  ]);
});

test('advice for the computer, and codes of a newer host, have words', () => {
  const advice = [{ code: 'nothingFound', params: {}, command: null, action: null }];
  expect(doctorLines({ ...list(), advice })[0]).toMatch(/^ {2}- No stick is seen\./);
  const strange = device({ sentence: { code: 'newerCode', params: {} }, cures: [] });
  expect(doctorLines(list(strange))[1]).toBe('  Something stands in the way of this device.');
  expect(doctorLines(list())).toEqual([]);
});

describe('exit code', () => {
  const states = (...all: readonly Device['state'][]) => list(...all.map((state) => device({ state })));
  test.each([
    [states(), 1],
    [states('ok'), 0],
    [states('starting', 'unknownAdapter', 'notAStick', 'notDriven'), 0],
    [states('ok', 'busy'), 1],
    [states('unknownAdapter'), 1],
  ])('of %# is %s', (devices, code) => {
    expect(doctorExitCode(devices)).toBe(code);
  });
});
