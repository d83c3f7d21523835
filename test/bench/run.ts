/**
 * `npm run bench`: the figures of speed as one table, each beside its goal. Nothing here decides whether a build
 * is good; a busy computer makes every figure worse, so its load is printed with them.
 */
import { cpus, loadavg } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { coreFigures } from './core.ts';
import type { Figure } from './figure.ts';
import { latencyFigures } from './latency.ts';
import { launchFigures } from './launch.ts';
import { loadFigures } from './load.ts';
import { sticksFigures } from './sticks.ts';
import { tableOf } from './table.ts';

const GROUPS = ['core', 'latency', 'launch', 'load', 'sticks'] as const;
type Group = (typeof GROUPS)[number];

interface BenchOptions {
  readonly only: readonly Group[];
  readonly seconds: number;
  readonly rounds: number;
  readonly sticks: number;
  readonly launches: number;
  readonly loadSticks: number;
  readonly loadSeconds: number;
  readonly warmUp: number;
  readonly plugs: number;
}

const options = new Command('npm run bench --')
  .description('Measures speed on this computer: some ten minutes, best with nothing else running.')
  .addOption(new Option('--only <group...>', 'measure only these').choices(GROUPS).default(GROUPS))
  .option('--seconds <n>', 'length of one turn of the latency figures', positive, 20)
  .option('--rounds <n>', 'turns that ours and the bare loop take', positive, 2)
  .option('--sticks <n>', 'sticks of the latency figures', positive, 8)
  .option('--launches <n>', 'launches of the launch figures', positive, 3)
  .option('--load-sticks <n>', 'sticks of the load figures', positive, 64)
  .option('--load-seconds <n>', 'length of one measurement of the load figures', positive, 20)
  .option('--warm-up <n>', 'seconds before the load is measured', positive, 30)
  .option('--plugs <n>', 'times that each model is plugged in', positive, 3)
  .parse()
  .opts<BenchOptions>();

const MEASURE: Readonly<Record<Group, () => Promise<readonly Figure[]>>> = {
  core: coreFigures,
  latency: () =>
    latencyFigures({ stickCount: options.sticks, seconds: options.seconds, rounds: options.rounds }),
  launch: () => launchFigures({ launches: options.launches }),
  load: () =>
    loadFigures({
      stickCount: options.loadSticks,
      seconds: options.loadSeconds,
      warmUpSeconds: options.warmUp,
    }),
  sticks: () =>
    sticksFigures({
      plugs: options.plugs,
      stickCount: options.loadSticks,
      seconds: options.loadSeconds,
      warmUpSeconds: options.warmUp,
    }),
};

const figures: Figure[] = [];
for (const group of options.only) {
  const before = loadText();
  process.stderr.write(`${group} ...\n`);
  figures.push(...(await MEASURE[group]()));
  process.stderr.write(`${group} done, load ${before} before and ${loadText()} after\n`);
}
console.log(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`);
for (const line of tableOf(figures)) console.log(line);

function loadText(): string {
  return (loadavg()[0] ?? 0).toFixed(2);
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}
