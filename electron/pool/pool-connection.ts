/**
 * One connection to a pool, from the first packet to its end: joins the socket, the session and the watch
 * over both. It never reconnects; that is the client's decision.
 */
import type { Clock } from '../contract/ports.ts';
import type { Job } from '../core/job.ts';
import type { Share } from '../core/share.ts';
import type { LineSocket, LineSocketTarget, OpenLineSocket } from './line-socket.ts';
import { type Death, Liveness } from './liveness.ts';
import { PoolError, type PoolErrorCode } from './pool-error.ts';
import { endpointOf } from './pool-url.ts';
import { MAX_SENT_BYTES } from './stratum-requests.ts';
import { type SessionEffect, type SessionOptions, StratumSession } from './stratum-session.ts';

/**
 * Grace for the configure answer once subscribe and authorize are answered; node-stratum-pool never sends
 * one, and other miners wait about 3 s.
 */
const CONFIGURE_GRACE_MS = 1_500;

export interface ConnectionDeps {
  readonly target: LineSocketTarget;
  readonly session: SessionOptions;
  readonly clock: Clock;
  readonly openSocket: OpenLineSocket;
  readonly onOpen: () => void;
  readonly onLine: (line: string) => void;
  /** Every effect of a line but what is to be sent, in order. */
  readonly onEffect: (effect: SessionNews) => void;
  readonly onJobOld: () => void;
  /** Exactly once, unless `close` came first. */
  readonly onEnded: (end: ConnectionEnd) => void;
}

export type SessionNews = Exclude<SessionEffect, { readonly kind: 'send' }>;

export interface ConnectionEnd {
  readonly error: PoolError;
  /** The other side hung up before it sent a single line, though the connection had opened. */
  readonly wasMute: boolean;
  readonly livedMs: number;
}

export class PoolConnection {
  readonly #deps: ConnectionDeps;
  readonly #session: StratumSession;
  readonly #socket: LineSocket;
  #liveness: Liveness | null = null;
  #cancelGrace: (() => void) | null = null;
  #openedMs: number | null = null;
  #heard = false;
  #ended = false;

  /** Starts connecting at once. */
  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#session = new StratumSession(deps.session);
    this.#socket = deps.openSocket(
      deps.target,
      {
        onOpen: () => this.#opened(),
        onLine: (line) => this.#received(line),
        onClosed: (error) => this.#end(error),
      },
      deps.clock,
    );
  }

  get session(): StratumSession {
    return this.#session;
  }

  /** From open to now; 0 when it never opened. */
  get livedMs(): number {
    return this.#openedMs === null ? 0 : this.#deps.clock.monotonicMs() - this.#openedMs;
  }

  isOpen(job: Job): boolean {
    return !this.#ended && this.#session.isOpen(job);
  }

  /** Writes the share; its id, or null when it may not be sent. */
  submit(share: Share, monoMs: number): number | null {
    const sent = this.#ended ? null : this.#session.submit(share);
    if (sent === null) return null;
    this.#socket.write(sent.line);
    // A pool that no longer reads ends the connection inside the write.
    if (this.#ended) return null;
    this.#liveness?.submitted(monoMs);
    return sent.id;
  }

  /** A share of this connection was answered. */
  shareAnswered(): void {
    this.#liveness?.answered();
  }

  /** Ends it from our side and reports `error`. */
  fail(code: PoolErrorCode, message: string): void {
    void this.#socket.close();
    this.#end(new PoolError(code, endpointOf(this.#deps.target), message));
  }

  /** Ends it without a word. Idempotent. */
  async close(): Promise<void> {
    this.#finish();
    await this.#socket.close();
  }

  #opened(): void {
    const { clock, onOpen, onJobOld } = this.#deps;
    this.#openedMs = clock.monotonicMs();
    this.#liveness = new Liveness(clock, { onDead: (death) => this.#died(death), onJobOld });
    onOpen();
    this.#apply(this.#session.open());
  }

  #received(line: string): void {
    const { clock } = this.#deps;
    const at = { wallMs: clock.nowMs(), monoMs: clock.monotonicMs() };
    this.#heard = true;
    this.#liveness?.heard(at.monoMs);
    this.#deps.onLine(line);
    this.#apply(this.#session.receive(line, at));
  }

  #apply(effects: readonly SessionEffect[]): void {
    for (const effect of effects) {
      if (this.#ended) return;
      if (effect.kind === 'send') this.#send(effect.line);
      else {
        if (effect.kind === 'ready') this.#becameReady();
        this.#deps.onEffect(effect);
        if (effect.kind === 'job') this.#liveness?.jobArrived(effect.job.receivedMonoMs);
      }
    }
  }

  #becameReady(): void {
    this.#liveness?.handshakeFinished();
    if (!this.#session.configurePending) return;
    this.#cancelGrace = this.#deps.clock.after(CONFIGURE_GRACE_MS, () =>
      this.#apply(this.#session.stopWaitingForConfigure()),
    );
  }

  #send(lines: string): void {
    const longest = Math.max(...lines.split('\n').map((line) => Buffer.byteLength(line)));
    if (longest <= MAX_SENT_BYTES) this.#socket.write(lines);
    else
      this.fail('authorizeRefused', 'The pool user name and password are too long together: shorten them.');
  }

  #died(death: Death): void {
    const [code, sentence] = DEATHS[death];
    this.fail(code, `${endpointOf(this.#deps.target)}: ${sentence}`);
  }

  #end(error: PoolError): void {
    if (this.#ended) return;
    this.#finish();
    const wasMute = this.#openedMs !== null && !this.#heard && error.code === 'connectionLost';
    const told = wasMute ? this.#muteError(error) : error;
    this.#deps.onEnded({ error: told, wasMute, livedMs: this.livedMs });
  }

  /** Encrypted ports of some servers just hang up on a plain line. */
  #muteError(cause: PoolError): PoolError {
    const { target } = this.#deps;
    const name = endpointOf(target);
    const guess = target.tls ? 'it may refuse this computer' : 'it may want encryption, stratum+ssl:// then';
    return new PoolError('connectionLost', name, `${name} hung up without a word: ${guess}.`, { cause });
  }

  #finish(): void {
    this.#ended = true;
    this.#liveness?.stop();
    this.#cancelGrace?.();
  }
}

const DEATHS: Readonly<Record<Death, readonly [PoolErrorCode, string]>> = {
  handshakeTimeout: [
    'handshakeTimeout',
    'it did not answer the greeting within 30 s: is this a Stratum port?',
  ],
  silent: ['silent', 'it has gone silent; connecting anew.'],
  unanswered: ['silent', 'it answered none of our shares for five minutes; connecting anew.'],
  noJobs: ['silent', 'no new job came for twenty minutes; connecting anew.'],
};
