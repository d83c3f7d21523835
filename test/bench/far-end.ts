/**
 * What stands at both far ends of a miner while it is timed from outside, in a process of its own: the ttys of
 * its sticks and the pool. Argument: number of sticks. Talks to `far-end-process.ts` over Node's channel.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { BareChips } from './bare-chips.ts';
import { BenchPool } from './bench-pool.ts';
import type { FarEndOrder, FarEndSamples } from './far-end-process.ts';

/** What has not come by then is counted as missed. */
const ANSWER_LIMIT_MS = 500;
/** How long the first work may take: bring-up waits for chips, and a pool is greeted. */
const READY_LIMIT_MS = 20_000;

const stickCount = Number(process.argv[2]);
/** Settles waits for work: called with the stick, the job's ntime and when it came. */
let onJob: (stick: number, ntime: number, atNs: bigint) => void = () => {};
const chips = Array.from(
  { length: stickCount },
  (_, stick) => new BareChips((ntime, atNs) => onJob(stick, ntime, atNs)),
);
const pool = new BenchPool();
const port = await pool.start();

process.on('message', async (order: FarEndOrder) => {
  process.send?.({ kind: 'measured', samples: await measure(order.seconds) });
});
process.on('disconnect', () => {
  pool.stop();
  for (const stick of chips) stick.close();
});
process.send?.({ kind: 'ready', port, paths: chips.map(({ path }) => path) });

async function measure(seconds: number): Promise<FarEndSamples> {
  const samples = { workMs: [], submitMs: [], burstMs: [], missed: 0 } satisfies FarEndSamples;
  await allWorking();
  const endMs = performance.now() + seconds * 1000;
  while (performance.now() < endMs) {
    await timeNotify(samples);
    await breath(20, 50);
    for (const stick of chips) {
      await timeNonces([stick], samples.submitMs, samples);
      await breath(3, 6);
    }
    await breath(20, 50);
    await timeNonces(chips, samples.burstMs, samples);
    await breath(20, 50);
  }
  return samples;
}

/** Until every stick has work of the newest job. */
async function allWorking(): Promise<void> {
  const endMs = performance.now() + READY_LIMIT_MS;
  while (performance.now() < endMs) {
    const samples = { workMs: [], missed: 0 };
    await timeNotify(samples);
    if (samples.missed === 0) return;
  }
  throw new Error('the miner gave no work to some stick');
}

async function timeNotify(samples: { readonly workMs: number[]; missed: number }): Promise<void> {
  const waiting = new Set(chips.keys());
  await new Promise<void>((resolve) => {
    const limit = setTimeout(resolve, ANSWER_LIMIT_MS);
    const { ntime: newNtime, atNs: sentNs } = pool.notify();
    onJob = (stick, ntime, atNs) => {
      if (ntime !== newNtime || !waiting.delete(stick)) return;
      samples.workMs.push(msBetween(sentNs, atNs));
      if (waiting.size > 0) return;
      clearTimeout(limit);
      resolve();
    };
  });
  onJob = () => {};
  samples.missed += waiting.size;
}

/** One nonce from each of the sticks, without waiting in between. */
async function timeNonces(
  sticks: readonly BareChips[],
  samplesMs: number[],
  counts: { missed: number },
): Promise<void> {
  const found = sticks.flatMap((stick) => {
    const answer = stick.find();
    return answer === null ? [] : [{ stick, ...answer }];
  });
  const sentNs = new Map<string, bigint>();
  await new Promise<void>((resolve) => {
    const limit = setTimeout(resolve, ANSWER_LIMIT_MS);
    pool.removeAllListeners('submit').on('submit', (nonceHex, atNs) => {
      const since = sentNs.get(nonceHex);
      if (since === undefined) return;
      sentNs.delete(nonceHex);
      samplesMs.push(msBetween(since, atNs));
      if (sentNs.size > 0) return;
      clearTimeout(limit);
      resolve();
    });
    for (const { stick, nonceHex, frame } of found) {
      sentNs.set(nonceHex, process.hrtime.bigint());
      stick.send(frame);
    }
  });
  counts.missed += sentNs.size;
}

/** A pause of its own length each time, so that nothing falls into step with a timer. */
const breath = (minMs: number, maxMs: number): Promise<void> =>
  pause(minMs + Math.random() * (maxMs - minMs));

const msBetween = (startNs: bigint, endNs: bigint): number => Number(endNs - startNs) / 1e6;
