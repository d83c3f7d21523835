/** From launching a headless miner to its first accepted share, with a stick that is there. */
import { systemClock } from '../../electron/host/system-clock.ts';
import { startPracticePool } from '../../electron/practice/practice-pool.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { startEmulatedSticks } from './emulated-sticks.ts';
import { type Figure, percentiles } from './figure.ts';
import { startHeadless } from './headless-miner.ts';

/** As the demo's chain. */
const BITS = 26;
/** A Compac F at its first clock, 105 GH/s, finds a share of this every 0.2 s. */
const SHARE_DIFFICULTY = 4;
const SHARE_LIMIT_MS = 20_000;
const LOOK_MS = 5;

export async function launchFigures({ launches }: { readonly launches: number }): Promise<readonly Figure[]> {
  const shareMs: number[] = [];
  const listenMs: number[] = [];
  for (let launch = 0; launch < launches; launch += 1) {
    const times = await launchOnce();
    shareMs.push(times.shareMs);
    listenMs.push(times.listenMs);
  }
  const note = `${launches} launches`;
  return [
    {
      name: 'headless: launch to first accepted share',
      unit: 'ms',
      ...percentiles(shareMs),
      goal: { p50: 3000 },
      ratio: null,
      note,
    },
    {
      name: 'headless: launch to page address',
      unit: 'ms',
      ...percentiles(listenMs),
      goal: { p50: 3000 },
      ratio: null,
      note,
    },
  ];
}

async function launchOnce(): Promise<{ readonly shareMs: number; readonly listenMs: number }> {
  const chain = { kind: 'practice', bits: BITS } as const;
  const emulated = await startEmulatedSticks(['compac-f'], BITS);
  const pool = await startPracticePool({
    chain,
    clock: systemClock,
    random: Math.random,
    log: silentLogger(),
    startDifficulty: SHARE_DIFFICULTY,
  });
  const startMs = performance.now();
  const miner = await startHeadless({
    poolPort: pool.port,
    bits: BITS,
    sticks: emulated.sticks,
    probed: false,
  });
  const listenMs = performance.now() - startMs;
  try {
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('no share was accepted in time')), SHARE_LIMIT_MS);
      const look = setInterval(() => {
        if (pool.stats().accepted === 0) return;
        clearInterval(look);
        clearTimeout(limit);
        resolve();
      }, LOOK_MS);
    });
    return { shareMs: performance.now() - startMs, listenMs };
  } finally {
    await miner.stop();
    await pool.stop();
    await emulated.stop();
  }
}
