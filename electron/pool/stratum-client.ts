/**
 * A Stratum V1 pool as a source of jobs: connects, retries, and tells the engine what comes. What lines mean
 * is the session's business, what answers mean the submit desk's, one connection the connection's.
 */
import { EventEmitter } from 'node:events';
import type { Clock, Logger, Random } from '../contract/ports.ts';
import type { Chain } from '../contract/units.ts';
import { assertNever } from '../core/assert-never.ts';
import { cleanText } from '../core/clean-text.ts';
import type { Job, JobChange } from '../core/job.ts';
import type { Share } from '../core/share.ts';
import { Backoff } from '../core/timing.ts';
import type { JobSource, JobSourceEvents, JobSourcePhase, JobSourceStatus } from './job-source.ts';
import { type OpenLineSocket, openLineSocket } from './line-socket.ts';
import { assertChainAllowed } from './loopback.ts';
import { type ConnectionEnd, PoolConnection, type SessionNews } from './pool-connection.ts';
import { PoolError } from './pool-error.ts';
import { endpointOf, type PoolUrl } from './pool-url.ts';
import { PoolWords } from './pool-words.ts';
import { decideReconnect, type ReconnectRequest } from './reconnect-rule.ts';
import { readAnswer } from './reject-taxonomy.ts';
import { readPassword } from './spoken-password.ts';
import type { AnswerMessage } from './stratum-messages.ts';
import { SubmitDesk } from './submit-desk.ts';

/** A worker that was refused is asked again slowly, since only the user can mend it; plus up to half as much. */
const REFUSED_RETRY_MS = 60_000;

/** A connection that lived this long was good: the next starts with a small wait and the whole greeting again. */
const STABLE_MS = 60_000;

export interface StratumClientDeps {
  readonly id: string;
  readonly url: PoolUrl;
  readonly user: string;
  /** Read anew for each connection; null stands for none. */
  readonly password: () => Promise<string | null>;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Such as `hashwatt/0.1.0`; public-pool refuses more than 128 characters. */
  readonly userAgent: string;
  /** Share difficulty to ask for, read anew when each connection is authorised; null takes what the pool gives. */
  readonly suggestDifficulty?: () => number | null;
  /** Ask for mining.set_extranonce; some pools disconnect on it, so it is off unless the user asks. */
  readonly subscribeExtranonce?: boolean;
  /** PEM certificate to trust for this pool instead of the public ones. */
  readonly tlsCa?: string | null;
  /** Opens connections; the default is the real network. */
  readonly openSocket?: OpenLineSocket;
}

export class StratumClient extends EventEmitter<JobSourceEvents> implements JobSource {
  readonly id: string;
  readonly endpoint: string;
  readonly #deps: StratumClientDeps;
  readonly #log: Logger;
  readonly #desk: SubmitDesk;
  readonly #backoff: Backoff;
  readonly #words: PoolWords;
  #connection: PoolConnection | null = null;
  #cancelRetry: (() => void) | null = null;
  /** Tells a connection attempt that it was overtaken by `stop` while it waited. */
  #run = 0;
  #sessions = 0;
  #redirect: { readonly host: string; readonly port: number } | null = null;
  /** The pool hung up on mining.configure: `trying` until a line comes without it, `yes` until one has lived long. */
  #withoutConfigure: 'no' | 'trying' | 'yes' = 'no';
  #phase: JobSourcePhase = 'stopped';
  #phaseSinceMs: number;
  #retryAtMs: number | null = null;
  /** Connections tried since work last came. */
  #attempts = 0;
  #difficulty: { readonly value: number; readonly atMs: number } | null = null;
  #lastJobAtMs: number | null = null;
  /** Why there is no connection. */
  #error: PoolError | null = null;
  /** What is wrong with a connection that works. */
  #complaint: PoolError | null = null;

