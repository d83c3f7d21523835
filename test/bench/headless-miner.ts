/** A real headless miner in a process of its own: started on a fresh data folder, asked by its probe, ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DeviceRoots } from '../../electron/host/plugged-sticks.ts';
import type { EdgeSamples } from './edge-notes.ts';
import type { Percentiles } from './figure.ts';

/** `stop` ends what was begun; every order is answered. */
export interface ProbeOrder {
  readonly kind: 'startNotes' | 'startDelays' | 'look' | 'stop';
}

export interface ProbeAnswer {
  /** CPU time of the whole process since it began. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Since `startNotes`; null without. */
  readonly edges: EdgeSamples | null;
  /** How late the event loop was since `startDelays`; null without. */
  readonly delaysMs: Percentiles | null;
  /** Of that, what its own work took, every sample; only with `stop`. */
  readonly ownDelaysMs: readonly number[] | null;
}

export interface HeadlessOptions {
  readonly poolPort: number;
  /** Bits of the practice chain. */
  readonly bits: number;
  readonly sticks: readonly { readonly model: string; readonly path: string }[];
  /** Where it looks for others; absent: where this computer shows its own. */
  readonly deviceRoots?: DeviceRoots;
  /** Whether the probe is loaded: then `ask` works. */
  readonly probed: boolean;
}

export interface HeadlessMiner {
  /** Address of its page, token included. */
  readonly pageUrl: string;
  ask(order: ProbeOrder['kind']): Promise<ProbeAnswer>;
  /** Resolves when the process has ended. Idempotent. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 15_000;
const ANSWER_LIMIT_MS = 10_000;
const STOP_LIMIT_MS = 10_000;

/** Resolves when it listens. */
export async function startHeadless(options: HeadlessOptions): Promise<HeadlessMiner> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hashwatt-bench-'));
  const child = spawn(process.execPath, argumentsOf(options, dataDir), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const pageUrl = await firstAddress(child);
  return {
    pageUrl,
    async ask(kind) {
      const answering = once(child, 'message', { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
      child.send({ kind } satisfies ProbeOrder);
      const [answer] = await answering;
      return answer as ProbeAnswer;
    },
    async stop() {
      child.kill('SIGTERM');
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(limit);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function argumentsOf(options: HeadlessOptions, dataDir: string): readonly string[] {
  const { poolPort, bits, sticks, probed, deviceRoots } = options;
  return [
    ...(probed ? ['--import', new URL('./probe.ts', import.meta.url).href] : []),
    ...entryOf(deviceRoots),
    ...['--data-dir', dataDir, '--listen', '127.0.0.1:0', '--json', '--log-level', 'warn'],
    ...['--chain', `practice:${bits}`, '--pool', `stratum+tcp://127.0.0.1:${poolPort}`, '--user', 'bench'],
    ...sticks.flatMap(({ model, path }) => ['--stick', `${model}:${path}`]),
  ];
}

function entryOf(deviceRoots: DeviceRoots | undefined): readonly string[] {
  if (deviceRoots === undefined) {
    return [fileURLToPath(new URL('../../electron/host/headless.ts', import.meta.url))];
  }
  const entry = fileURLToPath(new URL('./plugged-miner.ts', import.meta.url));
  return [entry, deviceRoots.sys, deviceRoots.dev];
}

/** Reads on after the address, so that the pipe never fills. */
function firstAddress(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the miner has no standard output');
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the miner did not listen in time')), START_LIMIT_MS);
    const settle = (then: () => void): void => {
      clearTimeout(late);
      then();
    };
    child.once('exit', (code) => settle(() => reject(new Error(`the miner ended with code ${code}`))));
    createInterface({ input: stdout }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.kind === 'address') settle(() => resolve(message.url));
    });
  });
}
