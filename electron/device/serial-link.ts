/**
 * One open serial port: bytes out in an order that suits mining, bytes in as they come, and one clear word
 * when it is over. It knows nothing of chips. After `lost` or `close()` it does nothing any more.
 */
import { EventEmitter } from 'node:events';
import { SerialPortStream } from '@serialport/stream';
import type { Clock, Logger } from '../contract/ports.ts';
import { withTimeLimit } from '../core/time-limit.ts';
import { DeviceError } from './device-error.ts';
import { openErrorOf } from './open-error.ts';
import { guardPort, type PortGuard } from './port-guard.ts';
import type { ModemLines } from './reset-line.ts';
import { patientBinding, type SerialBinding, type SerialBindingPort } from './serial-binding.ts';
import { WriteQueue } from './write-queue.ts';

export interface SerialLinkDeps {
  readonly path: string;
  readonly baudRate: number;
  readonly binding: SerialBinding;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface SerialLinkEvents {
  /** A view into a read buffer, good until the listener returns. */
  bytes: [Uint8Array];
  /** Once: unplugged, failed or stuck. The port is closed already or being closed. */
  lost: [DeviceError];
}

/** A port that has not answered by then will not: a dead bridge must never hold up a start or a stop. */
const OPEN_LIMIT_MS = 5000;
const SETTING_LIMIT_MS = 2000;
const CLOSE_LIMIT_MS = 2000;
/** A frame takes 13 ms at 115,200 baud; one that the system does not take for so long never goes. */
const WRITE_LIMIT_MS = 5000;
/** How often the port's path is looked for. */
const GUARD_TICK_MS = 1000;
/** Room for some 400 answers; the stream's own 64 KiB for each port would be mostly air. */
const READ_BUFFER_BYTES = 4096;

export class SerialLink extends EventEmitter<SerialLinkEvents> implements ModemLines {
  readonly #deps: SerialLinkDeps;
  readonly #queue: WriteQueue;
  #stream: SerialPortStream | null = null;
  #bindingPort: SerialBindingPort | null = null;
  #guard: PortGuard | null = null;
  #cancelTick: () => void = () => {};
  #baudRate: number;
  #state: 'new' | 'open' | 'over' = 'new';

