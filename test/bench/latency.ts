/**
 * How soon new work reaches the sticks and a nonce the pool: ours and a bare loop over `serialport` take turns
 * on the same ttys and the same pool.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BENCH_CHAIN } from './bench-job.ts';
import type { EdgeSamples } from './edge-notes.ts';
import { type FarEnd, type FarEndSamples, startFarEnd } from './far-end-process.ts';
import { type Figure, type Percentiles, percentiles } from './figure.ts';
import { startHeadless } from './headless-miner.ts';
import { openStalledWindow } from './page-window.ts';

export interface LatencyOptions {
  readonly stickCount: number;
  /** For each turn. */
  readonly seconds: number;
  readonly rounds: number;
}

export async function latencyFigures({
  stickCount,
  seconds,
  rounds,
}: LatencyOptions): Promise<readonly Figure[]> {
  const bare: FarEndSamples[] = [];
  const ours: FarEndSamples[] = [];
  const edges: EdgeSamples[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await withFarEnd(stickCount, (farEnd) => measureBare(farEnd, seconds)));
    const turn = await withFarEnd(stickCount, (farEnd) => measureOurs(farEnd, seconds));
    ours.push(turn.outside);
    edges.push(turn.inside);
  }
  const missed = `${sum(ours, 'missed')} of ours missed, ${sum(bare, 'missed')} bare`;
  const from = (samples: readonly FarEndSamples[], what: 'workMs' | 'submitMs' | 'burstMs'): Percentiles =>
    percentiles(samples.flatMap((each) => each[what]));
  return [
    {
      ...row('new work: notify received to binding', { p50: 0.6, p95: 1.5, p99: 5 }),
      ...percentiles(edges.flatMap(({ workMs }) => workMs)),
      note: `${stickCount} sticks, a window stalled`,
    },
    ...pair(
      'new work: notify sent to tty',
      { p50: 1.1, p95: 1.8 },
      from(ours, 'workMs'),
      from(bare, 'workMs'),
      missed,
    ),
    {
      ...row('submit: nonce read to line written', { p50: 0.2, p95: 0.6 }),
      ...percentiles(edges.flatMap(({ submitMs }) => submitMs)),
      note: 'nonces that come alone',
    },
    {
      ...row('submit: the same in a burst', {}),
      ...percentiles(edges.flatMap(({ burstMs }) => burstMs)),
      note: `${stickCount} at once`,
    },
    ...pair(
      'submit: nonce sent to pool, one',
      { p50: 0.4, p95: 0.6 },
      from(ours, 'submitMs'),
      from(bare, 'submitMs'),
      '',
    ),
    ...pair(
      'submit: nonce sent to pool, burst',
      { p95: 1.1 },
      from(ours, 'burstMs'),
      from(bare, 'burstMs'),
      `${stickCount} at once`,
    ),
  ];
}

function pair(
  name: string,
  goal: Figure['goal'],
  ours: Percentiles,
  bare: Percentiles,
  note: string,
): readonly Figure[] {
  const ratio = ours.p50 / bare.p50;
  return [
    { ...row(name, goal), ...ours, ratio, note },
    { ...row(`  bare loop beside it`, {}), ...bare, note: '' },
  ];
}

const row = (name: string, goal: Figure['goal']): Pick<Figure, 'name' | 'unit' | 'goal' | 'ratio'> => ({
  name,
  unit: 'ms',
  goal,
  ratio: null,
});

async function withFarEnd<T>(stickCount: number, run: (farEnd: FarEnd) => Promise<T>): Promise<T> {
  const farEnd = await startFarEnd(stickCount);
  try {
    return await run(farEnd);
  } finally {
    await farEnd.stop();
  }
}

async function measureOurs(
  farEnd: FarEnd,
  seconds: number,
): Promise<{ readonly outside: FarEndSamples; readonly inside: EdgeSamples }> {
  const miner = await startHeadless({
    poolPort: farEnd.port,
    bits: BENCH_CHAIN.bits,
    sticks: farEnd.paths.map((path) => ({ model: 'compac-f', path })),
    probed: true,
  });
  try {
    const closeWindow = await openStalledWindow(miner.pageUrl);
    await farEnd.measure(WARM_UP_SECONDS);
    await miner.ask('startNotes');
    const outside = await farEnd.measure(seconds);
    const { edges } = await miner.ask('stop');
    closeWindow();
    if (edges === null) throw new Error('the probe kept no notes');
    return { outside, inside: edges };
  } finally {
    await miner.stop();
  }
}

async function measureBare(farEnd: FarEnd, seconds: number): Promise<FarEndSamples> {
  const entry = fileURLToPath(new URL('./bare-loop.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, String(farEnd.port), ...farEnd.paths], { stdio: 'inherit' });
  const exited = once(child, 'exit');
  try {
    await farEnd.measure(WARM_UP_SECONDS);
    return await farEnd.measure(seconds);
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

/** Until the code that runs is compiled code. */
const WARM_UP_SECONDS = 5;

const sum = (samples: readonly FarEndSamples[], what: 'missed'): number =>
  samples.reduce((total, each) => total + each[what], 0);
