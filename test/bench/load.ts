/** What mining costs the computer: CPU, memory and how late the event loop is, chips in another process. */
import { setTimeout as pause } from 'node:timers/promises';
import type { MinerFrame } from '../../electron/contract/frame.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { startPracticePool } from '../../electron/practice/practice-pool.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { startEmulatedSticks } from './emulated-sticks.ts';
import { type Figure, type Percentiles, single } from './figure.ts';
import { type HeadlessMiner, startHeadless } from './headless-miner.ts';
import { openWindow } from './page-window.ts';

export interface LoadOptions {
  readonly stickCount: number;
  /** Measured for so long, twice: cost first, then the event loop, whose timer costs too. */
  readonly seconds: number;
  /** Bring-up, and what V8 does with new code, are not part of the bill. */
  readonly warmUpSeconds: number;
}

interface Load {
  /** Of one core. */
  readonly cpuPercent: number;
  readonly rssMib: number;
  readonly delaysMs: Percentiles;
  /** What it was mining at then, for the reader to judge whether the rates were real. */
  readonly measuredThs: number;
}

/** As the demo's chain. */
const BITS = 26;
const START_DIFFICULTY = 1024;
const MIB = 2 ** 20;
const SLOW_STICKS = 8;
/** The lowest clock a BM1397 takes. */
const SLOW_MHZ = 100;
const FRAME_LIMIT_MS = 5000;

export async function loadFigures(options: LoadOptions): Promise<readonly Figure[]> {
  const { stickCount } = options;
  const full = await loadOf(stickCount, null, options);
  const slow = await loadOf(SLOW_STICKS, SLOW_MHZ, options);
  const note = `${stickCount} Compac F, ${full.measuredThs.toFixed(1)} TH/s`;
  const row = { ratio: null, note };
  return [
    {
      ...row,
      name: 'CPU per 8 sticks, of one core',
      unit: '%',
      ...single((full.cpuPercent * 8) / stickCount),
      goal: { p50: 3 },
    },
    { ...row, name: 'resident memory', unit: 'MiB', ...single(full.rssMib), goal: { p50: 200 } },
    { ...row, name: 'event loop late by', unit: 'ms', ...full.delaysMs, goal: { p99: 10 } },
    {
      name: 'CPU of 8 slow sticks, of one core',
      unit: '%',
      ...single(slow.cpuPercent),
      goal: { p50: 1 },
      ratio: null,
      note: `at ${SLOW_MHZ} MHz, ${slow.measuredThs.toFixed(2)} TH/s`,
    },
  ];
}

async function loadOf(
  stickCount: number,
  frequencyMhz: number | null,
  { seconds, warmUpSeconds }: LoadOptions,
): Promise<Load> {
  const emulated = await startEmulatedSticks(
    Array.from({ length: stickCount }, () => 'compac-f'),
    BITS,
  );
  const pool = await startPracticePool({
    chain: { kind: 'practice', bits: BITS },
    clock: systemClock,
    random: Math.random,
    log: silentLogger(),
    startDifficulty: START_DIFFICULTY,
  });
  const miner = await startHeadless({
    poolPort: pool.port,
    bits: BITS,
    sticks: emulated.sticks,
    probed: true,
  });
  try {
    if (frequencyMhz !== null) await setClocks(miner, frequencyMhz);
    await pause(warmUpSeconds * 1000);
    const cost = await costOf(miner, seconds);
    await miner.ask('startDelays');
    await pause(seconds * 1000);
    const { delaysMs } = await miner.ask('stop');
    if (delaysMs === null) throw new Error('the probe measured no delays');
    const { fleet } = await firstFrame(miner);
    return { ...cost, delaysMs, measuredThs: (fleet.hashrate.hashrateHs.value ?? 0) / 1e12 };
  } finally {
    await miner.stop();
    await pool.stop();
    await emulated.stop();
  }
}

/** What the miner's whole process takes, on average over so long. */
export async function costOf(
  miner: HeadlessMiner,
  seconds: number,
): Promise<Pick<Load, 'cpuPercent' | 'rssMib'>> {
  const startMs = performance.now();
  const before = await miner.ask('look');
  await pause(seconds * 1000);
  const after = await miner.ask('look');
  const elapsedMs = performance.now() - startMs;
  return { cpuPercent: (100 * (after.cpuMs - before.cpuMs)) / elapsedMs, rssMib: after.rssBytes / MIB };
}

async function setClocks(miner: HeadlessMiner, targetFrequencyMhz: number): Promise<void> {
  const window = await openWindow(miner.pageUrl);
  const { sticks } = await firstFrame(miner);
  const { revision } = await window.calls.getSettings({});
  await window.calls.patchSettings({
    baseRevision: revision,
    patch: { sticks: Object.fromEntries(sticks.map(({ id }) => [id, { targetFrequencyMhz }])) },
  });
  window.close();
}

export async function firstFrame(miner: HeadlessMiner): Promise<MinerFrame> {
  const window = await openWindow(miner.pageUrl);
  try {
    return await new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('no frame came')), FRAME_LIMIT_MS);
      window.feeds.frame.subscribe((frame) => {
        clearTimeout(limit);
        resolve(frame);
      });
    });
  } finally {
    window.close();
  }
}
