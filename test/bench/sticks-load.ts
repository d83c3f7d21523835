/** What eight sticks of each family cost the computer, their chips in another process. */
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
/** As the load of many sticks, in `load.ts`. */
const GOAL_PERCENT = 3;
const START_DIFFICULTY = 1024;
const FAMILIES: readonly { readonly chip: string; readonly model: EmulatedModel }[] = [
  { chip: 'BM1397', model: 'compac-f' },
  { chip: 'BM1387', model: 'newpac' },
  { chip: 'BM1370', model: 'bitaxe-gamma-raw' },
];

export async function familyLoadFigures(options: FamilyLoadOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { chip, model } of FAMILIES) {
    const { cpuPercent, measuredThs } = await loadOf(model, options);
    figures.push({
      name: `CPU of ${STICKS} ${chip} sticks, of one core`,
      unit: '%',
      ...single(cpuPercent),
      goal: { p50: GOAL_PERCENT },
      ratio: null,
      note: `${model}, ${(cpuPercent / STICKS).toFixed(2)} % a stick, ${measuredThs.toFixed(2)} TH/s`,
    });
  }
  return figures;
}

function loadOf(
  model: EmulatedModel,
  { seconds, warmUpSeconds }: FamilyLoadOptions,
): Promise<{ readonly cpuPercent: number; readonly measuredThs: number }> {
  const models = Array.from({ length: STICKS }, () => model);
  return withPluggedRig(models, { startDifficulty: START_DIFFICULTY }, async ({ sticks, miner, tree }) => {
    for (const stick of sticks) tree.plug(stick);
    await pause(warmUpSeconds * 1000);
    const { cpuPercent } = await costOf(miner, seconds);
    const { fleet } = await firstFrame(miner);
    return { cpuPercent, measuredThs: (fleet.hashrate.hashrateHs.value ?? 0) / 1e12 };
  });
}
