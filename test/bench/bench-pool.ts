/** The least that passes for a pool: grants everything, accepts everything, and notes when a submit came. */
import { EventEmitter, once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { BENCH_DIFFICULTY, CONFIGURE_RESULT, cleanNotify, SUBSCRIBE_RESULT } from './bench-job.ts';

export interface BenchPoolEvents {
  /** Nonce as written, and when the chunk with the line was there to read. */
  submit: [string, bigint];
}

export class BenchPool extends EventEmitter<BenchPoolEvents> {
  readonly #server: Server;
  #miner: Socket | null = null;
  #ntime = Math.floor(Date.now() / 1000);

  constructor() {
    super();
    this.#server = createServer({ noDelay: true }, (socket) => this.#admit(socket));
  }

  /** Resolves with the port on 127.0.0.1. */
  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the pool has no port');
    return address.port;
  }

  /** Writes a clean notify to the miner and returns its ntime and when writing began. */
  notify(): { readonly ntime: number; readonly atNs: bigint } {
    this.#ntime += 1;
    const line = cleanNotify(this.#ntime);
    const atNs = process.hrtime.bigint();
    this.#miner?.write(line);
    return { ntime: this.#ntime, atNs };
  }

  stop(): void {
    this.#miner?.destroy();
    this.#server.close();
  }

  #admit(socket: Socket): void {
    this.#miner?.destroy();
    this.#miner = socket;
    let pending = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      const atNs = process.hrtime.bigint();
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) this.#answer(socket, line, atNs);
    });
  }

  #answer(socket: Socket, line: string, atNs: bigint): void {
    const { id, method, params } = JSON.parse(line) as {
      readonly id: unknown;
      readonly method: string;
      readonly params: readonly string[];
    };
    const result = RESULTS.get(method) ?? true;
    socket.write(`${JSON.stringify({ id, result, error: null })}\n`);
    if (method === 'mining.submit') this.emit('submit', params[4] ?? '', atNs);
    if (method !== 'mining.authorize') return;
    const difficulty = { id: null, method: 'mining.set_difficulty', params: [BENCH_DIFFICULTY] };
    socket.write(`${JSON.stringify(difficulty)}\n`);
    this.notify();
  }
}

const RESULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['mining.configure', CONFIGURE_RESULT],
  ['mining.subscribe', SUBSCRIBE_RESULT],
]);
