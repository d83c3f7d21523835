/**
 * A wire carries whole messages both ways between one client and the host. `serve` and `connect` know
 * nothing else. What a message means is in envelope.ts.
 */

/** One end of a connection. Messages keep their order; nothing is delivered after the close. */
export interface Wire {
  /** Sends one message of plain data. Ignored once closed; throws where the value cannot be copied. */
  post(message: unknown): void;
  /** Sets the one listener. Messages that came before it was set are delivered to it first. */
  onMessage(listener: (message: unknown) => void): void;
  /** Sets the one listener, called once; at once when the wire is closed already. */
  onClose(listener: () => void): void;
  /** Idempotent. The other end hears of it; this end's `onClose` is called too. */
  close(): void;
}

/**
 * Largest message to the host: its JSON in UTF-8 bytes. A full settings change is 12 kB; the WebSocket
 * server closes the connection of whoever sends more.
 */
export const MAX_TO_HOST_BYTES = 16_384;

/** Largest message to a client, in characters of JSON: 3,000 history points are about 1 MB. */
const MAX_TO_CLIENT_CHARS = 8_388_608;

/** A client that leaves this many bytes unread is cut off: frames have credit, answers have not. */
const MAX_UNREAD_BYTES = 16_777_216;

/** A DOM or worker_threads MessagePort (`addEventListener`), or Electron's MessagePortMain (`on`). */
export type PortLike = {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
} & (
  | { addEventListener(type: 'message' | 'close', listener: (event: unknown) => void): unknown }
  | { on(type: 'message' | 'close', listener: (event: unknown) => void): unknown }
);

/** A wire over a MessagePort of any kind. Starts the port. */
export function messagePortWire(port: PortLike): Wire {
  const inbox = new Inbox();
  const listen = (type: 'message' | 'close', listener: (event: unknown) => void): void => {
    if ('addEventListener' in port) port.addEventListener(type, listener);
    else port.on(type, listener);
  };
  listen('message', (event) => inbox.deliver(dataOf(event)));
  listen('close', () => inbox.close());
  port.start();
  return {
    post: (message) => {
      if (!inbox.closed) port.postMessage(message);
    },
    onMessage: (listener) => inbox.onMessage(listener),
    onClose: (listener) => inbox.onClose(listener),
    close: () => {
      port.close();
      inbox.close();
    },
  };
}

/** A browser's WebSocket or one of the npm package `ws`. */
export interface SocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: 'message' | 'close' | 'error', listener: (event: unknown) => void): unknown;
}

const SOCKET_OPEN = 1;
/** RFC 6455 7.4.1: a kind of data that cannot be accepted; data that is not what the type says; too big. */
const CLOSE_UNSUPPORTED = 1003;
const CLOSE_INVALID = 1007;
const CLOSE_TOO_BIG = 1009;

/**
 * A wire of JSON text over an open WebSocket. A message that is not text, not JSON or longer than
 * `maxMessageChars` closes the connection: whoever sends it does not speak this protocol.
 */
export function webSocketWire(socket: SocketLike, maxMessageChars = MAX_TO_CLIENT_CHARS): Wire {
  const inbox = new Inbox();
  const fail = (code: number): void => {
    socket.close(code);
    inbox.close();
  };
  socket.addEventListener('message', (event) => {
    const text = dataOf(event);
    if (typeof text !== 'string') return fail(CLOSE_UNSUPPORTED);
    if (text.length > maxMessageChars) return fail(CLOSE_TOO_BIG);
    const message = parseJson(text);
    if (message === undefined) return fail(CLOSE_INVALID);
    inbox.deliver(message);
  });
  socket.addEventListener('close', () => inbox.close());
  // A 'close' event follows every 'error'; without a listener `ws` would throw it at the process.
  socket.addEventListener('error', () => {});
  return {
    post: (message) => {
      if (inbox.closed || socket.readyState !== SOCKET_OPEN) return;
      if (socket.bufferedAmount > MAX_UNREAD_BYTES) return fail(CLOSE_TOO_BIG);
      socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => inbox.onMessage(listener),
    onClose: (listener) => inbox.onClose(listener),
    close: () => {
      socket.close();
      inbox.close();
    },
  };
}

/** The receiving half that every wire shares: keeps early messages, closes once. */
export class Inbox {
  #early: unknown[] | null = [];
  #message: (message: unknown) => void = () => {};
  #close: (() => void) | null = null;
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  deliver(message: unknown): void {
    if (this.#closed) return;
    if (this.#early === null) this.#message(message);
    else this.#early.push(message);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#early = null;
    this.#close?.();
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
    const early = this.#early ?? [];
    this.#early = null;
    for (const message of early) listener(message);
  }

  onClose(listener: () => void): void {
    this.#close = listener;
    if (this.#closed) listener();
  }
}

function dataOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'data' in event ? event.data : undefined;
}

/** The parsed value, or undefined (which JSON cannot say) when the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
