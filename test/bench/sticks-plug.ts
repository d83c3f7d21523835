/** From the moment a stick's entries are there to its row on the page, and to its first accepted share. */
import { setTimeout as pause } from 'node:timers/promises';
import type { StickState } from '../../electron/contract/frame.ts';
import type { EmulatedModel } from './emulated-sticks.ts';
import { type Figure, percentiles } from './figure.ts';
import { openWindow } from './page-window.ts';
import { withPluggedRig } from './plugged-rig.ts';

/** One of each family, each of which is found by its strings. */
const MODELS: readonly EmulatedModel[] = ['compac-f', 'newpac', 'bitaxe-gamma-raw'];
const LISTED_GOAL_MS = 1000;
const SHARE_GOAL_MS = 10_000;
const LIMIT_MS = 60_000;
const LOOK_MS = 5;
/** Until the miner is idle, and by chance as long as a poll more: nothing falls into step with it. */
const REST_MS = 1500;
const SPREAD_MS = 1000;

interface PlugTimes {
  readonly listedMs: number;
  readonly shareMs: number;
}

export async function plugFigures({ plugs }: { readonly plugs: number }): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const model of MODELS) {
    const times: PlugTimes[] = [];
    for (let plug = 0; plug < plugs; plug += 1) times.push(await plugOnce(model));
    const row = { unit: 'ms', ratio: null };
    figures.push(
      {
        ...row,
        name: `plugged in to listed: ${model}`,
        ...percentiles(times.map(({ listedMs }) => listedMs)),
        goal: { p95: LISTED_GOAL_MS },
        note: `${plugs} times, from sysfs entry to the page's frame; without USB, driver and udev`,
      },
      {
        ...row,
        name: `plugged in to first accepted share: ${model}`,
        ...percentiles(times.map(({ shareMs }) => shareMs)),
        goal: { p95: SHARE_GOAL_MS },
        note: 'emulated chips at their true rate, the practice pool as the demo starts it',
      },
    );
  }
  return figures;
}

function plugOnce(model: EmulatedModel): Promise<PlugTimes> {
  return withPluggedRig([model], {}, async ({ sticks, pool, miner, tree }) => {
    const window = await openWindow(miner.pageUrl);
    let listed: readonly StickState[] = [];
    let listedAtMs = 0;
    window.feeds.frame.subscribe((frame) => {
      if (listed.length === 0 && frame.sticks.length > 0) listedAtMs = performance.now();
      listed = frame.sticks;
    });
    await until(() => pool.stats().connections > 0, 'the miner did not come to the pool');
    await pause(REST_MS + Math.random() * SPREAD_MS);
    const startMs = performance.now();
    for (const stick of sticks) tree.plug(stick);
    const said = (): string => listed.map(({ health, cause }) => JSON.stringify({ health, cause })).join();
    await until(
      () => pool.stats().accepted > 0,
      () => `no share was accepted; the stick says ${said()}`,
    );
    const shareMs = performance.now() - startMs;
    window.close();
    return { listedMs: listedAtMs - startMs, shareMs };
  });
}

async function until(isSo: () => boolean, elseSay: string | (() => string)): Promise<void> {
  const endMs = performance.now() + LIMIT_MS;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(typeof elseSay === 'string' ? elseSay : elseSay());
    await pause(LOOK_MS);
  }
}
