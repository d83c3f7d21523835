/**
 * The embedded practice pool: a small Stratum V1 server on 127.0.0.1 for the demo and for tests. Its blocks
 * are invented, its share check is its own and it knows nothing of the client in `pool/`.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock, Logger, Random } from '../contract/ports.ts';
import type { Chain } from '../contract/units.ts';
import { BlockBook } from './block-book.ts';
import { MinerSession, type ShareResult } from './miner-session.ts';
import { EXTRANONCE1_SIZE } from './practice-coinbase.ts';
import { Vardiff } from './vardiff.ts';

export interface PracticePoolOptions {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** 0 (default): any free one. */
  readonly port?: number;
  readonly firstHeight?: number;
  /** On the chain's own scale; low values let a stick find blocks. */
  readonly networkDifficulty?: number;
  /** Difficulty of a worker that is seen for the first time. */
  readonly startDifficulty?: number;
}

export interface PracticePoolStats {
  readonly connections: number;
  readonly height: number;
  readonly accepted: number;
  /** Refused shares by Stratum code. */
  readonly refused: ReadonlyMap<number, number>;
  readonly blocksFound: number;
  readonly difficulties: ReadonlyMap<string, number>;
}

/** Resolves when the port is open; rejects with the error of `listen` when it cannot be had. */
export async function startPracticePool(options: PracticePoolOptions): Promise<PracticePool> {
  const pool = new PracticePool(options);
  await pool.start();
  return pool;
}

/** Figures of the real network late in 2026, so that odds and sats in the demo look real. */
const FIRST_HEIGHT = 925_000;
const NETWORK_DIFFICULTY = 140e12;
/**
 * A Compac F at its first clock, 105 GH/s, finds a share of this in 0.7 s: nobody waits for the first one. The
 * worker's own difficulty is found within seconds.
 */
const START_DIFFICULTY = 16;
const JOB_EVERY_MS = 30_000;
/** Between two and five minutes: a clean job often enough to be seen, never so often that it is all one sees. */
const MIN_BLOCK_MS = 120_000;
const BLOCK_SPREAD_MS = 180_000;
const RETARGET_EVERY_MS = 1000;
const MAX_CONNECTIONS = 256;
const MAX_REMEMBERED_WORKERS = 1000;

export class PracticePool {
  readonly #options: PracticePoolOptions;
  readonly #book: BlockBook;
  readonly #server: Server;
  readonly #sessions = new Set<MinerSession>();
  readonly #vardiffs = new Map<string, Vardiff>();
  readonly #refused = new Map<number, number>();
  #cancelTimers: readonly (() => void)[] = [];
  #cancelBlockTimer: (() => void) | null = null;
  #port = 0;
  #accepted = 0;
  #blocksFound = 0;
  #lastExtranonce1: number;

  constructor(options: PracticePoolOptions) {
    this.#options = options;
    this.#book = new BlockBook({
      chain: options.chain,
      clock: options.clock,
      random: options.random,
      firstHeight: options.firstHeight ?? FIRST_HEIGHT,
      networkDifficulty: options.networkDifficulty ?? NETWORK_DIFFICULTY,
    });
    this.#lastExtranonce1 = Math.floor(options.random() * 2 ** 32);
    this.#server = createServer((socket) => this.#admit(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** The port that was given, or the free one that was found. */
  get port(): number {
    return this.#port;
  }

  /** `stratum+tcp://127.0.0.1:port`. */
  get url(): string {
    return `stratum+tcp://127.0.0.1:${this.#port}`;
  }

  /** Call once. Rejects with the error of `listen`. */
  async start(): Promise<void> {
    this.#server.listen({ host: '127.0.0.1', port: this.#options.port ?? 0 });
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    const { clock } = this.#options;
    this.#cancelTimers = [
      clock.every(JOB_EVERY_MS, () => this.#sendToAll(false)),
      clock.every(RETARGET_EVERY_MS, () => this.#retargetAll()),
    ];
    this.#armBlockTimer();
  }

  /** Idempotent: connections cut, port free, timers gone. */
  async stop(): Promise<void> {
    this.#cancelBlockTimer?.();
    for (const cancel of this.#cancelTimers) cancel();
    for (const session of this.#sessions) session.close();
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  stats(): PracticePoolStats {
    return {
      connections: this.#sessions.size,
      height: this.#book.height,
      accepted: this.#accepted,
      refused: new Map(this.#refused),
      blocksFound: this.#blocksFound,
      difficulties: new Map([...this.#vardiffs].map(([worker, vardiff]) => [worker, vardiff.difficulty])),
    };
  }

  /** Someone else found a block: every job is stale, a clean one goes out. */
  moveToNextBlock(): void {
    this.#beginBlock(null);
  }

  #admit(socket: Socket): void {
    this.#lastExtranonce1 = (this.#lastExtranonce1 + 1) >>> 0;
    const extranonce1 = new Uint8Array(EXTRANONCE1_SIZE);
    new DataView(extranonce1.buffer).setUint32(0, this.#lastExtranonce1);
    const { chain, clock, log } = this.#options;
    const session = new MinerSession({
      socket,
      chain,
      clock,
      log,
      book: this.#book,
      extranonce1,
      vardiffOf: (worker) => this.#vardiffOf(worker),
      onShare: (share) => this.#countShare(share),
      onClosed: () => this.#sessions.delete(session),
    });
    this.#sessions.add(session);
  }

  #vardiffOf(worker: string): Vardiff {
    const known = this.#vardiffs.get(worker);
    if (known !== undefined) return known;
    const [oldest] = this.#vardiffs.keys();
    if (this.#vardiffs.size >= MAX_REMEMBERED_WORKERS && oldest !== undefined) this.#vardiffs.delete(oldest);
    const fresh = new Vardiff(
      this.#options.startDifficulty ?? START_DIFFICULTY,
      this.#options.clock.monotonicMs(),
    );
    this.#vardiffs.set(worker, fresh);
    return fresh;
  }

  #countShare(share: ShareResult): void {
    if (share.code === 0) this.#accepted += 1;
    else this.#refused.set(share.code, (this.#refused.get(share.code) ?? 0) + 1);
    if (share.blockHash === null) return;
    this.#blocksFound += 1;
    this.#options.log.info('practice block found', { worker: share.worker, height: this.#book.height });
    const { blockHash } = share;
    // After this turn, so that the miner reads the answer to its share before the clean job.
    setImmediate(() => this.#beginBlock(blockHash));
  }

  #beginBlock(blockHash: Uint8Array | null): void {
    if (!this.#server.listening) return;
    this.#book.nextBlock(blockHash);
    this.#sendToAll(true);
    this.#armBlockTimer();
  }

  #armBlockTimer(): void {
    this.#cancelBlockTimer?.();
    const { clock, random } = this.#options;
    this.#cancelBlockTimer = clock.after(MIN_BLOCK_MS + random() * BLOCK_SPREAD_MS, () =>
      this.#beginBlock(null),
    );
  }

  #sendToAll(cleanJobs: boolean): void {
    const job = this.#book.newJob();
    for (const session of this.#sessions) session.sendJob(job, cleanJobs);
  }

  #retargetAll(): void {
    for (const session of this.#sessions) session.retarget();
  }
}
