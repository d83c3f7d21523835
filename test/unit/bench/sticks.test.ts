/** That the figures of sticks measure what they say: the tree lists like a computer, readers read what chips send. */
import { afterEach, describe, expect, it } from 'vitest';
import { systemPortList } from '../../../electron/device/port-list.ts';
import { pairedPortList } from '../../../electron/device/port-pairs.ts';
import { matchStick } from '../../../electron/device/stick-catalog.ts';
import { OwnDelays } from '../../bench/own-delays.ts';
import { parserFigures } from '../../bench/sticks-parsers.ts';
import { UsbTree } from '../../bench/usb-tree.ts';

const trees: UsbTree[] = [];
afterEach(() => {
  for (const tree of trees.splice(0)) tree.remove();
});

describe('a tree of devices', () => {
  const noBinding = { list: async () => Promise.reject(new Error('the tree is not read')) } as never;

  it('shows nothing until a stick is plugged in, then each with its strings and its place', async () => {
    const tree = new UsbTree();
    trees.push(tree);
    const { sys, dev } = tree.roots;
    const list = pairedPortList(systemPortList(noBinding, 'linux', sys, dev));
    expect(await list()).toEqual([]);
    const stick = tree.plug({ model: 'newpac', path: '/dev/null' });
    const board = tree.plug({ model: 'bitaxe-gamma-raw', path: '/dev/null', telemetryPath: '/dev/zero' });
    const ports = [...(await list())].sort((a, b) => a.path.localeCompare(b.path));
    expect(ports.map((port) => matchStick(port)?.id)).toEqual(['newpac', 'bitaxe-gamma-raw']);
    expect(ports.map(({ path }) => path)).toEqual([stick, board]);
    expect(ports.map(({ locationId }) => locationId)).toEqual(['199-1:1.0', '199-2:1.2']);
    expect(new Set(ports.map(({ serialNumber }) => serialNumber)).size).toBe(2);
    expect(ports.map(({ telemetryPath }) => telemetryPath === undefined)).toEqual([true, false]);
  });
});

describe('readers of answers', () => {
  it('are measured for every kind of answer, taken apart and matched', () => {
    const figures = parserFigures(1);
    expect(figures.filter(({ name }) => name.startsWith('answers taken apart'))).toHaveLength(6);
    expect(figures.filter(({ name }) => name.startsWith('  and matched'))).toHaveLength(6);
    for (const { p50, least } of figures) expect([p50 > 0, least]).toEqual([true, 50]);
  });
});

describe('delays by own work', () => {
  it('hold what the thread did while the timer was late', async () => {
    const delays = new OwnDelays(10);
    const { user } = process.threadCpuUsage();
    while (process.threadCpuUsage().user - user < 40_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(Math.max(...delays.stop())).toBeGreaterThanOrEqual(29);
  });
});
