import { describe, expect, it } from 'vitest';
import type { ListedPort } from '../../../electron/device/port-list.ts';
import { pairedPortList } from '../../../electron/device/port-pairs.ts';

const port = (path: string, locationId: string | null, over: Partial<ListedPort> = {}): ListedPort => ({
  path,
  vendorId: '10c4',
  productId: 'ea70',
  manufacturer: 'Silicon Labs',
  product: 'GekkoScience Compac A1',
  serialNumber: 'GS-1',
  locationId,
  ...over,
});

async function paired(...ports: readonly ListedPort[]): Promise<readonly (readonly unknown[])[]> {
  const listed = await pairedPortList(async () => ports)();
  return listed.map(({ path, telemetryPath }) => [path, telemetryPath]);
}

describe('a stick with two ports', () => {
  it.each([
    ['sysfs', '1-1.2:1.0', '1-1.2:1.1'],
    ['udev', 'usb-Silicon_Labs_A1_GS-1-if00-port0', 'usb-Silicon_Labs_A1_GS-1-if01-port0'],
    [
      'Windows',
      'USB\\VID_10C4&PID_EA70&MI_00\\6&2A5B3C&0&0000',
      'USB\\VID_10C4&PID_EA70&MI_01\\6&2A5B3C&0&0001',
    ],
    ['macOS', '14200000', '14200000'],
  ])('is one by the places that %s tells, whichever comes first', async (_system, chips, telemetry) => {
    const a = port('/dev/a', chips);
    const b = port('/dev/b', telemetry);
    expect(await paired(a, b)).toEqual([['/dev/a', '/dev/b']]);
    expect(await paired(b, a)).toEqual([['/dev/a', '/dev/b']]);
  });

  it('stays two sticks where two share a serial number', async () => {
    const ports = [
      port('/dev/ttyUSB0', '1-1:1.0'),
      port('/dev/ttyUSB1', '1-1:1.1'),
      port('/dev/ttyUSB2', '1-2:1.1'),
      port('/dev/ttyUSB3', '1-2:1.0'),
    ];
    expect(await paired(...ports)).toEqual([
      ['/dev/ttyUSB0', '/dev/ttyUSB1'],
      ['/dev/ttyUSB3', '/dev/ttyUSB2'],
    ]);
  });

  it('leaves everybody else alone', async () => {
    const ftdi = port('/dev/ttyUSB0', '1-1:1.0', {
      vendorId: '0403',
      productId: '6015',
      manufacturer: 'GekkoScience',
      product: 'CompacF Bitcoin Miner',
    });
    const stranger = port('/dev/ttyUSB1', '1-3:1.1', { product: 'CP2105 Dual USB to UART Bridge' });
    expect(await paired(ftdi, stranger)).toEqual([
      ['/dev/ttyUSB0', undefined],
      ['/dev/ttyUSB1', undefined],
    ]);
  });

  it('waits for its second port, and is told of without it when that does not come', async () => {
    let ports = [port('/dev/ttyUSB0', '1-1:1.0')];
    const list = pairedPortList(async () => ports);
    expect(await list()).toEqual([]);
    expect(await list()).toEqual([]);
    expect(await list()).toMatchObject([{ path: '/dev/ttyUSB0' }]);
    ports = [...ports, port('/dev/ttyUSB1', '1-1:1.1')];
    expect(await list()).toMatchObject([{ path: '/dev/ttyUSB0', telemetryPath: '/dev/ttyUSB1' }]);
    // A power port alone is nobody.
    ports = ports.slice(1);
    for (let time = 0; time < 4; time += 1) expect(await list()).toEqual([]);
  });
});
