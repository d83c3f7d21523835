/**
 * One miner's connection to the practice pool: Stratum V1 lines in and out. Nothing it sends can do more
 * than be refused or be cut off.
 */
import type { Socket } from 'node:net';
import type { Clock, Logger } from '../contract/ports.ts';
import type { Chain } from '../contract/units.ts';
import { bytesToHex, swapWords, u32ToHex } from '../core/bytes.ts';
import type { BlockBook, PracticeJob } from './block-book.ts';
import { LineCutter } from './line-cutter.ts';
import { EXTRANONCE2_SIZE } from './practice-coinbase.ts';
import { judgeShare } from './share-judge.ts';
import {
  parseRequest,
  type StratumRequest,
  shareOf,
  suggestedDifficulty,
  versionRollingMask,
} from './stratum-request.ts';
import type { Vardiff } from './vardiff.ts';

export interface MinerSessionDeps {
  readonly socket: Socket;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly log: Logger;
  readonly book: BlockBook;
  /** 4 bytes, unique among the connections. */
  readonly extranonce1: Uint8Array;
  /** The steering of a worker, remembered by name across connections. */
  vardiffOf(worker: string): Vardiff;
  onShare(finding: ShareResult): void;
  onClosed(): void;
}

export interface ShareResult {
  readonly worker: string;
  /** 0 = accepted, else Stratum's error code. */
  readonly code: number;
  readonly blockHash: Uint8Array | null;
}

/** Time to subscribe and authorise; real pools cut silent sockets off after 20 to 80 s. */
const HANDSHAKE_LIMIT_MS = 60_000;
/** A client that does not read is cut off. */
const MAX_UNSENT_BYTES = 256 * 1024;
const MAX_WORKER_LENGTH = 190;
const GREETING = 'Practice pool: the hashes are real, the bitcoin is not.';

/** JSON-RPC answers to a share or a request; 20 other, 21 stale, 22 duplicate, 23 low, 24 and 25 who. */
type Answer = { readonly result: unknown } | { readonly code: number; readonly text: string };

export class MinerSession {
  readonly #deps: MinerSessionDeps;
  readonly #lines = new LineCutter();
  readonly #cancelHandshakeLimit: () => void;
  /** Difficulty each job was sent with. */
  readonly #difficulties = new Map<string, number>();
  readonly #workers = new Set<string>();
  #versionMask: number | null = null;
  #isSubscribed = false;
  #vardiff: Vardiff | null = null;
  #sentDifficulty: number | null = null;

