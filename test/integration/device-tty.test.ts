/** The product's own serial path, whole: real stream, real native binding, a real tty; only the chips are made. */
import { closeSync, mkdtempSync, openSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StickId } from '../../electron/contract/units.ts';
import { checkNonce } from '../../electron/core/share-check.ts';
import { createStick } from '../../electron/device/create-stick.ts';
import type { DeviceError } from '../../electron/device/device-error.ts';
import {
  type SerialBinding,
  type SerialBindingPort,
  systemBinding,
} from '../../electron/device/serial-binding.ts';
import { SerialLink } from '../../electron/device/serial-link.ts';
import type { Stick } from '../../electron/device/stick.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { BM1384_FAMILY } from '../../electron/practice/simulator/bm1384-family.ts';
import { BM1387_FAMILY } from '../../electron/practice/simulator/bm1387-family.ts';
import { BM1397_FAMILY } from '../../electron/practice/simulator/bm1397-family.ts';
import type { ChipFamily } from '../../electron/practice/simulator/chip-family.ts';
import { ChipModel } from '../../electron/practice/simulator/chip-model.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { openTtyPair, type TtyPair } from '../doubles/tty-pair.ts';
import { CHAIN, feedOf, jobOf } from '../unit/device/practice-stick.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function pair(): TtyPair {
  const made = openTtyPair();
  cleanups.push(() => made.close());
  return made;
}

function chipsBehind(tty: TtyPair, chipCount: number, family: ChipFamily = BM1397_FAMILY): ChipModel {
  const chips = new ChipModel({
    family,
    chain: CHAIN,
    clock: systemClock,
    random: Math.random,
    chipCount,
    hashScale: 1,
  });
  chips.listen((bytes) => tty.write(bytes));
  tty.onBytes((bytes) => chips.receive(bytes));
  cleanups.push(() => chips.stop());
  return chips;
}

async function stickAt(path: string, model: string): Promise<Stick> {
  const stick = createStick({
    id: `path:${path}` as StickId,
    model,
    path,
    binding: await systemBinding(),
    resetLine: 'none',
    chain: CHAIN,
    clock: systemClock,
    log: silentLogger(),
    targetMhz: null,
    platform: 'linux',
  });
  cleanups.push(() => stick.stop());
  return stick;
}

describe.skipIf(process.platform === 'win32')('a stick on a real tty', () => {
  it('comes up, finds real solutions, and leaves the chips as it should', async () => {
    const tty = pair();
    const chips = chipsBehind(tty, 1);
    const stick = await stickAt(tty.path, 'compac-f');
    await stick.start();
    expect(stick.status).toMatchObject({ chipCount: 1, frequencyMhz: 200, baudRate: 1_500_000 });
    const three = new Promise<void>((resolve) => {
      let count = 0;
      stick.on('nonce', (nonce) => {
        expect(checkNonce(nonce, CHAIN).shareDifficulty).toBeGreaterThanOrEqual(15.9);
        count += 1;
        if (count === 3) resolve();
      });
    });
    stick.setFeed(feedOf(jobOf(1000)));
    await three;
    await stick.stop();
    expect(chips.frequencyMhz).toBe(0);
    expect(Math.round(chips.baudRate)).toBe(115_741);
  });

  it.each([
    ['r606', 12, BM1387_FAMILY, 1_500_000, 550, 50],
    ['2pac', 2, BM1384_FAMILY, 115_200, 100, 6.25],
  ] as const)(
    'does the same with the older chips of a %s',
    async (model, chipCount, family, baudRate, mhz, restMhz) => {
      const tty = pair();
      const chips = chipsBehind(tty, chipCount, family);
      const stick = await stickAt(tty.path, model);
      await stick.start();
      expect(stick.status).toMatchObject({ chipCount, frequencyMhz: mhz, baudRate });
      const three = new Promise<void>((resolve) => {
        let count = 0;
        stick.on('nonce', (nonce) => {
          expect(checkNonce(nonce, CHAIN).kind).not.toBe('hardwareError');
          count += 1;
          if (count === 3) resolve();
        });
      });
      stick.setFeed(feedOf(jobOf(1)));
      await three;
      await stick.stop();
      expect(chips.frequencyMhz).toBe(restMhz);
      expect(Math.abs(chips.baudRate / 115_200 - 1)).toBeLessThan(0.05);
    },
    20_000,
  );

  it('comes up again on the same port after a stop', async () => {
    const tty = pair();
    chipsBehind(tty, 6);
    for (let turn = 0; turn < 2; turn += 1) {
      const stick = await stickAt(tty.path, 'r909');
      await stick.start();
      expect(stick.status.chipCount).toBe(6);
      await stick.stop();
    }
  });

  it('says that another program has the port', async () => {
    const tty = pair();
    chipsBehind(tty, 1);
    const first = await stickAt(tty.path, 'compac-f');
    await first.start();
    const second = await stickAt(tty.path, 'compac-f');
    await expect(second.start()).rejects.toMatchObject({ code: 'portBusy' });
  });

  it('says that a port is missing', async () => {
    const stick = await stickAt('/dev/ttyUSB99-not-there', 'compac-f');
    await expect(stick.start()).rejects.toMatchObject({ code: 'portMissing' });
  });

  it('is unplugged when the other end hangs up', async () => {
    const tty = pair();
    chipsBehind(tty, 1);
    const stick = await stickAt(tty.path, 'compac-f');
    await stick.start();
    const failed = new Promise<void>((resolve) => {
      stick.on('changed', () => {
        if (stick.status.phase === 'failed') resolve();
      });
    });
    tty.close();
    await failed;
    expect(stick.status.error?.code).toBe('unplugged');
  });
});

interface OpenLink {
  readonly link: SerialLink;
  readonly port: SerialBindingPort & { fd: number | null };
  readonly lost: Promise<DeviceError>;
}

async function openLink(path: string): Promise<OpenLink> {
  const inner = await systemBinding();
  let port: SerialBindingPort | null = null;
  const binding: SerialBinding = {
    list: () => inner.list(),
    open: async (options) => {
      port = await inner.open(options);
      return port;
    },
  };
  const link = new SerialLink({ path, baudRate: 115_200, binding, clock: systemClock, log: silentLogger() });
  const lost = new Promise<DeviceError>((resolve) => link.on('lost', resolve));
  await link.open();
  cleanups.push(() => link.close());
  if (port === null) throw new Error('the binding opened nothing');
  return { link, port, lost };
}

describe.skipIf(process.platform !== 'linux')('the unplug loop of the native binding', () => {
  it('ends when the descriptor is not the device any more', async () => {
    const tty = pair();
    const { port, lost } = await openLink(tty.path);
    const ownFd = port.fd ?? -1;
    // Reads of zero bytes for ever, as of a tty whose USB device left.
    port.fd = openSync('/dev/null', 'r');
    cleanups.push(() => closeSync(ownFd));
    tty.write(Uint8Array.of(1));
    expect((await lost).code).toBe('unplugged');
    expect(port.isOpen).toBe(false);
  });

  it('ends when the path leaves /dev', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dev-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const tty = pair();
    const path = join(folder, 'ttyUSB0');
    symlinkSync(tty.path, path);
    const { port, lost } = await openLink(path);
    unlinkSync(path);
    expect((await lost).code).toBe('unplugged');
    expect(port.isOpen).toBe(false);
  });
});
