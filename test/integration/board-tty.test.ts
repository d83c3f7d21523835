/** A board on two real ttys with the real binding; only the board is made. */
import { afterEach, describe, expect, it } from 'vitest';
import type { StickId } from '../../electron/contract/units.ts';
import type { Nonce } from '../../electron/core/share.ts';
import { checkNonce } from '../../electron/core/share-check.ts';
import { createStick } from '../../electron/device/create-stick.ts';
import { systemBinding } from '../../electron/device/serial-binding.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { BOARD_KINDS, type SimulatedBoard } from '../../electron/practice/simulator/board-kinds.ts';
import { BoardModel } from '../../electron/practice/simulator/board-model.ts';
import type { FarEnd } from '../../electron/practice/simulator/simulated-port.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { openTtyPair } from '../doubles/tty-pair.ts';
import { CHAIN, feedOf, jobOf } from '../unit/device/practice-stick.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The path of a tty with this behind it. */
function ttyTo(farEnd: FarEnd): string {
  const tty = openTtyPair();
  cleanups.push(() => tty.close());
  farEnd.listen((bytes) => tty.write(bytes));
  tty.onBytes((bytes) => farEnd.receive(bytes));
  return tty.path;
}

async function rig(model: SimulatedBoard) {
  const board = new BoardModel({
    kind: BOARD_KINDS[model],
    chain: CHAIN,
    clock: systemClock,
    random: Math.random,
  });
  const path = ttyTo(board.chips);
  const telemetryPath = ttyTo(board.management);
  cleanups.push(() => board.holdReset());
  const stick = createStick({
    id: `path:${path}` as StickId,
    model,
    path,
    telemetryPath,
    binding: await systemBinding(),
    resetLine: 'none',
    chain: CHAIN,
    clock: systemClock,
    log: silentLogger(),
    targetMhz: null,
    platform: 'linux',
  });
  cleanups.push(() => stick.stop());
  return { board, stick };
}

describe.skipIf(process.platform === 'win32')('a board on two real ttys', () => {
  it('is fed, woken, mines true nonces, tells its watts, and is left cold', async () => {
    const { board, stick } = await rig('bitaxe-gamma-raw');
    await stick.start();
    expect(stick.status).toMatchObject({ chipCount: 1, targetCoreMv: 1150 });
    const ten = new Promise<readonly Nonce[]>((resolve) => {
      const nonces: Nonce[] = [];
      stick.on('nonce', (nonce) => {
        nonces.push(nonce);
        if (nonces.length === 10) resolve(nonces);
      });
    });
    stick.setFeed(feedOf(jobOf(16)));
    for (const nonce of await ten)
      expect(checkNonce(nonce, CHAIN).shareDifficulty).toBeGreaterThanOrEqual(16);
    expect(stick.status.counters).toMatchObject({ hardwareErrors: 0, badFrames: 0, orphanNonces: 0 });
    expect(stick.status.telemetry?.powerW).toBeGreaterThan(5);
    await stick.stop();
    expect(board.physics.isRailOn).toBe(false);
    expect(board.raw.pin(0)).toBe(false);
  }, 40_000);
});
