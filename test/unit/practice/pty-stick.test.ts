import { once } from 'node:events';
import { SerialPort } from 'serialport';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { openPtyStick } from '../../doubles/pty-stick.ts';
import { fourHeaders, heard, jobFrame, PLL, READ_ALL_IDS, seededRandom, writeAll } from './chip-host.ts';

/** The real stream over the real binding. */
async function opened(path: string): Promise<SerialPort> {
  const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
  port.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()));
  });
  return port;
}

async function countChips(port: SerialPort, count: number): Promise<void> {
  port.write(READ_ALL_IDS);
  let bytes = Buffer.alloc(0);
  while (bytes.length < count * 9) bytes = Buffer.concat([bytes, (await once(port, 'data'))[0]]);
  expect(heard(bytes).registers).toHaveLength(count);
}

describe.skipIf(process.platform === 'win32')('a stick behind a tty', () => {
  it('answers the real binding, takes work, and rests when it is pulled', async () => {
    const clock = new ManualClock();
    const stick = openPtyStick({
      model: 'r909',
      chain: { kind: 'practice', bits: 26 },
      clock,
      random: seededRandom(1),
    });
    const port = await opened(stick.path);
    await countChips(port, 6);
    port.write(writeAll(0x08, PLL[450]));
    port.write(jobFrame(4, fourHeaders(1)));
    while (stick.chips.counters.jobs === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(clock.armed).toBe(1);
    stick.unplug();
    stick.unplug();
    expect(clock.armed).toBe(0);
    // Whether the binding noticed the hang-up by itself is `device/`'s business.
    if (port.isOpen) {
      port.close();
      await once(port, 'close');
    }
  });
});