  constructor(deps: MinerSessionDeps) {
    this.#deps = deps;
    const { socket, clock } = deps;
    socket.setNoDelay(true);
    this.#cancelHandshakeLimit = clock.after(HANDSHAKE_LIMIT_MS, () =>
      this.#cutOff('handshake took too long'),
    );
    socket.on('data', (chunk) => this.#receive(chunk));
    // A reset by the peer is an ordinary end; `close` follows.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#cancelHandshakeLimit();
      deps.onClosed();
    });
  }

  /** Announces a job; the difficulty before it if it changed. Nothing happens before the handshake is done. */
  sendJob(job: PracticeJob, cleanJobs: boolean): void {
    if (!this.#isSubscribed || this.#vardiff === null) return;
    const { difficulty } = this.#vardiff;
    if (difficulty !== this.#sentDifficulty) this.#notify('mining.set_difficulty', [difficulty]);
    this.#sentDifficulty = difficulty;
    if (cleanJobs) this.#difficulties.clear();
    this.#difficulties.set(job.jobId, difficulty);
    this.#notify('mining.notify', notifyParams(job, cleanJobs));
  }

  /** Steers the difficulty; a change comes with a job of its own, so that it counts at once. */
  retarget(): void {
    if (this.#vardiff?.retarget(this.#deps.clock.monotonicMs()) === true) {
      this.sendJob(this.#deps.book.newJob(), false);
    }
  }

  close(): void {
    this.#cancelHandshakeLimit();
    this.#deps.socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const lines = this.#lines.push(chunk);
    if (lines === null) {
      this.#cutOff('line too long');
      return;
    }
    for (const line of lines) {
      if (this.#deps.socket.destroyed) return;
      const request = parseRequest(line);
      if (request === 'notARequest') continue;
      if (request === 'invalid') this.#reply(null, { code: 20, text: 'Invalid request' });
      else this.#handle(request);
    }
  }

  #handle(request: StratumRequest): void {
    switch (request.method) {
      case 'mining.configure':
        this.#reply(request.id, { result: this.#configure(request.params) });
        return;
      case 'mining.subscribe':
        this.#isSubscribed = true;
        this.#reply(request.id, { result: this.#subscription() });
        this.#begin();
        return;
      case 'mining.authorize':
        this.#authorize(request);
        return;
      case 'mining.suggest_difficulty':
      case 'mining.suggest_target':
        this.#suggest(request);
        return;
      case 'mining.extranonce.subscribe':
        this.#reply(request.id, { result: true });
        return;
      case 'mining.submit':
        this.#reply(request.id, this.#submit(request.params));
        this.retarget();
        return;
      default:
        this.#reply(request.id, { code: 20, text: 'Method not found' });
    }
  }

  #configure(params: readonly unknown[]): Record<string, unknown> {
    const [extensions, options] = params;
    const result: Record<string, unknown> = {};
    for (const extension of Array.isArray(extensions) ? extensions : []) {
      if (extension === 'version-rolling') continue;
      if (typeof extension === 'string') result[extension] = false;
    }
    if (Array.isArray(extensions) && extensions.includes('version-rolling')) {
      const mask = versionRollingMask(options);
      this.#versionMask = mask === 0 ? null : mask;
      result['version-rolling'] = mask !== 0;
      if (mask !== 0) result['version-rolling.mask'] = u32ToHex(mask);
    }
    return result;
  }

  #subscription(): unknown {
    const extranonce1 = bytesToHex(this.#deps.extranonce1);
    const subscriptions = ['mining.set_difficulty', 'mining.notify'].map((method) => [method, extranonce1]);
    return [subscriptions, extranonce1, EXTRANONCE2_SIZE];
  }

  #authorize(request: StratumRequest): void {
    const [worker] = request.params;
    if (typeof worker !== 'string' || worker === '' || worker.length > MAX_WORKER_LENGTH) {
      this.#reply(request.id, { code: 24, text: 'Unauthorized worker' });
      return;
    }
    this.#workers.add(worker);
    this.#vardiff = this.#deps.vardiffOf(worker);
    this.#reply(request.id, { result: true });
    this.#deps.log.debug('miner authorised', { worker });
    this.#begin();
  }

  #suggest(request: StratumRequest): void {
    const difficulty = suggestedDifficulty(request, this.#deps.chain);
    if (difficulty === null) {
      this.#reply(request.id, { code: 20, text: 'Invalid difficulty' });
      return;
    }
    this.#reply(request.id, { result: true });
    if (this.#vardiff === null) return;
    this.#vardiff.restart(difficulty, this.#deps.clock.monotonicMs());
    if (this.#sentDifficulty !== null) this.sendJob(this.#deps.book.newJob(), false);
  }

  /** First work, once the miner has both subscribed and authorised. */
  #begin(): void {
    if (!this.#isSubscribed || this.#vardiff === null || this.#sentDifficulty !== null) return;
    this.#cancelHandshakeLimit();
    this.#notify('client.show_message', [GREETING]);
    this.sendJob(this.#deps.book.newJob(), true);
  }

  #submit(params: readonly unknown[]): Answer {
    if (!this.#isSubscribed) return { code: 25, text: 'Not subscribed' };
    const share = shareOf(params);
    if (share === null) return { code: 20, text: 'Invalid parameters' };
    if (!this.#workers.has(share.worker)) return { code: 24, text: 'Unauthorized worker' };
    const { book, chain, clock, extranonce1 } = this.#deps;
    const job = book.find(share.jobId);
    const difficulty = this.#difficulties.get(share.jobId);
    if (job === null || difficulty === undefined) {
      this.#deps.onShare({ worker: share.worker, code: 21, blockHash: null });
      return { code: 21, text: 'Job not found' };
    }
    const finding = judgeShare(share, {
      chain,
      job,
      extranonce1,
      difficulty,
      versionMask: this.#versionMask,
      nowMs: clock.nowMs(),
    });
    if (finding.kind === 'refused') {
      this.#deps.onShare({ worker: share.worker, code: finding.code, blockHash: null });
      return finding;
    }
    this.#vardiff?.count(difficulty);
    this.#deps.onShare({ worker: share.worker, code: 0, blockHash: finding.blockHash });
    return { result: true };
  }

  #reply(id: string | number | null, answer: Answer): void {
    const body =
      'result' in answer
        ? { id, result: answer.result, error: null }
        : { id, result: null, error: [answer.code, answer.text, null] };
    this.#send(body);
  }

  #notify(method: string, params: readonly unknown[]): void {
    this.#send({ id: null, method, params });
  }

  #send(message: object): void {
    const { socket } = this.#deps;
    if (socket.destroyed) return;
    socket.write(`${JSON.stringify(message)}\n`);
    if (socket.writableLength > MAX_UNSENT_BYTES) this.#cutOff('does not read');
  }

  #cutOff(reason: string): void {
    this.#deps.log.info('miner cut off', { reason });
    this.#deps.socket.destroy();
  }
}

function notifyParams(job: PracticeJob, cleanJobs: boolean): readonly unknown[] {
  return [
    job.jobId,
    bytesToHex(swapWords(job.prevHash)),
    bytesToHex(job.coinbase1),
    bytesToHex(job.coinbase2),
    job.merkleBranch.map(bytesToHex),
    u32ToHex(job.version),
    u32ToHex(job.nbits),
    u32ToHex(job.ntime),
    cleanJobs,
  ];
}
