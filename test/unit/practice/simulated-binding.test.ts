import { once } from 'node:events';
import { SerialPortStream } from '@serialport/stream';
import { describe, expect, it } from 'vitest';
import { bindingPortList } from '../../../electron/device/port-list.ts';
import type { SerialBinding } from '../../../electron/device/serial-binding.ts';
import { matchStick, stickModel } from '../../../electron/device/stick-catalog.ts';
import { SimulatedBinding } from '../../../electron/practice/simulator/simulated-binding.ts';
import { type SimulatedModel, STICK_KINDS } from '../../../electron/practice/simulator/stick-kinds.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { heard, PLL, READ_ALL_IDS, seededRandom, writeAll } from './chip-host.ts';

const STICKS = [
  { model: 'compac-f', path: 'sim:1', serialNumber: 'SIM-1' },
  { model: 'r909', path: 'sim:2', serialNumber: 'SIM-2' },
] as const;

function setUp(clock = new ManualClock()) {
  const binding = new SimulatedBinding({
    chain: { kind: 'practice', bits: 26 },
    clock,
    random: seededRandom(5),
    sticks: STICKS,
  });
  return { binding, clock };
}

async function opened(binding: SimulatedBinding, path: string): Promise<SerialPortStream> {
  const stream = new SerialPortStream({ binding, path, baudRate: 115_200, autoOpen: false });
  stream.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    stream.open((error) => (error ? reject(error) : resolve()));
  });
  return stream;
}

it('shows every kind of stick as the catalogue knows the real one', async () => {
  const models = Object.keys(STICK_KINDS) as SimulatedModel[];
  const sticks = models.map((model) => ({ model, path: `sim:${model}`, serialNumber: `SIM-${model}` }));
  const binding = new SimulatedBinding({
    chain: { kind: 'practice', bits: 26 },
    clock: new ManualClock(),
    random: seededRandom(5),
    sticks,
  });
  const ports = await bindingPortList(binding as unknown as SerialBinding, 'win32')();
  expect(ports.map((port) => matchStick(port)?.id)).toEqual(models);
  for (const model of models) {
    const row = stickModel(model);
    expect(row?.drive).not.toBeNull();
    expect([STICK_KINDS[model].chipCount, null]).toContain(row?.chipCount);
  }
});

describe('simulated binding', () => {
  it('lists sticks as Linux lists the real ones', async () => {
    const { binding } = setUp();
    expect(await binding.list()).toEqual([
      {
        path: 'sim:1',
        vendorId: '0403',
        productId: '6015',
        manufacturer: 'GekkoScience',
        serialNumber: 'SIM-1',
        pnpId: 'usb-GekkoScience_CompacF_Bitcoin_Miner_SIM-1-if00-port0',
        locationId: 'sim-1',
      },
      expect.objectContaining({ pnpId: expect.stringContaining('R909_Bitcoin_Miner') }),
    ]);
  });

  it('carries bytes through the real stream, at one baud rate at a time', async () => {
    const { binding } = setUp();
    const stream = await opened(binding, 'sim:2');
    stream.write(READ_ALL_IDS);
    let bytes = Buffer.alloc(0);
    while (bytes.length < 54) bytes = Buffer.concat([bytes, (await once(stream, 'data'))[0]]);
    expect(heard(bytes).registers).toHaveLength(6);
    stream.write(writeAll(0x18, 0x6131));
    await new Promise<void>((resolve, reject) => {
      stream.drain((error) => (error ? reject(error) : resolve()));
    });
    expect(binding.chipsAt('sim:2').baudRate).toBe(1_562_500);
    await new Promise<void>((resolve, reject) => {
      stream.update({ baudRate: 1_500_000 }, (error) => (error ? reject(error) : resolve()));
    });
    stream.write(READ_ALL_IDS);
    bytes = Buffer.alloc(0);
    while (bytes.length < 54) bytes = Buffer.concat([bytes, (await once(stream, 'data'))[0]]);
    expect(heard(bytes).registers).toHaveLength(6);
    stream.close();
    await once(stream, 'close');
  });

  it('refuses a port that is open, and one that is not there', async () => {
    const { binding } = setUp();
    const stream = await opened(binding, 'sim:1');
    await expect(opened(binding, 'sim:1')).rejects.toThrow('Cannot lock port');
    await expect(opened(binding, 'sim:9')).rejects.toThrow('No such file');
    stream.close();
    await once(stream, 'close');
    const again = await opened(binding, 'sim:1');
    again.close();
    await once(again, 'close');
  });

  it('fails a read when the stick is pulled, and gives a fresh one when it is back', async () => {
    const { binding, clock } = setUp();
    const stream = await opened(binding, 'sim:1');
    stream.resume();
    stream.write(writeAll(0x08, PLL[400]));
    stream.drain();
    const closed = once(stream, 'close');
    binding.unplug('sim:1');
    const [error] = await closed;
    expect(error).toMatchObject({ disconnected: true });
    expect((await binding.list()).map((port) => port.path)).toEqual(['sim:2']);
    expect(clock.armed).toBe(0);
    await expect(opened(binding, 'sim:1')).rejects.toThrow('No such file');
    binding.plug('sim:1');
    expect(binding.chipsAt('sim:1').frequencyMhz).toBe(50);
    const again = await opened(binding, 'sim:1');
    again.close();
    await once(again, 'close');
  });

  it('fails writes to a stick that left, and reads of a port that closed', async () => {
    const { binding } = setUp();
    const port = await binding.open({ path: 'sim:1', baudRate: 115_200 });
    binding.unplug('sim:1');
    await expect(port.write(Buffer.from([1]))).rejects.toMatchObject({ disconnected: true });
    await expect(port.read(Buffer.alloc(8), 0, 8)).rejects.toMatchObject({ disconnected: true });
    await port.close();
    await expect(port.read(Buffer.alloc(8), 0, 8)).rejects.toMatchObject({ canceled: true });
    await expect(port.close()).rejects.toThrow('not open');
  });

  it('resets chips by the reset line, for as long as asked', async () => {
    const { binding, clock } = setUp();
    const chips = binding.chipsAt('sim:1');
    chips.receive(writeAll(0x18, 0x6131));
    let done = false;
    const pulse = binding
      .resetLineFor('sim:1')
      .pulse(1000, 200)
      .then(() => {
        done = true;
      });
    await clock.advance(1199);
    expect(done).toBe(false);
    await clock.advance(1);
    await pulse;
    expect(chips.baudRate).toBeCloseTo(115_740.7, 1);
    expect(() => binding.resetLineFor('sim:9')).toThrow(RangeError);
  });
});
