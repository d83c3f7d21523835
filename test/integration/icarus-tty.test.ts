/** A device of the Icarus family on a real tty with the real binding; only the device is made. */
import { afterEach, describe, expect, it } from 'vitest';
import type { StickId } from '../../electron/contract/units.ts';
import type { Nonce } from '../../electron/core/share.ts';
import { checkNonce } from '../../electron/core/share-check.ts';
import { createStick } from '../../electron/device/create-stick.ts';
import { systemBinding } from '../../electron/device/serial-binding.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { ICARUS_KINDS, type SimulatedIcarus } from '../../electron/practice/simulator/icarus-kinds.ts';
import { IcarusModel } from '../../electron/practice/simulator/icarus-model.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { openTtyPair } from '../doubles/tty-pair.ts';
import { CHAIN, feedOf, jobOf } from '../unit/device/practice-stick.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function rig(model: SimulatedIcarus) {
  const tty = openTtyPair();
  cleanups.push(() => tty.close());
  const kind = ICARUS_KINDS[model];
  const device = new IcarusModel({ chain: CHAIN, clock: systemClock, random: Math.random, kind });
  device.listen((bytes) => tty.write(bytes));
  tty.onBytes((bytes) => device.receive(bytes));
  cleanups.push(() => device.stop());
  const stick = createStick({
    id: `path:${tty.path}` as StickId,
    model,
    path: tty.path,
    binding: await systemBinding(),
    resetLine: 'none',
    chain: CHAIN,
    clock: systemClock,
    log: silentLogger(),
    targetMhz: null,
    platform: 'linux',
  });
  cleanups.push(() => stick.stop());
  return { tty, device, stick };
}

describe.skipIf(process.platform === 'win32')('an Icarus on a real tty', () => {
  it('is found, set up, and mines true nonces', async () => {
    const { device, stick } = await rig('antminer-u3');
    await stick.start();
    expect(device).toMatchObject({ frequencyMhz: 225, coreMv: 750 });
    const twenty = new Promise<readonly Nonce[]>((resolve) => {
      const nonces: Nonce[] = [];
      stick.on('nonce', (nonce) => {
        nonces.push(nonce);
        if (nonces.length === 20) resolve(nonces);
      });
    });
    stick.setFeed(feedOf(jobOf(1000)));
    for (const nonce of await twenty)
      expect(checkNonce(nonce, CHAIN).shareDifficulty).toBeGreaterThanOrEqual(1);
    expect(stick.status.counters).toMatchObject({ hardwareErrors: 0, badFrames: 0, orphanNonces: 0 });
    await stick.stop();
    expect(stick.status.phase).toBe('stopped');
  });

  it('is unplugged when the other end hangs up', async () => {
    const { tty, stick } = await rig('block-erupter');
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
