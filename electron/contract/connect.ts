/**
 * The client's end of a connection: table + wire -> a typed client. What the host says is parsed too, always.
 * A client lives as long as its wire; connecting again means a new one.
 */
import { z } from 'zod';
import { CallError } from './call-error.ts';
import { CONTRACT_VERSION, Hello } from './contract.ts';
import { type Contract, jsonBytes, ToClient, type ToHost } from './envelope.ts';
import type { Clock } from './ports.ts';
import { MAX_TO_HOST_BYTES, type Wire } from './wire.ts';

export type Calls<C extends Contract> = {
  readonly [K in keyof C['calls']]: (
    input: z.input<C['calls'][K]['input']>,
  ) => Promise<z.output<C['calls'][K]['output']>>;
};

export interface Feed<Frame> {
  /** Calls back with each frame until the returned function is called. */
  subscribe(listener: (frame: Frame) => void): () => void;
}

export type Feeds<C extends Contract> = {
  readonly [K in keyof C['feeds']]: Feed<z.output<C['feeds'][K]['output']>>;
};

/** Something the host sent that the contract does not allow: a fault of the program, reported and not used. */
export interface LinkFault {
  readonly kind: 'badMessage' | 'badFrame' | 'badAnswer';
  readonly detail: string;
}

export interface ConnectOptions {
  readonly clock: Clock;
  /** 15 s unless told otherwise; a history query over 400 days takes well under one. */
  readonly callTimeoutMs?: number | undefined;
  readonly onFault?: ((fault: LinkFault) => void) | undefined;
}

export interface Client<C extends Contract> {
  /** Each rejects with a CallError. */
  readonly calls: Calls<C>;
  readonly feeds: Feeds<C>;
  /**
   * Rejects with an OtherVersionError (and closes) when the host speaks another contract version: reload the
   * page; with a CallError `timeout`, `closed` or `badOutput` when no good hello came.
   */
  readonly hello: Promise<Hello>;
  /** Resolves when the wire is closed by either end. */
  readonly closed: Promise<void>;
  /** A hidden window gets frames at a tenth of a hertz. */
  setHidden(hidden: boolean): void;
  /** Idempotent; calls under way reject with `closed`. */
  close(): void;
}

/** The host is of another version than this client: nothing it says can be relied on. */
export class OtherVersionError extends Error {
  readonly theirVersion: number;

  constructor(theirVersion: number) {
    super(`The host speaks contract version ${theirVersion}, this client version ${CONTRACT_VERSION}.`);
    this.name = 'OtherVersionError';
    this.theirVersion = theirVersion;
  }
}

/** Takes over `wire`; the host's hello and all answers arrive through it. */
export function connect<C extends Contract>(contract: C, wire: Wire, options: ConnectOptions): Client<C> {
  const connection = new ClientConnection(contract, wire, options);
  connection.start();
  const calls = Object.entries(contract.calls).map(([name, { output }]) => [
    name,
    (input: unknown) => connection.call(name, output, input),
  ]);
  const feeds = Object.keys(contract.feeds).map((feed) => [
    feed,
    { subscribe: (listener: FrameListener) => connection.subscribe(feed, listener) },
  ]);
  return {
    calls: Object.fromEntries(calls),
    feeds: Object.fromEntries(feeds),
    hello: connection.hello,
    closed: connection.closed,
    setHidden: (hidden) => connection.setHidden(hidden),
    close: () => connection.close(),
  };
}

const CALL_TIMEOUT_MS = 15_000;
const HELLO_TIMEOUT_MS = 10_000;

/** Room for kind, id and name around a call's input. */
const ENVELOPE_BYTES = 128;

/** The one thing every version's hello must have. */
const AnyHello = z.object({ contractVersion: z.int() });

type FrameListener = (frame: unknown) => void;

interface PendingCall {
  readonly output: z.ZodType;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: CallError) => void;
  readonly cancelTimeout: () => void;
}

class ClientConnection {
  readonly #contract: Contract;
  readonly #wire: Wire;
  readonly #options: ConnectOptions;
  readonly #pending = new Map<number, PendingCall>();
  readonly #listeners = new Map<string, Set<FrameListener>>();
  readonly #hello = Promise.withResolvers<Hello>();
  readonly #whenClosed = Promise.withResolvers<void>();
  #cancelHelloTimeout: () => void = () => {};
  #open = true;
  #nextId = 0;

  constructor(contract: Contract, wire: Wire, options: ConnectOptions) {
    this.#contract = contract;
    this.#wire = wire;
    this.#options = options;
    // Nobody has to await the hello; its rejection must not end a process.
    this.#hello.promise.catch(() => {});
  }

  get hello(): Promise<Hello> {
    return this.#hello.promise;
  }

