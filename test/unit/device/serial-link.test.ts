import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeviceError } from '../../../electron/device/device-error.ts';
import { guardPort } from '../../../electron/device/port-guard.ts';
import { resetLineOf } from '../../../electron/device/reset-line.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import { SerialLink } from '../../../electron/device/serial-link.ts';
import { WriteQueue } from '../../../electron/device/write-queue.ts';
import { SimulatedBinding } from '../../../electron/practice/simulator/simulated-binding.ts';
import { type FaultyBinding, faultyBinding } from '../../doubles/faults.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../../doubles/silent-logger.ts';
import { CHAIN, PATH, seeded, settled } from './practice-stick.ts';

vi.mock('../../../electron/device/port-guard.ts', async (original) => {
  const actual = await original<{ guardPort: typeof guardPort }>();
  return { guardPort: vi.fn(actual.guardPort) };
});

interface Setup {
  readonly clock: ManualClock;
  readonly binding: FaultyBinding;
  readonly link: SerialLink;
  readonly lost: DeviceError[];
  readonly received: string[];
  readonly logged: LoggedLine[];
}

const open: SerialLink[] = [];

function setup(path = PATH, traces = false): Setup {
  const clock = new ManualClock();
  const sticks = [{ model: 'compac-f', path: PATH, serialNumber: 'GS-1' }] as const;
  const simulated = new SimulatedBinding({ chain: CHAIN, clock, random: seeded(1), sticks });
  const binding = faultyBinding(simulated as unknown as SerialBinding);
  const logged: LoggedLine[] = [];
  const log = { ...silentLogger(logged), traces };
  const link = new SerialLink({ path, baudRate: 115_200, binding, clock, log });
  const lost: DeviceError[] = [];
  const received: string[] = [];
  link.on('lost', (error) => void lost.push(error));
  link.on('bytes', (bytes) => void received.push(Buffer.from(bytes).toString('hex')));
  open.push(link);
  return { clock, binding, link, lost, received, logged };
}

afterEach(async () => {
  for (const link of open.splice(0)) void link.close();
});

const READ_ID = Uint8Array.from(Buffer.from('55aa520500000a', 'hex'));

describe('opening', () => {
  it.each([
    ['Error: No such file or directory, cannot open /dev/x', 'portMissing', 'Plug the stick in'],
    ['Error Resource temporarily unavailable Cannot lock port', 'portBusy', 'Another program'],
    ['Opening COM9: Access denied', 'portBusy', 'Another program'],
    ['Error: Permission denied, cannot open /dev/x', 'portForbidden', '99-usb-miner.rules'],
    ['Error: Input/output error', 'portFailed', 'Plug the stick in anew'],
  ])('tells "%s" as %s with a cure', async (message, code, cure) => {
    const { binding, link, clock } = setup();
    binding.faults.openError = new Error(message);
    const error = await settled(clock, link.open()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).toMatchObject({ code, subject: PATH });
    expect(String(error)).toContain(cure);
    expect(clock.armed).toBe(0);
  });

  it('goes by the code of an error where it has one', async () => {
    const { binding, link, clock } = setup();
    binding.faults.openError = Object.assign(new Error('open failed'), { code: 'EACCES' });
    await expect(settled(clock, link.open())).rejects.toMatchObject({ code: 'portForbidden' });
  });

  it('gives up on a port that never answers', async () => {
    const { binding, link, clock } = setup();
    binding.faults.hangs = true;
    await expect(settled(clock, link.open())).rejects.toMatchObject({ code: 'portTimeout' });
  });

  it('does not mind lines that cannot be set, as on a pty', async () => {
    const { binding, link, clock, received } = setup();
    binding.faults.setError = new Error('Inappropriate ioctl for device, cannot set');
    await settled(clock, link.open());
    await settled(clock, link.send(READ_ID));
    await clock.advance(20);
    expect(received).toEqual(['aa5513971800000006']);
  });
});

describe('a port that ends while it is opened', () => {
  it.each(['close', 'unplug'] as const)('by %s at the last step leaves no timer', async (end) => {
    const { binding, link, clock } = setup();
    vi.mocked(guardPort).mockImplementationOnce(async () => {
      const lost = new Promise((resolve) => link.once('lost', resolve));
      if (end === 'unplug') binding.unplug(PATH);
      await (end === 'close' ? link.close() : lost);
      return { isGone: async () => false };
    });
    await expect(link.open()).rejects.toBeInstanceOf(DeviceError);
    await clock.advance(0);
    expect([clock.armed, binding.openCount]).toEqual([0, 0]);
  });
});

