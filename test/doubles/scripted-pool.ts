/**
 * A Stratum V1 pool on 127.0.0.1 that does what a test tells it. It checks shares itself with `node:crypto`,
 * written apart from `core` on purpose: an error there must not be repeated here.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type CheckedShare, checkShare, type PoolJob } from './scripted-share.ts';
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from './tls-certificate.ts';

export interface PoolScript {
  readonly tls?: boolean;
  /** What to do with mining.configure: grant `versionMask`, refuse, say nothing, hang up, or answer DATUM's broken line. */
  readonly configure?: 'grant' | 'refuse' | 'silent' | 'hangUp' | 'badJson';
  readonly subscribe?: 'ok' | 'silent' | 'refuse';
  readonly authorize?: 'ok' | 'refuse' | 'silent';
  readonly versionMask?: number;
  readonly extranonce1?: string;
  readonly extranonce2Size?: number;
  readonly difficulty?: number | null;
  /** Difficulty 1 is 2^bits easier, as on the practice chain. */
  readonly easierBits?: number;
  /** Send a job right after subscribe, as most pools do. */
  readonly jobOnSubscribe?: boolean;
  readonly jobVersion?: string;
  readonly nbits?: string;
  /** How submitted version bits make the header's version. */
  readonly versionRule?: 'replace' | 'or' | 'xor';
}

type Request = { readonly id: unknown; readonly method?: string; readonly params?: readonly unknown[] };

export interface PoolClient {
  readonly socket: Socket;
  /** Requests and answers the miner sent, parsed. */
  readonly received: Request[];
  extranonce1: string;
  versionMask: number | null;
}

const DEFAULTS: Required<PoolScript> = {
  tls: false,
  configure: 'grant',
  subscribe: 'ok',
  authorize: 'ok',
  versionMask: 0x1fffe000,
  extranonce1: 'f00dbabe',
  extranonce2Size: 4,
  difficulty: 1,
  easierBits: 26,
  jobOnSubscribe: true,
  jobVersion: '20000000',
  nbits: '1702068f',
  versionRule: 'replace',
};

export class ScriptedPool {
  /** May be changed while it runs. */
  script: Required<PoolScript>;
  readonly clients: PoolClient[] = [];
  readonly shares: CheckedShare[] = [];
  /** Everything received, over all connections. */
  readonly requests: Request[] = [];
  /** Replaces the verdict on the next shares, such as `[21, 'Stale', null]`. */
  rejectWith: unknown = null;
  /** Accepts lines and answers nothing. */
  mute = false;
  connections = 0;
  readonly #server: Server;
  readonly #jobs = new Map<string, PoolJob>();
  readonly #seen = new Set<string>();
  #jobCount = 0;
  #block = 0;

  private constructor(script: PoolScript) {
    this.script = { ...DEFAULTS, ...script };
    const onSocket = (socket: Socket): void => this.#onSocket(socket);
    this.#server = this.script.tls
      ? createTlsServer({ cert: TEST_CERTIFICATE, key: TEST_CERTIFICATE_KEY }, onSocket)
      : createTcpServer(onSocket);
    this.#server.on('tlsClientError', () => {});
  }