  get closed(): Promise<void> {
    return this.#whenClosed.promise;
  }

  start(): void {
    this.#cancelHelloTimeout = this.#options.clock.after(HELLO_TIMEOUT_MS, () =>
      this.#hello.reject(new CallError('timeout')),
    );
    this.#wire.onClose(() => this.close());
    this.#wire.onMessage((message) => this.#receive(message));
  }

  call(name: string, output: z.ZodType, input: unknown): Promise<unknown> {
    if (!this.#open) return Promise.reject(new CallError('closed'));
    const bytes = jsonBytes(input);
    if (bytes === null || bytes > MAX_TO_HOST_BYTES - ENVELOPE_BYTES) {
      return Promise.reject(new CallError('badInput', { reason: 'inputTooLong' }));
    }
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      const cancelTimeout = this.#options.clock.after(this.#options.callTimeoutMs ?? CALL_TIMEOUT_MS, () =>
        this.#take(id)?.reject(new CallError('timeout')),
      );
      this.#pending.set(id, { output, resolve, reject, cancelTimeout });
      this.#post({ kind: 'call', id, name, input });
    });
  }

  subscribe(feed: string, listener: FrameListener): () => void {
    const listeners = this.#listeners.get(feed) ?? new Set();
    this.#listeners.set(feed, listeners);
    // Wrapped, so that the same function subscribed twice is two subscriptions.
    const own: FrameListener = (frame) => listener(frame);
    listeners.add(own);
    if (listeners.size === 1) this.#post({ kind: 'subscribe', feed });
    return () => {
      if (listeners.delete(own) && listeners.size === 0) this.#post({ kind: 'unsubscribe', feed });
    };
  }

  setHidden(hidden: boolean): void {
    this.#post({ kind: 'visibility', hidden });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#cancelHelloTimeout();
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(new CallError('closed'));
    this.#hello.reject(new CallError('closed'));
    this.#listeners.clear();
    this.#wire.close();
    this.#whenClosed.resolve();
  }

  #post(message: ToHost): void {
    if (this.#open) this.#wire.post(message);
  }

  #receive(raw: unknown): void {
    if (!this.#open) return;
    const parsed = ToClient.safeParse(raw);
    if (parsed.success) this.#handle(parsed.data);
    else this.#report('badMessage', parsed.error);
  }

  #handle(message: ToClient): void {
    switch (message.kind) {
      case 'hello':
        this.#onHello(message.hello);
        break;
      case 'answer':
        this.#onAnswer(message.id, message.output);
        break;
      case 'refusal':
        this.#take(message.id)?.reject(new CallError(message.error.code, message.error));
        break;
      case 'frame':
        this.#onFrame(message.feed, message.seq, message.frame);
    }
  }

  #onHello(raw: unknown): void {
    this.#cancelHelloTimeout();
    const version = AnyHello.safeParse(raw);
    const hello = Hello.safeParse(raw);
    if (version.success && version.data.contractVersion !== CONTRACT_VERSION) {
      this.#hello.reject(new OtherVersionError(version.data.contractVersion));
      this.close();
    } else if (hello.success) {
      this.#hello.resolve(hello.data);
    } else {
      this.#report('badMessage', hello.error);
      this.#hello.reject(new CallError('badOutput', { cause: hello.error }));
      this.close();
    }
  }

  #onAnswer(id: number, raw: unknown): void {
    const call = this.#take(id);
    if (call === null) return;
    const output = call.output.safeParse(raw);
    if (output.success) {
      call.resolve(output.data);
    } else {
      this.#report('badAnswer', output.error);
      call.reject(new CallError('badOutput', { cause: output.error }));
    }
  }

  #onFrame(feed: string, seq: number, raw: unknown): void {
    const schema = Object.hasOwn(this.#contract.feeds, feed) ? this.#contract.feeds[feed]?.output : undefined;
    const listeners = [...(this.#listeners.get(feed) ?? [])];
    if (schema === undefined || listeners.length === 0) return;
    try {
      const frame = schema.safeParse(raw);
      if (frame.success) for (const listener of listeners) listener(frame.data);
      else this.#report('badFrame', frame.error);
    } finally {
      // After the listeners ran, so that a page that cannot keep up is sent fewer.
      this.#post({ kind: 'ack', feed, seq });
    }
  }

  /** Takes a call off the books; null when it was answered or given up already. */
  #take(id: number): PendingCall | null {
    const call = this.#pending.get(id);
    if (call === undefined) return null;
    this.#pending.delete(id);
    call.cancelTimeout();
    return call;
  }

  #report(kind: LinkFault['kind'], error: z.ZodError): void {
    this.#options.onFault?.({ kind, detail: error.message });
  }
}
