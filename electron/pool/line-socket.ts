/**
 * A TCP or TLS connection that speaks lines. Names every way it can fail; knows nothing of Stratum. One
 * object is one connection: it is never reopened.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../contract/ports.ts';
import { LineSplitter } from './line-splitter.ts';
import { isLoopbackAddress } from './loopback.ts';
import { PoolError } from './pool-error.ts';
import { endpointOf } from './pool-url.ts';
import { connectionError } from './socket-error.ts';

/** From the first SYN to a finished TLS handshake, over every address of the name. Node has no limit of its own. */
const CONNECT_LIMIT_MS = 10_000;

/** Idle time before the first keep-alive probe, as ESP-Miner has it. */
const KEEP_ALIVE_MS = 60_000;

/** A pool that no longer reads must not hold up the end. */
const CLOSE_LIMIT_MS = 1_000;

/** A pool that asks and asks without reading our answers must not fill the memory. */
const UNSENT_LIMIT_BYTES = 256 * 1024;

/** First bytes of a TLS record: an alert or a handshake. No JSON line begins like that. */
const TLS_ALERT = 0x15;
const TLS_HANDSHAKE = 0x16;

export interface LineSocketTarget {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** PEM certificate to trust for this pool instead of the public ones, or null. */
  readonly tlsCa: string | null;
  /** The practice chain: hang up unless the other end really is this computer. */
  readonly loopbackOnly: boolean;
}

/** Called in this order: `onOpen` at most once, then lines, then `onClosed` exactly once unless `close` came first. */
export interface LineSocketHandlers {
  readonly onOpen: () => void;
  readonly onLine: (line: string) => void;
  readonly onClosed: (error: PoolError) => void;
}

/** What the client needs of a connection. */
export interface LineSocket {
  /** Writes whole lines, each with its end, in one packet where it fits. */
  write(lines: string): void;
  /** Sends what is queued and hangs up within a second. No handler is called afterwards. Idempotent. */
  close(): Promise<void>;
}

export type OpenLineSocket = (
  target: LineSocketTarget,
  handlers: LineSocketHandlers,
  clock: Clock,
) => LineSocket;

/** Starts connecting at once; tries every address of the name (happy eyeballs, Node's default). */
export const openLineSocket: OpenLineSocket = (target, handlers, clock) =>
  new TcpLineSocket(target, handlers, clock);

class TcpLineSocket implements LineSocket {
  readonly #target: LineSocketTarget;
  readonly #handlers: LineSocketHandlers;
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #splitter = new LineSplitter();
  readonly #cancelConnectLimit: () => void;
  #isOpen = false;
  #isDone = false;
  #sawBytes = false;

  constructor(target: LineSocketTarget, handlers: LineSocketHandlers, clock: Clock) {
    this.#target = target;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#socket = connect(target);
    this.#cancelConnectLimit = clock.after(CONNECT_LIMIT_MS, () => this.#fail(this.#connectTimeout()));
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#socket.on(target.tls ? 'secureConnect' : 'connect', () => this.#opened());
    this.#socket.on('data', (chunk: Buffer) => this.#received(chunk));
    this.#socket.on('error', (error) => this.#fail(connectionError(error, this.#target, this.#isOpen)));
    this.#socket.on('close', () => this.#fail(this.#hungUp()));
  }

  write(lines: string): void {
    if (this.#isDone) return;
    if (this.#socket.writableLength <= UNSENT_LIMIT_BYTES) this.#socket.write(lines);
    else this.#fail(this.#error('connectionLost', `${this.#name} no longer reads what we send.`));
  }

  async close(): Promise<void> {
    const wasOpen = this.#isOpen && !this.#isDone;
    this.#finish();
    if (this.#socket.closed) return;
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    const cancelLimit = this.#clock.after(CLOSE_LIMIT_MS, () => this.#socket.destroy());
    if (wasOpen) this.#socket.destroySoon();
    else this.#socket.destroy();
    await closed;
    cancelLimit();
  }

  #opened(): void {
    this.#cancelConnectLimit();
    const { remoteAddress } = this.#socket;
    if (this.#target.loopbackOnly && !isLoopbackAddress(remoteAddress ?? '')) {
      this.#fail(
        this.#error(
          'badUrl',
          `${this.#target.host} is not this computer (it led to ${remoteAddress ?? 'nowhere'}), and the practice network stays on it: use 127.0.0.1.`,
        ),
      );
      return;
    }
    this.#isOpen = true;
    this.#handlers.onOpen();
  }

  #received(chunk: Buffer): void {
    if (!this.#sawBytes && this.#speaksTls(chunk)) return;
    this.#sawBytes = true;
    for (const line of this.#splitter.push(chunk)) {
      if (this.#isDone) return;
      this.#handlers.onLine(line);
    }
    if (this.#splitter.overflowed) {
      this.#fail(
        this.#error('lineTooLong', `${this.#name} sent a line without an end: this is not a Stratum port.`),
      );
    }
  }

  /** A plain connection to an encrypted port gets a TLS alert for its first line. */
  #speaksTls(chunk: Buffer): boolean {
    if (this.#target.tls || (chunk[0] !== TLS_ALERT && chunk[0] !== TLS_HANDSHAKE)) return false;
    this.#fail(
      this.#error(
        'wantsTls',
        `${this.#name} wants encryption: write stratum+ssl:// instead of stratum+tcp://.`,
      ),
    );
    return true;
  }

  #fail(error: PoolError): void {
    if (this.#isDone) return;
    this.#finish();
    this.#socket.destroy();
    this.#handlers.onClosed(error);
  }

  #finish(): void {
    this.#isDone = true;
    this.#cancelConnectLimit();
  }

  #connectTimeout(): PoolError {
    const seconds = CONNECT_LIMIT_MS / 1000;
    return this.#error(
      'connectTimeout',
      `${this.#name} did not answer within ${seconds} s: check the address, the port and your internet connection.`,
    );
  }

  #hungUp(): PoolError {
    return this.#isOpen
      ? this.#error('connectionLost', `${this.#name} closed the connection.`)
      : connectionError(null, this.#target, false);
  }

  #error(code: PoolError['code'], message: string): PoolError {
    return new PoolError(code, this.#name, message);
  }

  get #name(): string {
    return endpointOf(this.#target);
  }
}

function connect({ host, port, tls, tlsCa }: LineSocketTarget): Socket {
  if (!tls) return connectTcp({ host, port });
  // Name and certificate are always checked; a pinned certificate replaces the public ones for this pool only.
  return connectTls({
    host,
    port,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(tlsCa === null ? {} : { ca: tlsCa }),
  });
}
