import { beforeEach, describe, expect, test, vi } from 'vitest';
import { StickId } from '../../../electron/contract/units.ts';
import { DeviceError } from '../../../electron/device/device-error.ts';
import { StickManager } from '../../../electron/engine/stick-manager.ts';
import type { StickIdentity, StickSlot } from '../../../electron/engine/stick-slot.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { FakeStick } from './fake-parts.ts';

const ID = StickId.parse('serial:a');
const IDENTITY: StickIdentity = {
  id: ID,
  model: 'compac-f',
  modelName: 'Compac F',
  path: '/dev/ttyUSB0',
  serialNumber: 'a',
  location: null,
  hubId: null,
  isTwin: false,
  simulated: false,
};

let clock: ManualClock;
let made: FakeStick[];
let manager: StickManager;
let refuse: DeviceError | null;

beforeEach(() => {
  clock = new ManualClock();
  made = [];
  refuse = null;
  manager = new StickManager({
    clock,
    log: silentLogger(),
    random: () => 0.5,
    overrule: (_slot, said) => said,
    startDelayMs: () => 0,
    makeStick: () => {
      if (refuse !== null) throw refuse;
      const stick = new FakeStick();
      made.push(stick);
      return stick;
    },
  });
});

const slot = (): StickSlot => {
  const found = manager.slots.get(ID);
  if (found === undefined) throw new Error('no slot');
  return found;
};
const latest = (): FakeStick => made.at(-1) ?? new FakeStick();

async function failTimes(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    latest().failWith('noChips');
    await clock.advance(60_000);
  }
}

describe('StickManager', () => {
  test('has a stick blink only while it works, and says why not', async () => {
    expect(manager.blink(ID)).toBe('unknownStick');
    manager.arrive(IDENTITY);
    await clock.advance(0);
    latest().goTo('counting');
    expect(manager.blink(ID)).toBe('cannotBlink');
    latest().goTo('mining');
    manager.refreshHealth({ paused: true, hasJob: true });
    // A clock pattern is nothing to see on a stick that rests.
    expect(manager.blink(ID)).toBe('cannotBlink');
    manager.refreshHealth({ paused: false, hasJob: true });
    expect(manager.blink(ID)).toBe('blinking');
    expect(latest().blinks).toBe(1);
    latest().abilities = { ...latest().abilities, blink: null };
    expect(manager.blink(ID)).toBe('cannotBlink');
  });

  test('forgets a stick that is gone, and none that is here', async () => {
    manager.arrive(IDENTITY);
    await clock.advance(0);
    expect(manager.forget(ID)).toBe(false);
    manager.leave(ID);
    expect(manager.forget(ID)).toBe(true);
    expect(manager.slots.size).toBe(0);
    await clock.advance(60_000);
    expect(clock.armed).toBe(0);
    expect(manager.forget(ID)).toBe(true);
  });

  test('brings a stick up and says when it is ready', async () => {
    const ready: string[] = [];
    manager.on('ready', (_slot, stick) => ready.push(stick.id));
    manager.arrive(IDENTITY);
    expect(slot().health).toBe('ramping');
    latest().started.resolve();
    await clock.advance(0);
    expect(ready).toEqual([ID]);
  });

  test('tries again after a failure, later each time, and asks for help from the third on', async () => {
    manager.arrive(IDENTITY);
    latest().failWith('noChips');
    expect(slot()).toMatchObject({ health: 'stalled', cause: { code: 'noChips' } });
    await clock.advance(1000);
    expect(made).toHaveLength(2);
    await failTimes(2);
    latest().failWith('noChips');
    expect(slot().health).toBe('needsHelp');
    const before = made.length;
    await clock.advance(60_000);
    expect(made.length).toBe(before + 1);
  });

  test('a fault only the user can mend asks for help at once', () => {
    manager.arrive(IDENTITY);
    latest().failWith('portForbidden');
    expect(slot()).toMatchObject({ health: 'needsHelp', cause: { code: 'portForbidden' } });
  });

  test('a model that cannot be driven needs help and is not tried again', async () => {
    refuse = new DeviceError('modelNotDriven', 'x', 'It cannot be driven.');
    manager.arrive(IDENTITY);
    expect(slot()).toMatchObject({ health: 'needsHelp', cause: { code: 'modelNotDriven' } });
    await clock.advance(600_000);
    expect(made).toEqual([]);
  });

  test('an unplugged stick keeps its tile and counters for ten minutes, and comes back under them', async () => {
    manager.arrive(IDENTITY);
    const { record } = slot();
    manager.leave(ID);
    expect(slot().health).toBe('lost');
    expect(latest().stops).toBe(1);
    await clock.advance(9 * 60_000);
    manager.arrive({ ...IDENTITY, path: '/dev/ttyUSB7' });
    expect(slot().record).toBe(record);
    expect(slot().identity.path).toBe('/dev/ttyUSB7');
    expect(record.counters(null).nonces).toBe(5);
    await clock.advance(3 * 60_000);
    expect(manager.slots.has(ID)).toBe(true);
  });

  test('a tile goes ten minutes after the stick went', async () => {
    manager.arrive(IDENTITY);
    manager.leave(ID);
    await clock.advance(10 * 60_000);
    expect(manager.slots.size).toBe(0);
  });

  test('the user asks for another try: at once, with a clean slate', async () => {
    manager.arrive(IDENTITY);
    await failTimes(3);
    const before = made.length;
    expect(manager.retry(ID)).toBe(true);
    expect(made.length).toBe(before + 1);
    expect(manager.retry(StickId.parse('serial:other'))).toBe(false);
  });

  test('another try waits until the stick before has let go of the port', async () => {
    manager.arrive(IDENTITY);
    const letGo = Promise.withResolvers<void>();
    const first = latest();
    first.stop = () => letGo.promise;
    manager.retry(ID);
    const second = latest();
    const start = vi.spyOn(second, 'start');
    await clock.advance(1000);
    expect(second).not.toBe(first);
    expect(start).not.toHaveBeenCalled();
    letGo.resolve();
    await clock.advance(0);
    expect(start).toHaveBeenCalledOnce();
  });

  test('a stick pulled out and plugged in again during sleep comes back; one that stays away goes in time', async () => {
    manager.arrive(IDENTITY);
    const away = StickId.parse('serial:away');
    manager.arrive({ ...IDENTITY, id: away });
    manager.leave(away);
    await manager.release();
    manager.leave(ID);
    manager.arrive(IDENTITY);
    manager.reopenAll();
    expect(slot().health).toBe('ramping');
    expect(made).toHaveLength(3);
    await clock.advance(10 * 60_000);
    expect(manager.slots.has(away)).toBe(false);
  });

  test('stop stops every stick and leaves no timer', async () => {
    manager.arrive(IDENTITY);
    latest().failWith('noChips');
    await manager.stop();
    expect(clock.armed).toBe(0);
  });
});