describe('an open port', () => {
  it('is lost once when the stick is pulled out, and takes no more', async () => {
    const { binding, link, clock, lost } = setup();
    await settled(clock, link.open());
    binding.unplug(PATH);
    await clock.advance(100);
    expect(lost).toHaveLength(1);
    expect(lost[0]?.code).toBe('unplugged');
    link.sendWork(READ_ID);
    await expect(link.send(READ_ID)).rejects.toBeInstanceOf(DeviceError);
    await settled(clock, link.close());
    expect(lost).toHaveLength(1);
    expect(binding.openCount).toBe(0);
    expect(clock.armed).toBe(0);
  });

  it('is lost when a write fails', async () => {
    const { binding, link, clock, lost } = setup();
    await settled(clock, link.open());
    binding.faults.nextWriteError = new Error('EIO: i/o error, write');
    const sending = link.send(READ_ID).catch((error: unknown) => error);
    await clock.advance(100);
    expect(await sending).toBeInstanceOf(DeviceError);
    expect(lost).toHaveLength(1);
  });

  it('takes "try again later" for no failure, reading and writing', async () => {
    const { binding, link, clock, lost, received } = setup();
    await settled(clock, link.open());
    const passing = (): Error =>
      Object.assign(new Error('resource temporarily unavailable'), { code: 'EAGAIN' });
    binding.faults.nextWriteError = passing();
    binding.faults.nextReadError = passing();
    await settled(clock, link.send(READ_ID));
    await clock.advance(50);
    expect(received).toEqual(['aa5513971800000006']);
    expect(lost).toEqual([]);
  });

  it('is lost when it takes no bytes for five seconds', async () => {
    const { binding, link, clock, lost } = setup();
    await settled(clock, link.open());
    binding.faults.slowWrite = () => new Promise(() => {});
    const sending = link.send(READ_ID).catch((error: unknown) => error);
    await clock.advance(4000);
    expect(lost).toEqual([]);
    await clock.advance(3000);
    expect(lost[0]?.code).toBe('portTimeout');
    expect(await sending).toBeInstanceOf(DeviceError);
  });

  it('writes bytes to the trace only when asked', async () => {
    for (const traces of [true, false]) {
      const { link, clock, logged } = setup(PATH, traces);
      await settled(clock, link.open());
      await settled(clock, link.send(READ_ID));
      await clock.advance(20);
      const traced = logged.filter(({ level }) => level === 'trace').map(({ fields }) => fields.hex);
      expect(traced).toEqual(traces ? ['55aa520500000a', 'aa5513971800000006'] : []);
    }
  });

  it('closes twice and before it was open', async () => {
    const { link, clock, binding } = setup();
    await settled(clock, link.open());
    await settled(clock, Promise.all([link.close(), link.close()]));
    expect(binding.openCount).toBe(0);
    const never = setup();
    await settled(never.clock, never.link.close());
    await expect(settled(never.clock, never.link.open())).rejects.toBeInstanceOf(DeviceError);
    expect(never.binding.openCount).toBe(0);
  });
});

describe('write queue', () => {
  const bytes = (value: number): Uint8Array => Uint8Array.of(value);

  function queue(): { made: WriteQueue; written: number[]; done: () => void } {
    const written: number[] = [];
    let finish: () => void = () => {};
    const made = new WriteQueue({
      clock: new ManualClock(),
      write: (chunk, done) => {
        written.push(chunk[0] ?? -1);
        finish = done;
      },
    });
    return { made, written, done: () => finish() };
  }

  it('sends the newest work first and drops the older', () => {
    const { made, written, done } = queue();
    void made.push(bytes(1));
    void made.push(bytes(2));
    made.pushWork(bytes(10));
    made.pushWork(bytes(11));
    for (let turn = 0; turn < 4; turn += 1) done();
    expect(written).toEqual([1, 11, 2]);
  });

  it('hands a frame over at once when nothing is being written', () => {
    const { made, written } = queue();
    made.pushWork(bytes(7));
    expect(written).toEqual([7]);
  });

  it('is idle when all is written, and rejects what waits when stopped', async () => {
    const { made, done } = queue();
    const first = made.push(bytes(1));
    const second = made.push(bytes(2));
    const idle = made.idle();
    done();
    await first;
    made.stop(new Error('over'));
    await expect(second).rejects.toThrow('over');
    await expect(idle).rejects.toThrow('over');
    await expect(queue().made.idle()).resolves.toBeUndefined();
  });
});

describe('reset line', () => {
  it('pulls RTS low and lets it rest, with the waits of the drivers', async () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const lines = {
      setModemLines: async ({ rts }: { rts: boolean }) => {
        told.push(`${clock.monotonicMs()} ${rts ? 'low' : 'high'}`);
      },
    };
    const line = resetLineOf('modem-lines', lines, clock);
    await settled(clock, line?.pulse(1000, 200) ?? Promise.resolve());
    expect(told).toEqual(['0 high', '30 low', '1030 high']);
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(1230);
    expect(resetLineOf('none', lines, clock)).toBeNull();
  });
});
