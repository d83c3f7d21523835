/** The client against a pool that checks shares itself, over real sockets on 127.0.0.1. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { StickId } from '../../electron/contract/units.ts';
import type { Job, JobChange } from '../../electron/core/job.ts';
import type { Share, ShareOutcome } from '../../electron/core/share.ts';
import { checkNonce } from '../../electron/core/share-check.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { parsePoolUrl } from '../../electron/pool/pool-url.ts';
import { StratumClient, type StratumClientDeps } from '../../electron/pool/stratum-client.ts';
import { type PoolScript, ScriptedPool } from '../doubles/scripted-pool.ts';
import { type LoggedLine, silentLogger } from '../doubles/silent-logger.ts';
import { TEST_CERTIFICATE } from '../doubles/tls-certificate.ts';
import { WorkMaker } from '../doubles/work-maker.ts';

const CHAIN = { kind: 'practice', bits: 26 } as const;

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function poolWith(script: PoolScript = {}): Promise<ScriptedPool> {
  const pool = await ScriptedPool.start(script);
  endings.push(() => pool.stop());
  return pool;
}

function clientOf(address: string, patch: Partial<StratumClientDeps> = {}) {
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
  endings.push(() => client.stop());
  return { client, logged };
}

type Client = StratumClient;

const nextJob = async (client: Client): Promise<readonly [Job, JobChange]> =>
  (await once(client, 'job', limit())) as [Job, JobChange];

const nextOutcome = async (client: Client): Promise<ShareOutcome> => {
  const [outcome] = (await once(client, 'outcome', limit())) as [ShareOutcome];
  return outcome;
};

async function phase(client: Client, wanted: string): Promise<void> {
  while (client.status.phase !== wanted) await once(client, 'changed', limit());
}

async function errorCode(client: Client, wanted: string): Promise<void> {
  while (client.status.error?.code !== wanted) await once(client, 'changed', limit());
}

const limit = () => ({ signal: AbortSignal.timeout(5_000) });

let shareCount = 0;

/** Searches the job's first works for a hash that meets the job's target, by the product's own check. */
function mine(job: Job, { extranonce2 = 0n, skip = 0 } = {}): Share {
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

async function submitted(client: Client, share: Share): Promise<ShareOutcome> {
  const answered = nextOutcome(client);
  client.submit(share);
  return answered;
}

describe('a real pool', () => {
  it.each([
    ['replace', '20000000'],
    ['or', '20000000'],
    ['xor', '20000000'],
    ['replace', '20102000'],
    ['or', '20102000'],
  ] as const)(
    'takes rolled shares where versions are built by %s on job version %s',
    async (versionRule, jobVersion) => {
      const pool = await poolWith({ versionRule, jobVersion });
      const { client } = clientOf(`127.0.0.1:${pool.port}`);
      client.start();
      const [job] = await nextJob(client);
      for (let skip = 0; skip < 8; skip += 1) {
        expect(await submitted(client, mine(job, { skip }))).toMatchObject({ kind: 'accepted' });
      }
      expect(new Set(pool.shares.map(({ params }) => params[5])).size).toBeGreaterThan(1);
      expect(pool.shares.every(({ error }) => error === null)).toBe(true);
    },
  );

  it('is learnt to want the rolled bits alone, where XOR meets a job version with bits in the mask', async () => {
    const pool = await poolWith({ versionRule: 'xor', jobVersion: '20102000' });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    const kinds: string[] = [];
    for (let skip = 0; skip < 6; skip += 1) kinds.push((await submitted(client, mine(job, { skip }))).kind);
    expect(kinds).toEqual(['rejected', 'rejected', 'rejected', 'accepted', 'accepted', 'accepted']);
  });

  it('takes plain shares when it refuses version rolling, whatever the extranonce2 size', async () => {
    for (const extranonce2Size of [1, 3, 8, 16]) {
      const pool = await poolWith({
        configure: 'refuse',
        extranonce2Size,
        extranonce1: '02187bbb75009a23a3',
      });
      const { client } = clientOf(`127.0.0.1:${pool.port}`);
      client.start();
      const [job] = await nextJob(client);
      expect(job.versionRolling).toBe(false);
      expect(await submitted(client, mine(job, { extranonce2: 7n }))).toMatchObject({ kind: 'accepted' });
      expect(pool.shares[0]?.params).toHaveLength(5);
    }
  });

  it('names its refusals', async () => {
    const pool = await poolWith();
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    const share = mine(job);
    expect(await submitted(client, share)).toMatchObject({ kind: 'accepted' });
    expect(await submitted(client, share)).toMatchObject({ kind: 'rejected', rejectKind: 'duplicate' });
    pool.rejectWith = [21, 'Stale', null];
    expect(await submitted(client, mine(job, { skip: 1 }))).toMatchObject({
      rejectKind: 'staleJob',
      text: 'Stale',
    });
  });

  it('changes difficulty, extranonce, mask and jobs, and shares follow', async () => {
    const pool = await poolWith();
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [first] = await nextJob(client);
    pool.setDifficulty(4);
    pool.sendJob();
    const [second, change] = await nextJob(client);
    expect([second.difficulty, change]).toEqual([4, 'update']);
    expect(await submitted(client, mine(first))).toMatchObject({ kind: 'accepted' });
    expect(await submitted(client, mine(second))).toMatchObject({ kind: 'accepted' });
    pool.setExtranonce('0badcafe00', 3);
    pool.sendJob();
    const [third, thirdChange] = await nextJob(client);
    expect(thirdChange).toBe('replace');
    expect(await submitted(client, mine(third))).toMatchObject({ kind: 'accepted' });
    pool.setVersionMask(0);
    const [fourth] = await nextJob(client);
    expect(await submitted(client, mine(fourth, { extranonce2: 9n }))).toMatchObject({ kind: 'accepted' });
    pool.sendJob({ clean: true, newBlock: true });
    await nextJob(client);
    expect(await submitted(client, mine(fourth, { extranonce2: 10n }))).toMatchObject({ kind: 'stale' });
  });

  it('comes back after a restart, with new work and no old shares', async () => {
    const pool = await poolWith();
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    const voided = once(client, 'jobsVoid', limit());
    pool.hangUp();
    await voided;
    expect(client.isOpen(job)).toBe(false);
    const [again] = await nextJob(client);
    expect(again.session).toBeGreaterThan(job.session);
    expect(await submitted(client, mine(again))).toMatchObject({ kind: 'accepted' });
  });

  it('hangs up on configure and is mined at once without version rolling', async () => {
    const pool = await poolWith({ configure: 'hangUp' });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    expect([job.versionRolling, pool.connections]).toEqual([false, 2]);
    expect(await submitted(client, mine(job))).toMatchObject({ kind: 'accepted' });
  });

  it.each(['silent', 'badJson'] as const)('is mined when configure is answered %s', async (configure) => {
    const pool = await poolWith({ configure });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    expect(await submitted(client, mine(job))).toMatchObject({ kind: 'accepted' });
  });
});

describe('bad input', () => {
  it('broken JSON and impossible jobs leave mining as it was', async () => {
    const pool = await poolWith();
    const { client, logged } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    const [job] = await nextJob(client);
    pool.sendRaw('{"id":null,"method":\n');
    pool.sendRaw(Buffer.from([0xff, 0xfe, 0x0a]));
    pool.sendJob({ patch: { version: 536_870_912 as unknown as string } });
    pool.broadcast('mining.set_difficulty', [-5]);
    pool.broadcast('mining.set_extranonce', ['aa', -1]);
    expect(await submitted(client, mine(job))).toMatchObject({ kind: 'accepted' });
    const codes = logged.filter(({ level }) => level === 'warn').map(({ fields }) => fields.code);
    expect(codes).toEqual(['notJson', 'badNotify', 'badDifficulty', 'badExtranonce']);
    expect(client.status).toMatchObject({ phase: 'live', difficulty: 1 });
  });

  it('a 2 MB line ends the connection by name and is retried', async () => {
    const pool = await poolWith();
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    await nextJob(client);
    pool.sendRaw('a'.repeat(2_000_000));
    await errorCode(client, 'lineTooLong');
    const [job] = await nextJob(client);
    expect(await submitted(client, mine(job))).toMatchObject({ kind: 'accepted' });
    expect(client.status.error).toBeNull();
  });

  it('a negative extranonce2 size is refused by name', async () => {
    const pool = await poolWith({ extranonce2Size: -1 });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    await errorCode(client, 'badHandshake');
    expect(client.status.phase).toBe('retrying');
  });

  it('a refused worker waits for the user', async () => {
    const pool = await poolWith({ authorize: 'refuse' });
    const { client } = clientOf(`127.0.0.1:${pool.port}`);
    client.start();
    await phase(client, 'refused');
    expect(client.status.error?.code).toBe('authorizeRefused');
  });

  it('a closed port and an unknown name are told apart', async () => {
    const pool = await poolWith();
    const { port } = pool;
    await pool.stop();
    const closed = clientOf(`127.0.0.1:${port}`).client;
    closed.start();
    await errorCode(closed, 'connectionRefused');
    const unknown = clientOf('no-such-host.invalid:3333', { chain: { kind: 'mainnet' } }).client;
    unknown.start();
    await errorCode(unknown, 'dnsFailed');
  });
});

describe('TLS', () => {
  it('mines over an encrypted connection to a pinned certificate, by name and by address', async () => {
    const pool = await poolWith({ tls: true });
    for (const host of ['127.0.0.1', 'localhost']) {
      const { client } = clientOf(`stratum+ssl://${host}:${pool.port}`, { tlsCa: TEST_CERTIFICATE });
      client.start();
      const [job] = await nextJob(client);
      expect(client.status.encrypted).toBe(true);
      expect(
        await submitted(client, mine(job, { extranonce2: 3n, skip: host === 'localhost' ? 1 : 0 })),
      ).toMatchObject({ kind: 'accepted' });
    }
  });

  it('refuses a certificate nobody vouches for', async () => {
    const pool = await poolWith({ tls: true });
    const { client } = clientOf(`stratum+ssl://127.0.0.1:${pool.port}`);
    client.start();
    await errorCode(client, 'tlsFailed');
    expect(client.status.error?.message).toMatch(/vouches/);
    expect(pool.requests).toEqual([]);
  });

  it('says that a port wants TLS, and the reverse', async () => {
    const alert = Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]);
    const alerting = await serverThat((socket) => socket.once('data', () => socket.end(alert)));
    const plain = clientOf(`stratum+tcp://127.0.0.1:${alerting}`).client;
    plain.start();
    await errorCode(plain, 'wantsTls');
    const wordless = await poolWith({ tls: true });
    const hinted = clientOf(`stratum+tcp://127.0.0.1:${wordless.port}`).client;
    hinted.start();
    await errorCode(hinted, 'connectionLost');
    expect(hinted.status.error?.message).toMatch(/may want encryption/);
    const echo = await serverThat((socket) =>
      socket.on('data', () => socket.write('Invalid JSON, disconnecting\n')),
    );
    const tls = clientOf(`stratum+ssl://127.0.0.1:${echo}`).client;
    tls.start();
    await errorCode(tls, 'tlsFailed');
    expect(tls.status.error?.message).toMatch(/not encrypted/);
  });
});

async function serverThat(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
