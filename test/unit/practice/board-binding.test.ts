/** Simulated boards behind the binding: two ports of one device, found as one stick, and pulled out together. */
import { expect, test } from 'vitest';
import { bindingPortList } from '../../../electron/device/port-list.ts';
import { pairedPortList } from '../../../electron/device/port-pairs.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import { matchStick } from '../../../electron/device/stick-catalog.ts';
import { SimulatedBinding } from '../../../electron/practice/simulator/simulated-binding.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';

function bindingOf() {
  return new SimulatedBinding({
    chain: { kind: 'practice', bits: 26 },
    clock: new ManualClock(),
    random: () => 0.5,
    sticks: [
      { model: 'bitaxe-gamma-raw', path: 'demo:1', telemetryPath: 'demo:1:power', serialNumber: 'B-1' },
      { model: 'qaxe', path: 'demo:2', telemetryPath: 'demo:2:power', serialNumber: 'B-2' },
    ],
  });
}

test('are found as the models they are, each with its second port', async () => {
  const binding = bindingOf();
  const list = pairedPortList(bindingPortList(binding as unknown as SerialBinding, 'linux'));
  const found = (await list()).map((port) => [matchStick(port)?.id, port.path, port.telemetryPath]);
  expect(found).toEqual([
    ['bitaxe-gamma-raw', 'demo:1', 'demo:1:power'],
    ['qaxe', 'demo:2', 'demo:2:power'],
  ]);
});

test('are gone with both ports when one is pulled out', async () => {
  const binding = bindingOf();
  const board = binding.boardAt('demo:1');
  board.physics.isRailOn = true;
  binding.unplug('demo:1');
  expect((await binding.list()).map(({ path }) => path)).toEqual(['demo:2', 'demo:2:power']);
  expect(board.physics.isRailOn).toBe(false);
  await expect(binding.open({ path: 'demo:1:power', baudRate: 115_200 })).rejects.toThrow('No such file');
  binding.plug('demo:1');
  expect((await binding.list()).length).toBe(4);
  expect(() => binding.boardAt('demo:9')).toThrow(RangeError);
});
