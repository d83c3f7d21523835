import { expect, test } from 'vitest';
import { usbPlaceOf } from '../../../electron/device/usb-place.ts';

test.each([
  ['1-1', '1-1', null],
  ['1-1:1.0', '1-1', null],
  ['1-1.4:1.1', '1-1.4', '1-1'],
  ['3-10.4.2', '3-10.4.2', '3-10.4'],
  // macOS: bus 0x14, ports 1 and 2.
  ['14120000', '20-1.2', '20-1'],
  ['14100000', '20-1', null],
  ['fd1a3000', '253-1.10.3', '253-1.10'],
])('%s is the place %s at the hub %s', (text, location, hubId) => {
  expect(usbPlaceOf(text)).toEqual({ location, hubId });
});

test.each([
  null,
  '',
  'sim-1',
  'Port_#0003.Hub_#0001',
  'USB\\VID_0403&PID_6015\\GS1',
  '14000000',
  '141',
  'usb1',
])('%s tells no place', (text) => {
  expect(usbPlaceOf(text)).toBeNull();
});
