import { expect, test } from 'vitest';
import type { SystemsView } from '../../../electron/contract/systems.ts';
import { HostWatts } from '../../../electron/meter/host-watts.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';

test('asks while somebody charges the computer, forgets what is old, and stops', async () => {
  const clock = new ManualClock();
  let asked = 0;
  let next: () => Promise<SystemsView> = async () => view(42);
  const view = (value: number): SystemsView => ({
    atMs: clock.nowMs(),
    hostPowerW: { value, origin: 'measured', atMs: clock.nowMs() },
    cpuTempC: { value: null, origin: 'measured', atMs: clock.nowMs() },
    usbDevices: [],
  });
  const host = new HostWatts({
    clock,
    view: () => {
      asked += 1;
      return next();
    },
  });
  host.follow(false);
  expect([asked, host.reading.value, host.reading.reason]).toEqual([0, null, 'noAnswerYet']);
  host.follow(true);
  host.follow(true);
  await clock.advance(60_000);
  expect([asked, host.reading.value]).toEqual([2, 42]);
  next = () => new Promise(() => {});
  await clock.advance(180_000);
  expect(host.reading.value).toBe(42);
  await clock.advance(1);
  expect(host.reading.value).toBeNull();
  host.follow(false);
  expect(clock.armed).toBe(0);
});