  constructor(deps: SerialLinkDeps) {
    super();
    this.#deps = deps;
    this.#baudRate = deps.baudRate;
    this.#queue = new WriteQueue({
      clock: deps.clock,
      write: (bytes, done) => this.#write(bytes, done),
    });
  }

  get baudRate(): number {
    return this.#baudRate;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Rejects with a DeviceError that says what the user can do. Call once. */
  async open(): Promise<void> {
    const { path, clock, binding } = this.#deps;
    const stream = new SerialPortStream({
      path,
      baudRate: this.#baudRate,
      binding: patientBinding(binding, clock, (port) => {
        this.#bindingPort = port;
      }),
      autoOpen: false,
      highWaterMark: READ_BUFFER_BYTES,
    });
    // Before anything can fail: an error without a listener would end the process.
    stream.on('error', (error) => this.#lose('portFailed', `${path} failed: ${error.message}`, error));
    stream.on('close', (error: unknown) => this.#closed(error));
    stream.on('data', (bytes: Uint8Array) => this.#received(bytes));
    this.#stream = stream;
    await this.#openInTime(stream);
    await this.#settle();
    this.#guard = await guardPort(path, () => descriptorOf(this.#bindingPort));
    // Only after the last wait: a timer started when all is over would never be cancelled.
    if (this.#state === 'over') throw this.#overError();
    this.#cancelTick = clock.every(GUARD_TICK_MS, () => void this.#tick());
  }

  /** Work for the chips: goes before everything that waits and replaces work that waits. */
  sendWork(frame: Uint8Array): void {
    if (this.#state === 'open') this.#queue.pushWork(frame);
  }

  /** A command: in order with other commands. Settles when the system has taken it. */
  send(frame: Uint8Array): Promise<void> {
    return this.#state === 'open' ? this.#queue.push(frame) : Promise.reject(this.#overError());
  }

  /** Drops work that waits to be sent. */
  dropWork(): void {
    this.#queue.dropWork();
  }

  /** Waits for what was sent to leave, then changes the rate. */
  async setBaudRate(baudRate: number): Promise<void> {
    await this.#limited('empty its buffer', this.#queue.idle(), WRITE_LIMIT_MS);
    const stream = this.#openStream();
    await this.#limited(
      'drain',
      asPromise((done) => stream.drain(done)),
    );
    await this.#limited(
      `change to ${baudRate} baud`,
      asPromise((done) => stream.update({ baudRate }, done)),
    );
    this.#baudRate = baudRate;
  }

  async setModemLines(lines: { readonly dtr: boolean; readonly rts: boolean }): Promise<void> {
    await this.#set({ ...lines });
  }

  /** Drops what the system has received and not handed over. */
  async flush(): Promise<void> {
    const stream = this.#openStream();
    await this.#limited(
      'flush',
      asPromise((done) => stream.flush(done)),
    );
  }

  /** Idempotent, never rejects, and takes a few seconds at most. */
  async close(): Promise<void> {
    this.#end();
    const stream = this.#stream;
    this.#stream = null;
    if (stream?.isOpen !== true) return;
    await this.#limited(
      'close',
      asPromise((done) => stream.close(done)),
      CLOSE_LIMIT_MS,
    ).catch((error: unknown) =>
      this.#deps.log.warn('Serial port did not close', { path: this.#deps.path, reason: String(error) }),
    );
  }

  async #openInTime(stream: SerialPortStream): Promise<void> {
    const { path, clock } = this.#deps;
    const opening = asPromise((done) => stream.open(done));
    const late = (): DeviceError =>
      new DeviceError('portTimeout', path, `${path} did not open in time. Plug the stick in anew.`);
    try {
      await withTimeLimit(clock, OPEN_LIMIT_MS, opening, late);
    } catch (error) {
      const wasOver = this.#state === 'over';
      this.#end();
      // It may still open; nobody would close it then.
      opening.then(() => stream.close(), ignore);
      if (wasOver) throw this.#overError();
      throw error instanceof DeviceError ? error : await openErrorOf(path, error);
    }
    if (this.#state === 'over') {
      stream.close();
      throw this.#overError();
    }
    this.#state = 'open';
  }

  /** Both lines as drivers leave them; a pty has neither, and few bridges know low latency. */
  async #settle(): Promise<void> {
    const lines = { dtr: true, rts: true };
    await this.#set(lines).catch((error: unknown) => this.#debug('Modem lines cannot be set', error));
    await this.#set({ ...lines, lowLatency: true }).catch((error: unknown) =>
      this.#debug('Low latency cannot be set', error),
    );
    await this.flush().catch((error: unknown) => this.#debug('Buffers cannot be flushed', error));
  }

  async #set(options: {
    readonly dtr: boolean;
    readonly rts: boolean;
    readonly lowLatency?: boolean;
  }): Promise<void> {
    const stream = this.#openStream();
    await this.#limited(
      'set its lines',
      asPromise((done) => stream.set(options, done)),
    );
  }

  #received(bytes: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#trace('received', bytes);
    this.emit('bytes', bytes);
  }

  #write(bytes: Uint8Array, done: () => void): void {
    const stream = this.#stream;
    if (stream === null) return;
    this.#trace('sent', bytes);
    stream.write(bytes, (error) => {
      if (error === null || error === undefined) done();
    });
  }

  async #tick(): Promise<void> {
    const { path, clock } = this.#deps;
    const since = this.#queue.busySinceMs;
    if (since !== null && clock.monotonicMs() - since > WRITE_LIMIT_MS) {
      this.#lose('portTimeout', `${path} takes no more bytes. Plug the stick in anew.`, undefined);
    } else if ((await this.#guard?.isGone()) === true) {
      this.#lose('unplugged', `The stick at ${path} was unplugged.`, undefined);
    }
  }

  /** `error` tells a disconnection from a close that was asked for. */
  #closed(error: unknown): void {
    if (this.#state === 'over') return;
    this.#lose('unplugged', `The stick at ${this.#deps.path} was unplugged.`, error);
  }

  #lose(code: 'unplugged' | 'portFailed' | 'portTimeout', message: string, cause: unknown): void {
    if (this.#state !== 'open') return;
    this.#end();
    void this.close();
    this.emit('lost', new DeviceError(code, this.#deps.path, message, { cause }));
  }

  #end(): void {
    this.#state = 'over';
    this.#cancelTick();
    this.#queue.stop(this.#overError());
  }

  #openStream(): SerialPortStream {
    if (this.#state !== 'open' || this.#stream === null) throw this.#overError();
    return this.#stream;
  }

  #overError(): DeviceError {
    return new DeviceError('portFailed', this.#deps.path, `${this.#deps.path} is closed.`);
  }

  #limited<T>(what: string, promise: Promise<T>, limitMs: number = SETTING_LIMIT_MS): Promise<T> {
    const { path, clock } = this.#deps;
    return withTimeLimit(
      clock,
      limitMs,
      promise,
      () => new DeviceError('portTimeout', path, `${path} did not ${what} in time. Plug the stick in anew.`),
    );
  }

  #trace(direction: 'sent' | 'received', bytes: Uint8Array): void {
    const { log, path } = this.#deps;
    if (log.traces) log.trace(`Bytes ${direction}`, { path, hex: Buffer.from(bytes).toString('hex') });
  }

  #debug(message: string, error: unknown): void {
    this.#deps.log.debug(message, { path: this.#deps.path, reason: String(error) });
  }
}

function asPromise(start: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error === null ? resolve() : reject(error)));
  });
}

function descriptorOf(port: SerialBindingPort | null): number | null {
  return port !== null && 'fd' in port && typeof port.fd === 'number' ? port.fd : null;
}

function ignore(): void {}
