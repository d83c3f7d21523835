/** A miner made of a socket and node:crypto, for tests of the practice pool. */
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Positions of `mining.notify`. */
export interface Notify {
  readonly jobId: string;
  readonly prevHash: string;
  readonly coinbase1: string;
  readonly coinbase2: string;
  readonly branch: readonly string[];
  readonly version: string;
  readonly nbits: string;
  readonly ntime: string;
  readonly clean: boolean;
}

interface Message {
  readonly id: number | null;
  readonly method?: string;
  readonly params?: readonly unknown[];
  readonly result?: unknown;
  readonly error?: readonly [number, string, null] | null;
}

const ANSWER_LIMIT_MS = 5000;

export class RawMiner {
  readonly socket: Socket;
  /** Resolves when the connection is gone, whoever ended it and how. */
  readonly closed: Promise<void>;
  readonly messages: Message[] = [];
  extranonce1 = '';
  #rest = '';
  #nextId = 1;
  #wake: (() => void)[] = [];

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port });
    this.socket.on('data', (chunk) => {
      const lines = (this.#rest + chunk.toString()).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.messages.push(JSON.parse(line));
      this.#wakeAll();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => {
        resolve();
        this.#wakeAll();
      });
    });
    this.socket.on('error', () => {});
  }

  /** The first message that fits, taken out of the pile; rejects after 5 s. */
  async take(fits: (message: Message) => boolean): Promise<Message> {
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    for (;;) {
      const index = this.messages.findIndex(fits);
      if (index !== -1) return this.messages.splice(index, 1)[0] ?? { id: null };
      if (this.socket.destroyed) throw new Error('closed by the pool');
      await new Promise<void>((resolve, reject) => {
        this.#wake.push(resolve);
        signal.onabort = () => reject(new Error(`nothing came; have ${JSON.stringify(this.messages)}`));
      });
    }
  }

  call(method: string, ...params: unknown[]): Promise<Message> {
    const id = this.#nextId;
    this.#nextId += 1;
    this.write(`${JSON.stringify({ id, method, params })}\n`);
    return this.take((message) => message.id === id);
  }

  write(text: string): void {
    this.socket.write(text);
  }

  /** Configure, subscribe, authorise; resolves with the first job. */
  async begin(worker: string, mask: string | null = '1fffe000'): Promise<Notify> {
    if (mask !== null) {
      await this.call('mining.configure', ['version-rolling'], { 'version-rolling.mask': mask });
    }
    const { result } = await this.call('mining.subscribe', 'raw/1');
    this.extranonce1 = (result as [unknown, string, number])[1];
    await this.call('mining.authorize', worker, 'x');
    return await this.job();
  }

  async job(): Promise<Notify> {
    const { params } = await this.take((message) => message.method === 'mining.notify');
    const [jobId, prevHash, coinbase1, coinbase2, branch, version, nbits, ntime, clean] = params as never[];
    return {
      jobId: String(jobId),
      prevHash: String(prevHash),
      coinbase1: String(coinbase1),
      coinbase2: String(coinbase2),
      branch: branch as unknown as string[],
      version: String(version),
      nbits: String(nbits),
      ntime: String(ntime),
      clean: clean as unknown as boolean,
    };
  }

  /** Difficulty that came last, taken out of the pile. */
  async difficulty(): Promise<number> {
    const { params } = await this.take((message) => message.method === 'mining.set_difficulty');
    return Number(params?.[0]);
  }

  async close(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}

/** Parameters of `mining.submit` whose hash, as a number, `fits`. Bits as the sixth when given. */
export function solve(
  miner: RawMiner,
  job: Notify,
  worker: string,
  fits: (hash: bigint) => boolean,
  versionBits: string | null = '0000e000',
): string[] {
  const extranonce2 = '00000007';
  const coinbase = sha256d(
    Buffer.from(job.coinbase1 + miner.extranonce1 + extranonce2 + job.coinbase2, 'hex'),
  );
  const root = job.branch.reduce(
    (hash, branch) => sha256d(Buffer.concat([hash, Buffer.from(branch, 'hex')])),
    coinbase,
  );
  const header = Buffer.alloc(80);
  header.writeUInt32LE((Number.parseInt(job.version, 16) | Number.parseInt(versionBits ?? '0', 16)) >>> 0, 0);
  Buffer.from(job.prevHash, 'hex').swap32().copy(header, 4);
  root.copy(header, 36);
  header.writeUInt32LE(Number.parseInt(job.ntime, 16), 68);
  header.writeUInt32LE(Number.parseInt(job.nbits, 16), 72);
  for (let nonce = 0; ; nonce += 1) {
    header.writeUInt32LE(nonce, 76);
    const hash = BigInt(`0x${sha256d(header).reverse().toString('hex')}`);
    if (!fits(hash)) continue;
    const share = [worker, job.jobId, extranonce2, job.ntime, nonce.toString(16).padStart(8, '0')];
    return versionBits === null ? share : [...share, versionBits];
  }
}

function sha256d(bytes: Buffer): Buffer {
  return createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();
}
