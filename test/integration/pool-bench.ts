/** A pool on 127.0.0.1, a client of it, and shares mined for it; each ends with the test. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { StickId } from '../../electron/contract/units.ts';
import type { Job, JobChange } from '../../electron/core/job.ts';
import type { Share, ShareOutcome } from '../../electron/core/share.ts';
import { checkNonce } from '../../electron/core/share-check.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { parsePoolUrl } from '../../electron/pool/pool-url.ts';
import { StratumClient, type StratumClientDeps } from '../../electron/pool/stratum-client.ts';
import { type PoolScript, ScriptedPool } from '../doubles/scripted-pool.ts';
import { type LoggedLine, silentLogger } from '../doubles/silent-logger.ts';
import { WorkMaker } from '../doubles/work-maker.ts';

const CHAIN = { kind: 'practice', bits: 26 } as const;

export async function poolWith(script: PoolScript = {}): Promise<ScriptedPool> {
  const pool = await ScriptedPool.start(script);
  onTestFinished(() => pool.stop());
  return pool;
}

export function clientOf(address: string, patch: Partial<StratumClientDeps> = {}) {
  const parsed = parsePoolUrl(address);
  if (!parsed.ok) throw new Error(parsed.reason);
  const logged: LoggedLine[] = [];
  const client = new StratumClient({
    id: 'main',
    url: parsed.url,
    user: 'bc1q.w1',
    password: async () => null,
    chain: CHAIN,
    clock: systemClock,
    random: () => 0,
    log: silentLogger(logged),
    userAgent: 'hashwatt/0.1.0',
    ...patch,
  });
  onTestFinished(() => client.stop());
  return { client, logged };
}

type Client = StratumClient;

export const nextJob = async (client: Client): Promise<readonly [Job, JobChange]> =>
  (await once(client, 'job', limit())) as [Job, JobChange];

const nextOutcome = async (client: Client): Promise<ShareOutcome> => {
  const [outcome] = (await once(client, 'outcome', limit())) as [ShareOutcome];
  return outcome;
};

export async function phase(client: Client, wanted: string): Promise<void> {
  while (client.status.phase !== wanted) await once(client, 'changed', limit());
}

export async function errorCode(client: Client, wanted: string): Promise<void> {
  while (client.status.error?.code !== wanted) await once(client, 'changed', limit());
}

/** For an `once` that must come. */
export const limit = () => ({ signal: AbortSignal.timeout(5_000) });

let shareCount = 0;

/** Searches the job's first works for a hash that meets the job's target, by the product's own check. */
export function mine(job: Job, { extranonce2 = 0n, skip = 0 } = {}): Share {
  const maker = new WorkMaker({ job, extranonce2, midstatesPerWork: job.versionMask === 0 ? 1 : 4 });
  let left = skip;
  for (let work = maker.next(); work !== null; work = maker.next()) {
    for (let nonce = 0; nonce < 20_000; nonce += 1) {
      const versionIndex = nonce % work.versions.length;
      const found = {
        stickId: StickId.parse('serial:test'),
        work,
        versionIndex,
        nonce,
        chipIndex: 0,
        ticketDifficulty: job.difficulty,
        atMs: 0,
        monoMs: 0,
      };
      const verdict = checkNonce(found, CHAIN);
      if (verdict.kind !== 'share' && verdict.kind !== 'block') continue;
      if (left > 0) {
        left -= 1;
        continue;
      }
      shareCount += 1;
      return {
        shareId: `s${shareCount}`,
        nonce: found,
        shareDifficulty: verdict.shareDifficulty,
        isBlock: false,
      };
    }
  }
  throw new Error('no share found');
}

export async function submitted(client: Client, share: Share): Promise<ShareOutcome> {
  const answered = nextOutcome(client);
  client.submit(share);
  return answered;
}

export async function serverThat(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
