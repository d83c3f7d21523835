/** The binding of this machine on a real tty: read and written on the spot, and no worse than before where that fails. */
import { afterEach, describe, expect, test } from 'vitest';
import { directBinding } from '../../electron/device/direct-binding.ts';
import {
  type SerialBinding,
  type SerialBindingPort,
  systemBinding,
} from '../../electron/device/serial-binding.ts';
import { openTtyPair, type TtyPair } from '../doubles/tty-pair.ts';

const open: { readonly pair: TtyPair; readonly port: SerialBindingPort }[] = [];

async function setup(): Promise<{ readonly pair: TtyPair; readonly port: SerialBindingPort }> {
  const pair = openTtyPair();
  const binding = await systemBinding();
  const port = await binding.open({ path: pair.path, baudRate: 115_200 });
  open.push({ pair, port });
  return { pair, port };
}

afterEach(async () => {
  for (const { pair, port } of open.splice(0)) {
    if (port.isOpen) await port.close();
    pair.close();
  }
});

describe.skipIf(process.platform === 'win32')('a port of the system', () => {
  test('waits for bytes without blocking, and gives what came', async () => {
    const { pair, port } = await setup();
    const buffer = Buffer.alloc(64);
    const reading = port.read(buffer, 8, 32);
    // Other things go on meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 20));
    pair.write(Uint8Array.of(0xaa, 0x55, 1));
    expect((await reading).bytesRead).toBe(3);
    expect([...buffer.subarray(7, 12)]).toEqual([0, 0xaa, 0x55, 1, 0]);
  });

  test('gives bytes that came before anyone asked', async () => {
    const { pair, port } = await setup();
    pair.write(Uint8Array.of(1, 2, 3, 4));
    const buffer = Buffer.alloc(3);
    expect((await port.read(buffer, 0, 3)).bytesRead).toBe(3);
    expect((await port.read(buffer, 0, 3)).bytesRead).toBe(1);
    expect(buffer[0]).toBe(4);
  });

  test('has written when it says so', async () => {
    const { pair, port } = await setup();
    const received = new Promise<Uint8Array>((resolve) => pair.onBytes(resolve));
    await port.write(Buffer.from([0x55, 0xaa]));
    expect([...(await received)]).toEqual([0x55, 0xaa]);
  });

  test('writes more than the line takes at once, in order and whole', async () => {
    const { pair, port } = await setup();
    const sent = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => index % 251));
    const received: Uint8Array[] = [];
    const writing = port.write(sent);
    const whole = new Promise<void>((resolve) => {
      pair.onBytes((bytes) => {
        received.push(Uint8Array.from(bytes));
        if (received.reduce((sum, { length }) => sum + length, 0) >= sent.length) resolve();
      });
    });
    await Promise.all([writing, whole]);
    expect(Buffer.concat(received).equals(sent)).toBe(true);
  });

  test('ends a read that waits when it is closed, as a cancellation and not as a failure', async () => {
    const { port } = await setup();
    const reading = port.read(Buffer.alloc(8), 0, 8);
    const ended = expect(reading).rejects.toMatchObject({ canceled: true });
    await port.close();
    await ended;
    await expect(port.read(Buffer.alloc(8), 0, 8)).rejects.toThrow('not open');
    await expect(port.write(Buffer.from([1]))).rejects.toThrow('not open');
  });
});

test('a port without a descriptor is handed out as it is', async () => {
  const port = { isOpen: true } as unknown as SerialBindingPort;
  const binding = directBinding({ list: async () => [], open: async () => port } as unknown as SerialBinding);
  expect(await binding.open({ path: 'COM3', baudRate: 115_200 })).toBe(port);
  expect(await binding.list()).toEqual([]);
});