  static async start(script: PoolScript = {}, port = 0): Promise<ScriptedPool> {
    const pool = new ScriptedPool(script);
    pool.#server.listen(port, '127.0.0.1');
    await once(pool.#server, 'listening');
    return pool;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The miner connected last. */
  get client(): PoolClient {
    const client = this.clients.at(-1);
    if (client === undefined) throw new Error('no miner is connected');
    return client;
  }

  async stop(): Promise<void> {
    this.hangUp();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Ends every connection; new ones are still welcome. */
  hangUp(): void {
    for (const { socket } of this.clients.splice(0)) socket.destroy();
  }

  /** Sends a new job to everybody; `newBlock` changes the previous hash. Returns its id. */
  sendJob({ clean = false, newBlock = false, patch = {} as Partial<PoolJob> } = {}): string {
    if (newBlock) this.#block += 1;
    this.#jobCount += 1;
    const job: PoolJob = {
      jobId: this.#jobCount.toString(16),
      prevHash: `${this.#block.toString(16).padStart(8, '0')}${'5a'.repeat(20)}${'00'.repeat(8)}`,
      coinbase1: `0100000001${'00'.repeat(32)}ffffffff1f0346d10c`,
      coinbase2: `${this.#jobCount.toString(16).padStart(8, '0')}ffffffff0100f2052a010000000000000000`,
      merkleBranch: ['11'.repeat(32), '22'.repeat(32)],
      version: this.script.jobVersion,
      nbits: this.script.nbits,
      ntime: '6b054be0',
      difficulty: this.script.difficulty ?? 1,
      ...patch,
    };
    if (clean) this.#jobs.clear();
    this.#jobs.set(job.jobId, job);
    this.broadcast('mining.notify', notifyParams(job, clean));
    return job.jobId;
  }

  /** Sends the same notify once more. */
  resendJob(jobId: string, clean: boolean): void {
    const job = this.#jobs.get(jobId);
    if (job !== undefined) this.broadcast('mining.notify', notifyParams(job, clean));
  }

  setDifficulty(difficulty: number): void {
    this.script = { ...this.script, difficulty };
    this.broadcast('mining.set_difficulty', [difficulty]);
  }

  setExtranonce(extranonce1: string, size: number): void {
    this.script = { ...this.script, extranonce1, extranonce2Size: size };
    for (const client of this.clients) client.extranonce1 = extranonce1;
    this.broadcast('mining.set_extranonce', [extranonce1, size]);
  }

  setVersionMask(mask: number): void {
    for (const client of this.clients) client.versionMask = mask;
    this.broadcast('mining.set_version_mask', [mask.toString(16).padStart(8, '0')]);
  }

  broadcast(method: string, params: unknown, id: unknown = null): void {
    this.sendRaw(`${JSON.stringify({ id, method, params })}\n`);
  }

  /** Bytes as they are, to everybody. */
  sendRaw(text: string | Uint8Array): void {
    for (const { socket } of this.clients) socket.write(text);
  }

  #onSocket(socket: Socket): void {
    this.connections += 1;
    const client: PoolClient = {
      socket,
      received: [],
      extranonce1: this.script.extranonce1,
      versionMask: null,
    };
    this.clients.push(client);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.on('close', () => {
      const index = this.clients.indexOf(client);
      if (index !== -1) this.clients.splice(index, 1);
    });
    socket.on('data', (chunk: string) => {
      const lines = (text + chunk).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) this.#onRequest(client, JSON.parse(line) as Request);
    });
  }

  #onRequest(client: PoolClient, request: Request): void {
    client.received.push(request);
    this.requests.push(request);
    if (this.mute) return;
    const { id, method, params = [] } = request;
    if (method === 'mining.configure') this.#configure(client, id);
    else if (method === 'mining.subscribe') this.#subscribe(client, id);
    else if (method === 'mining.authorize') this.#authorize(client, id);
    else if (method === 'mining.submit') this.#submit(client, id, params);
  }

  #configure(client: PoolClient, id: unknown): void {
    const { configure, versionMask } = this.script;
    if (configure === 'hangUp') client.socket.destroy();
    else if (configure === 'badJson')
      client.socket.write(`{"error":null,"id":${String(id)},"result":{,"x":false}}\n`);
    else if (configure === 'refuse') answer(client, id, { 'version-rolling': false });
    else if (configure === 'grant') {
      client.versionMask = versionMask;
      const mask = versionMask.toString(16).padStart(8, '0');
      answer(client, id, { 'version-rolling': true, 'version-rolling.mask': mask });
    }
  }

  #subscribe(client: PoolClient, id: unknown): void {
    const { subscribe, extranonce2Size, difficulty, jobOnSubscribe } = this.script;
    if (subscribe === 'silent') return;
    if (subscribe === 'refuse') {
      answer(client, id, null, [20, 'Subscription validation error', null]);
      return;
    }
    answer(client, id, [[['mining.notify', 's1']], client.extranonce1, extranonce2Size]);
    if (difficulty !== null) this.broadcast('mining.set_difficulty', [difficulty]);
    if (jobOnSubscribe) this.sendJob({ clean: true });
  }

  #authorize(client: PoolClient, id: unknown): void {
    const { authorize } = this.script;
    if (authorize === 'ok') answer(client, id, true);
    else if (authorize === 'refuse') answer(client, id, false, [24, 'unauthorized worker', null]);
  }

  #submit(client: PoolClient, id: unknown, params: readonly unknown[]): void {
    const share = checkShare(params, {
      jobs: this.#jobs,
      seen: this.#seen,
      extranonce1: client.extranonce1,
      extranonce2Size: this.script.extranonce2Size,
      versionMask: client.versionMask,
      versionRule: this.script.versionRule,
      easierBits: this.script.easierBits,
    });
    this.shares.push(share);
    const error = this.rejectWith ?? share.error;
    if (error === null) answer(client, id, true);
    else answer(client, id, null, error);
  }
}

function answer(client: PoolClient, id: unknown, result: unknown, error: unknown = null): void {
  client.socket.write(`${JSON.stringify({ id, result, error })}\n`);
}

function notifyParams(job: PoolJob, clean: boolean): readonly unknown[] {
  const { jobId, prevHash, coinbase1, coinbase2, merkleBranch, version, nbits, ntime } = job;
  return [jobId, prevHash, coinbase1, coinbase2, merkleBranch, version, nbits, ntime, clean];
}
