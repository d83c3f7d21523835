/** What a stick of each family costs the computer beyond the miner itself, chips in another process. */
import { setTimeout as pause } from 'node:timers/promises';
import type { EmulatedModel } from './emulated-sticks.ts';
import { type Figure, single } from './figure.ts';
import { costOf, firstFrame } from './load.ts';
import { withPluggedRig } from './plugged-rig.ts';

export interface FamilyLoadOptions {
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

const STICKS = 8;
/** Of a stick: an eighth of what eight of many may cost, in `load.ts`. */
const GOAL_PERCENT = 3 / 8;
const START_DIFFICULTY = 1024;
const FAMILIES: readonly { readonly chip: string; readonly model: EmulatedModel }[] = [
  { chip: 'BM1397', model: 'compac-f' },
  { chip: 'BM1387', model: 'newpac' },
  { chip: 'BM1370', model: 'bitaxe-gamma-raw' },
];

export async function familyLoadFigures(options: FamilyLoadOptions): Promise<readonly Figure[]> {
  const none = await loadOf([], options);
  const row = { unit: '%', ratio: null };
  const figures: Figure[] = [
    { ...row, name: 'CPU with no stick, of one core', ...single(none.cpuPercent), goal: {}, note: '' },
  ];
  for (const { chip, model } of FAMILIES) {
    const models = Array.from({ length: STICKS }, () => model);
    const { cpuPercent, measuredThs } = await loadOf(models, options);
    figures.push({
      ...row,
      name: `CPU for each ${chip} stick, of one core`,
      ...single((cpuPercent - none.cpuPercent) / STICKS),
      goal: { p50: GOAL_PERCENT },
      note: `${STICKS} ${model}: ${cpuPercent.toFixed(2)} % with the miner, ${measuredThs.toFixed(2)} TH/s`,
    });
  }
  return figures;
}

function loadOf(
  models: readonly EmulatedModel[],
  { seconds, warmUpSeconds }: FamilyLoadOptions,
): Promise<{ readonly cpuPercent: number; readonly measuredThs: number }> {
  return withPluggedRig(models, { startDifficulty: START_DIFFICULTY }, async ({ sticks, miner, tree }) => {
    for (const stick of sticks) tree.plug(stick);
    await pause(warmUpSeconds * 1000);
    const { cpuPercent } = await costOf(miner, seconds);
    const { fleet } = await firstFrame(miner);
    return { cpuPercent, measuredThs: (fleet.hashrate.hashrateHs.value ?? 0) / 1e12 };
  });
}
