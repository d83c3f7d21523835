/** Many sticks plugged in at once: how long until each gives nonces, and how late the event loop is meanwhile. */
import { type Figure, type Percentiles, percentiles } from './figure.ts';
import { openWindow } from './page-window.ts';
import { type PluggedRig, withPluggedRig } from './plugged-rig.ts';

const READY_GOAL_MS = 30_000;
const LATE_GOAL_MS = 20;
const LIMIT_MS = 120_000;
const START_DIFFICULTY = 1024;
/** A tile says `ramping` from the first moment on: that a stick has work is told by its first nonce. */
const AT_WORK: ReadonlySet<string> = new Set(['ramping', 'mining']);

export async function bringUpFigures({
  stickCount,
}: {
  readonly stickCount: number;
}): Promise<readonly Figure[]> {
  const models = Array.from({ length: stickCount }, () => 'compac-f' as const);
  const { readyMs, delaysMs, ownDelaysMs } = await withPluggedRig(
    models,
    { startDifficulty: START_DIFFICULTY },
    bringUpAll,
  );
  const row = { unit: 'ms', ratio: null, note: `${stickCount} Compac F plugged in at once` };
  return [
    {
      ...row,
      name: 'bring-up: plugged in to first nonce',
      ...percentiles(readyMs),
      goal: { p99: READY_GOAL_MS },
      note: `${row.note}, the last after ${(Math.max(...readyMs) / 1000).toFixed(1)} s`,
    },
    { ...row, name: 'bring-up: event loop late by', ...delaysMs, goal: { p99: LATE_GOAL_MS } },
    {
      ...row,
      name: '  of that by its own work',
      ...percentiles(ownDelaysMs),
      goal: { p99: LATE_GOAL_MS },
      note: `${ownDelaysMs.length} samples, the longest ${Math.max(...ownDelaysMs).toFixed(1)} ms`,
    },
  ];
}

async function bringUpAll({ sticks, miner, tree }: PluggedRig): Promise<{
  /** Of each stick. */
  readonly readyMs: readonly number[];
  readonly delaysMs: Percentiles;
  readonly ownDelaysMs: readonly number[];
}> {
  const window = await openWindow(miner.pageUrl);
  const readyMs = new Map<string, number>();
  await miner.ask('startDelays');
  const startMs = performance.now();
  for (const stick of sticks) tree.plug(stick);
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`only ${readyMs.size} of ${sticks.length} sticks came up`)),
      LIMIT_MS,
    );
    window.feeds.frame.subscribe((frame) => {
      for (const { id, health, nonces } of frame.sticks) {
        if (AT_WORK.has(health) && nonces > 0 && !readyMs.has(id))
          readyMs.set(id, performance.now() - startMs);
      }
      if (readyMs.size < sticks.length) return;
      clearTimeout(limit);
      resolve();
    });
  });
  const { delaysMs, ownDelaysMs } = await miner.ask('stop');
  window.close();
  if (delaysMs === null || ownDelaysMs === null) throw new Error('the probe measured no delays');
  return { readyMs: [...readyMs.values()], delaysMs, ownDelaysMs };
}
