/** The two ports of a board: the management port comes first on some and last on others. */
import { expect, test } from 'vitest';
import type { ListedPort } from '../../../electron/device/port-list.ts';
import { pairedPortList } from '../../../electron/device/port-pairs.ts';

const GAMMA = { vendorId: 'c0de', productId: 'cafe', manufacturer: 'OSMU', product: 'Bitaxe' };
const QAXE = { vendorId: 'c0de', productId: 'caff', manufacturer: 'Microengineer', product: 'Qaxe' };

/** First and second port of a device at the places that a system tells. */
function portsOf(usb: typeof GAMMA, places: readonly [string, string]): readonly ListedPort[] {
  return places.map((locationId, at) => ({
    ...usb,
    path: `/dev/port${at}`,
    serialNumber: '0A1B2C3D',
    locationId,
  }));
}

test.each<[string, readonly [string, string]]>([
  ['Linux', ['1-1.2:1.0', '1-1.2:1.2']],
  ['udev', ['usb-x_y_0A1B2C3D-if00', 'usb-x_y_0A1B2C3D-if02']],
  [
    'Windows',
    ['USB\\VID_C0DE&PID_CAFE&MI_00\\6&2A5B3C&0&0000', 'USB\\VID_C0DE&PID_CAFE&MI_02\\6&2A5B3C&0&0002'],
  ],
  ['macOS', ['14200000', '14200000']],
])('are told apart by what %s says', async (_system, places) => {
  for (const order of [
    (ports: readonly ListedPort[]) => ports,
    (ports: readonly ListedPort[]) => ports.toReversed(),
  ]) {
    expect(await pairedPortList(async () => order(portsOf(GAMMA, places)))()).toMatchObject([
      { path: '/dev/port1', telemetryPath: '/dev/port0' },
    ]);
    expect(await pairedPortList(async () => order(portsOf(QAXE, places)))()).toMatchObject([
      { path: '/dev/port0', telemetryPath: '/dev/port1' },
    ]);
  }
});
