/**
 * The host's end of one connection: table + handlers + wire. Everything that comes in is checked here and
 * nothing that comes in can throw out of here. Who may connect at all is decided before (web server, shell).
 */
import type { z } from 'zod';
import { CallError } from './call-error.ts';
import type { Hello } from './contract.ts';
import { type Contract, jsonBytes, type Refusal, type ToClient, ToHost } from './envelope.ts';
import { FeedSender, type FeedSource } from './feed-sender.ts';
import type { Clock, Logger } from './ports.ts';
import { MAX_TO_HOST_BYTES, type Wire } from './wire.ts';

/** Calls of one connection that may be under way at once; more are refused with reason `tooManyCalls`. */
export const MAX_CALLS_UNDER_WAY = 64;

/** One function per call: checked input in, output or a promise of it out. Refuse by throwing a CallError. */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C['calls']]: (
    input: z.output<C['calls'][K]['input']>,
  ) => z.input<C['calls'][K]['output']> | Promise<z.input<C['calls'][K]['output']>>;
};

export type FeedSources<C extends Contract> = {
  readonly [K in keyof C['feeds']]: FeedSource<z.input<C['feeds'][K]['output']>>;
};

export interface ServeOptions<C extends Contract> {
  readonly wire: Wire;
  readonly hello: Hello;
  readonly handlers: Handlers<C>;
  readonly feeds: FeedSources<C>;
  readonly clock: Clock;
  readonly log?: Logger | undefined;
  /** Called once when the connection has ended, from either side. */
  readonly onClosed?: (() => void) | undefined;
}

/** A served connection. `close` is idempotent and also happens when the wire closes. */
export interface Served {
  close(): void;
}

/** Says hello and answers from now on until the wire closes. */
export function serve<C extends Contract>(contract: C, options: ServeOptions<C>): Served {
  const connection = new ServedConnection(contract, options);
  connection.start();
  return connection;
}

class ServedConnection<C extends Contract> implements Served {
  readonly #contract: C;
  readonly #options: ServeOptions<C>;
  readonly #handlers: Readonly<Record<string, (input: unknown) => unknown>>;
  readonly #senders = new Map<string, FeedSender>();
  #hidden = false;
  #closed = false;
  #callsUnderWay = 0;

  constructor(contract: C, options: ServeOptions<C>) {
    this.#contract = contract;
    this.#options = options;
    this.#handlers = options.handlers as Readonly<Record<string, (input: unknown) => unknown>>;
    const { clock } = options;
    for (const [feed, source] of Object.entries<FeedSource<unknown>>(options.feeds)) {
      const send = (seq: number, frame: unknown): void => {
        this.#post({ kind: 'frame', feed, seq, frame });
      };
      this.#senders.set(feed, new FeedSender({ source, clock, hidden: () => this.#hidden, send }));
    }
  }

  start(): void {
    const { wire } = this.#options;
    wire.onClose(() => this.close());
    this.#post({ kind: 'hello', hello: this.#options.hello });
    wire.onMessage((message) => this.#receive(message));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const sender of this.#senders.values()) sender.stop();
    this.#options.wire.close();
    this.#options.onClosed?.();
  }

  /** False when the message could not be copied to the wire: a fault of the host, not of the client. */
  #post(message: ToClient): boolean {
    if (this.#closed) return true;
    try {
      this.#options.wire.post(message);
      return true;
    } catch (error) {
      this.#options.log?.error('A message to a client could not be sent.', { kind: message.kind, error });
      return false;
    }
  }

  #refuse(id: number, error: Refusal): void {
    this.#post({ kind: 'refusal', id, error });
  }

  #receive(message: unknown): void {
    if (this.#closed) return;
    const parsed = ToHost.safeParse(message);
    try {
      if (parsed.success) this.#handle(parsed.data);
      else this.#refuseMalformed(message);
    } catch (error) {
      this.#options.log?.error('A message of a client could not be dealt with.', { error });
    }
  }

  #refuseMalformed(message: unknown): void {
    const id = callIdOf(message);
    if (id === null) this.#options.log?.debug('A message that is not of this protocol was ignored.');
    else this.#refuse(id, { code: 'badInput' });
  }

  #handle(request: ToHost): void {
    switch (request.kind) {
      case 'call':
        void this.#answer(request.id, request.name, request.input);
        break;
      case 'subscribe':
        this.#senders.get(request.feed)?.start();
        break;
      case 'unsubscribe':
        this.#senders.get(request.feed)?.stop();
        break;
      case 'ack':
        this.#senders.get(request.feed)?.acknowledge(request.seq);
        break;
      case 'visibility':
        this.#hidden = request.hidden;
        for (const sender of this.#senders.values()) sender.visibilityChanged();
    }
  }

  /** Never rejects: whatever goes wrong becomes a refusal. */
  async #answer(id: number, name: string, rawInput: unknown): Promise<void> {
    const { calls } = this.#contract;
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : undefined;
    if (call === undefined || handler === undefined) return this.#refuse(id, { code: 'unknownCall' });
    const bytes = jsonBytes(rawInput);
    if (bytes === null || bytes > MAX_TO_HOST_BYTES) {
      return this.#refuse(id, { code: 'badInput', reason: 'inputTooLong' });
    }
    const input = call.input.safeParse(rawInput);
    if (!input.success) {
      const path = input.error.issues[0]?.path ?? [];
      return this.#refuse(id, { code: 'badInput', field: path.map(String).join('.') });
    }
    if (this.#callsUnderWay >= MAX_CALLS_UNDER_WAY) {
      return this.#refuse(id, { code: 'refused', reason: 'tooManyCalls' });
    }
    this.#callsUnderWay += 1;
    try {
      const output = await handler(input.data);
      if (!this.#post({ kind: 'answer', id, output })) this.#refuse(id, { code: 'failed' });
    } catch (error) {
      if (!(error instanceof CallError)) this.#options.log?.error('A call failed.', { call: name, error });
      this.#refuse(id, refusalOf(error));
    } finally {
      this.#callsUnderWay -= 1;
    }
  }
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof CallError)) return { code: 'failed' };
  return {
    code: error.code,
    ...(error.reason === null ? {} : { reason: error.reason }),
    ...(error.field === null ? {} : { field: error.field }),
  };
}

/** The id of a malformed call, so that its sender need not wait for the timeout. */
function callIdOf(message: unknown): number | null {
  if (typeof message !== 'object' || message === null) return null;
  if (!('kind' in message) || message.kind !== 'call' || !('id' in message)) return null;
  const { id } = message;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
}
