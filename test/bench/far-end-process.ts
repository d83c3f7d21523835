/** Starts, asks and ends the process at the far ends (`far-end.ts`). */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface FarEndOrder {
  readonly seconds: number;
}

/** All in ms, seen from outside the miner. */
export interface FarEndSamples {
  /** From writing a clean notify to the first byte of its work at a stick, one for each stick. */
  readonly workMs: number[];
  /** From writing a nonce to its submit at the pool, one nonce at a time. */
  readonly submitMs: number[];
  /** The same, one nonce from every stick at once. */
  readonly burstMs: number[];
  /** Works and submits that did not come. */
  missed: number;
}

export interface FarEnd {
  readonly port: number;
  readonly paths: readonly string[];
  /** Waits for every stick to work, then measures for so long. Rejects when the miner does not work. */
  measure(seconds: number): Promise<FarEndSamples>;
  /** Resolves when the process has ended. Idempotent. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 10_000;
/** Beyond the measuring itself: bring-up, and a miner that gives no work. */
const SPARE_MS = 30_000;

export async function startFarEnd(stickCount: number): Promise<FarEnd> {
  const child = fork(fileURLToPath(new URL('./far-end.ts', import.meta.url)), [String(stickCount)]);
  const exited = once(child, 'exit');
  const answer = async <T>(limitMs: number): Promise<T> => {
    const [message] = await once(child, 'message', { signal: AbortSignal.timeout(limitMs) });
    return message as T;
  };
  const { port, paths } = await answer<Pick<FarEnd, 'port' | 'paths'>>(START_LIMIT_MS);
  return {
    port,
    paths,
    async measure(seconds) {
      child.send({ seconds } satisfies FarEndOrder);
      return (await answer<{ samples: FarEndSamples }>(seconds * 1000 + SPARE_MS)).samples;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