  /** Throws a `badUrl` PoolError for an address this client cannot serve. Connects only on `start`. */
  constructor(deps: StratumClientDeps) {
    super();
    assertServed(deps);
    this.id = deps.id;
    this.endpoint = endpointOf(deps.url);
    this.#deps = deps;
    this.#log = deps.log.child({ pool: this.endpoint });
    this.#backoff = new Backoff({ random: deps.random });
    this.#words = new PoolWords(this.#log);
    this.#phaseSinceMs = deps.clock.nowMs();
    this.#desk = new SubmitDesk({
      clock: deps.clock,
      log: this.#log,
      onOutcome: (outcome) => this.emit('outcome', outcome),
      onOnlyRejects: (onlyRejects) => this.#onOnlyRejects(onlyRejects),
    });
  }

  get status(): JobSourceStatus {
    const latency = this.#desk.latency;
    return {
      phase: this.#phase,
      phaseSinceMs: this.#phaseSinceMs,
      retryAtMs: this.#retryAtMs,
      attempts: this.#attempts,
      encrypted: this.#deps.url.tls,
      difficulty: this.#difficulty?.value ?? null,
      difficultyAtMs: this.#difficulty?.atMs ?? null,
      latencyMs: latency?.ms ?? null,
      latencyAtMs: latency?.atMs ?? null,
      versionRolling: (this.#connection?.session.versionMask ?? null) !== null,
      lastJobAtMs: this.#lastJobAtMs,
      message: this.#words.message,
      error: this.#error ?? this.#complaint,
    };
  }

  start(): void {
    if (this.#phase !== 'stopped') return;
    this.#run += 1;
    void this.#connect(this.#run);
  }

  async stop(): Promise<void> {
    if (this.#phase === 'stopped') return;
    this.#run += 1;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    const connection = this.#connection;
    this.#voidJobs();
    this.#error = null;
    this.#enter('stopped');
    await connection?.close();
  }

  isOpen(job: Job): boolean {
    return this.#connection?.isOpen(job) ?? false;
  }

  submit(share: Share): void {
    const monoMs = this.#deps.clock.monotonicMs();
    const id = this.#connection?.submit(share, monoMs) ?? null;
    if (id === null) this.#desk.refuse(share);
    else this.#desk.sent(id, share, monoMs);
  }

  async #connect(run: number): Promise<void> {
    const { clock, url } = this.#deps;
    this.#attempts += 1;
    this.#enter('connecting');
    const password = await readPassword(this.#deps.password, clock, this.#log);
    if (run !== this.#run) return;
    this.#words.begin(password);
    const place = this.#redirect ?? url;
    this.#redirect = null;
    this.#log.debug('Connecting', { host: place.host, port: place.port, tls: url.tls });
    this.#connection = new PoolConnection({
      target: {
        host: place.host,
        port: place.port,
        tls: url.tls,
        tlsCa: this.#deps.tlsCa ?? null,
        loopbackOnly: this.#deps.chain.kind === 'practice',
      },
      session: {
        chain: this.#deps.chain,
        user: this.#deps.user,
        password: password.text,
        userAgent: this.#deps.userAgent,
        asksVersionRolling: this.#withoutConfigure === 'no',
        suggestDifficulty: this.#deps.suggestDifficulty ?? (() => null),
        subscribesExtranonce: this.#deps.subscribeExtranonce ?? false,
        versionForm: this.#desk.versionForm,
        sessionsBefore: this.#sessions,
      },
      clock,
      openSocket: this.#deps.openSocket ?? openLineSocket,
      onOpen: () => this.#onOpen(),
      onLine: (line) => this.#onLine(line),
      onEffect: (effect) => this.#onEffect(effect),
      onJobOld: () => this.#log.warn('No new job for five minutes'),
      onEnded: (end) => this.#onEnded(end),
    });
  }

  #onOpen(): void {
    this.#words.forgetMessage();
    this.#enter('handshake');
  }

  #onLine(line: string): void {
    if (this.#withoutConfigure === 'trying') this.#withoutConfigure = 'yes';
    if (this.#log.traces) this.#log.trace('Line', { line: this.#words.scrub(line) });
  }

  #onEffect(effect: SessionNews): void {
    switch (effect.kind) {
      case 'job':
        this.#onJob(effect.job, effect.change);
        return;
      case 'answer':
        this.#onAnswer(effect.answer);
        return;
      case 'ready':
        this.#log.info('Subscribed and authorised');
        this.#enter('waitingForJob');
        return;
      case 'failed':
        this.#onFailed(effect.needsUser, this.#words.scrub(effect.text));
        return;
      case 'difficulty':
        this.#difficulty = { value: effect.difficulty, atMs: this.#deps.clock.nowMs() };
        this.#log.debug('Difficulty', { difficulty: effect.difficulty });
        this.emit('changed');
        return;
      case 'versionRolling':
        this.#log.debug(effect.granted ? 'Version rolling granted' : 'Version rolling refused');
        this.emit('changed');
        return;
      case 'message':
        if (this.#words.hear(effect.text)) this.emit('changed');
        return;
      case 'reconnect':
        this.#onReconnect(effect.request);
        return;
      case 'ignored':
        this.#log.debug('Ignored', { method: cleanText(effect.method) });
        return;
      case 'fault':
        this.#words.fault(effect.code, effect.detail);
        if (effect.code === 'badNotify' && this.#phase !== 'live') this.#onUselessJob();
        return;
      default:
        assertNever(effect);
    }
  }

  #onJob(job: Job, change: JobChange): void {
    const run = this.#run;
    this.#lastJobAtMs = job.receivedAtMs;
    this.emit('job', job, change);
    if (run !== this.#run) return;
    if (this.#phase === 'live') this.emit('changed');
    else this.#becomeLive();
    this.#log.debug('Job', { jobId: cleanText(job.jobId), change, difficulty: job.difficulty });
  }

  /** Once there is work that can be used, a notify that cannot only costs a line in the log. */
  #onUselessJob(): void {
    if (this.#complaint?.code === 'badJobs') return;
    const message = `${this.endpoint} sends work that cannot be mined: try another pool.`;
    this.#complain(new PoolError('badJobs', this.endpoint, message));
  }

  #becomeLive(): void {
    this.#error = null;
    this.#complaint = null;
    this.#attempts = 0;
    this.#log.info('Work arrived');
    this.#enter('live');
  }

  #onAnswer(answer: AnswerMessage): void {
    const match = this.#desk.answered(answer, (job) => this.isOpen(job), this.#words.scrub);
    if (match !== 'none') {
      this.#connection?.shareAnswered();
      return;
    }
    const read = readAnswer(answer);
    const words = read.kind === 'rejected' ? this.#words.scrub(read.text ?? '') : '';
    this.#log.debug('An answer to nothing we asked', { id: answer.id, words });
  }

  #onFailed(needsUser: boolean, words: string): void {
    if (needsUser) {
      const cure = 'check the user name in the settings';
      this.#connection?.fail(
        'authorizeRefused',
        `${this.endpoint} refuses "${this.#deps.user}" (${words}): ${cure}.`,
      );
    } else {
      this.#connection?.fail('badHandshake', `${this.endpoint} does not let us start: ${words}.`);
    }
  }

  #onReconnect(request: ReconnectRequest): void {
    const { url } = this.#deps;
    const decision = decideReconnect(url, request);
    if (decision.kind === 'refuse') {
      this.#words.wantedToMove(decision.reason);
      const message = `${this.endpoint} wanted to send us elsewhere: ${decision.reason}. Mining goes on here.`;
      this.#complain(new PoolError('reconnectRefused', this.endpoint, message));
      return;
    }
    const { host, port, waitSeconds } = decision;
    this.#log.info('The pool asked to reconnect', { host, port, waitSeconds });
    const connection = this.#connection;
    if (connection === null) return;
    const run = this.#run;
    this.#redirect = { host, port };
    void connection.close();
    // A pool that says so at once, each time, is held off like one that fails.
    const wasStable = connection.livedMs >= STABLE_MS;
    if (wasStable) this.#forgetTrouble();
    const holdOffMs = wasStable ? 0 : this.#backoff.nextMs();
    this.#voidJobs();
    this.#retryIn(Math.max(waitSeconds * 1000, holdOffMs), 'retrying', run);
  }

  #onOnlyRejects(onlyRejects: boolean): void {
    const message = `${this.endpoint} refused the last ten shares: check the user name and the pool's own page.`;
    if (onlyRejects) this.#log.warn(message);
    this.#complain(onlyRejects ? new PoolError('onlyRejects', this.endpoint, message) : null);
  }

  #onEnded({ error, wasMute, livedMs }: ConnectionEnd): void {
    const run = this.#run;
    this.#voidJobs();
    if (livedMs >= STABLE_MS) this.#forgetTrouble();
    if (wasMute && this.#withoutConfigure === 'no') {
      // ckpool of 2017 hangs up on mining.configure without a word (captures, observation 1): once more without.
      this.#log.info('The pool hung up on the greeting; trying once more without version rolling');
      this.#withoutConfigure = 'trying';
      this.#retryIn(0, 'retrying', run);
      return;
    }
    if (this.#withoutConfigure === 'trying') this.#withoutConfigure = 'no';
    if (error.code !== this.#error?.code) this.#log.warn(error.message, { code: error.code });
    this.#error = error;
    if (error.needsUser()) this.#retryIn(REFUSED_RETRY_MS * (1 + this.#deps.random() / 2), 'refused', run);
    else this.#retryIn(this.#backoff.nextMs(), 'retrying', run);
  }

  /** A pool or proxy that restarts also hangs up without a word: that must not cost version rolling for ever. */
  #forgetTrouble(): void {
    this.#backoff.reset();
    this.#withoutConfigure = 'no';
  }

  /** Nothing happens when a listener has stopped this source meanwhile: `run` is over then. */
  #retryIn(delayMs: number, phase: 'retrying' | 'refused', run: number): void {
    if (run !== this.#run) return;
    this.#retryAtMs = this.#deps.clock.nowMs() + delayMs;
    this.#cancelRetry = this.#deps.clock.after(delayMs, () => void this.#connect(run));
    this.#enter(phase);
  }

  /** Every job is void and every share that waits is lost: the connection is gone or about to go. */
  #voidJobs(): void {
    const hadJobs = this.#connection !== null && this.#phase === 'live';
    this.#sessions = this.#connection?.session.sessions ?? this.#sessions;
    this.#connection = null;
    this.#complaint = null;
    if (hadJobs) this.emit('jobsVoid');
    this.#desk.loseAll();
  }

  #complain(complaint: PoolError | null): void {
    this.#complaint = complaint;
    this.emit('changed');
  }

  #enter(phase: JobSourcePhase): void {
    this.#phase = phase;
    this.#phaseSinceMs = this.#deps.clock.nowMs();
    if (phase === 'connecting' || phase === 'stopped') this.#retryAtMs = null;
    this.emit('changed');
  }
}

function assertServed({ url, chain }: StratumClientDeps): void {
  assertChainAllowed(chain, url);
  if (url.protocol === 'sv1') return;
  throw new PoolError(
    'badUrl',
    endpointOf(url),
    "This is a Stratum V2 address, and Hashwatt speaks Stratum V1: use the stratum+tcp:// address from the pool's page.",
  );
}
