/** A real headless miner at a practice pool, with emulated sticks in another process that are not plugged in yet. */
import { systemClock } from '../../electron/host/system-clock.ts';
import { type PracticePool, startPracticePool } from '../../electron/practice/practice-pool.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { type EmulatedModel, type EmulatedStick, startEmulatedSticks } from './emulated-sticks.ts';
import { type HeadlessMiner, startHeadless } from './headless-miner.ts';
import { UsbTree } from './usb-tree.ts';

export interface PluggedRig {
  readonly sticks: readonly EmulatedStick[];
  readonly pool: PracticePool;
  readonly miner: HeadlessMiner;
  readonly tree: UsbTree;
}

/** As the demo's chain. */
const CHAIN = { kind: 'practice', bits: 26 } as const;

/** `startDifficulty`: of the pool; absent = what the product's practice pool begins with. */
export async function withPluggedRig<T>(
  models: readonly EmulatedModel[],
  { startDifficulty }: { readonly startDifficulty?: number },
  run: (rig: PluggedRig) => Promise<T>,
): Promise<T> {
  const tree = new UsbTree();
  const emulated = await startEmulatedSticks(models, CHAIN.bits);
  const pool = await startPracticePool({
    chain: CHAIN,
    clock: systemClock,
    random: Math.random,
    log: silentLogger(),
    ...(startDifficulty === undefined ? {} : { startDifficulty }),
  });
  const miner = await startHeadless({
    poolPort: pool.port,
    bits: CHAIN.bits,
    sticks: [],
    deviceRoots: tree.roots,
    probed: true,
  });
  try {
    return await run({ sticks: emulated.sticks, pool, miner, tree });
  } finally {
    await miner.stop();
    await pool.stop();
    await emulated.stop();
    tree.remove();
  }
}
