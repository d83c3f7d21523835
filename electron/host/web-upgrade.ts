/**
 * The door of the WebSocket: any page of any site can knock, so Host and Origin must be ours, and the first
 * message must be the token. Only then is there a wire.
 */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Clock, Logger } from '../contract/ports.ts';
import { MAX_TO_HOST_BYTES, type Wire, webSocketWire } from '../contract/wire.ts';
import { isSameToken } from './access-token.ts';
import { bodyOf, headersNamed, type Refused, refusedHost, SECURITY_HEADERS } from './request-guard.ts';

const WIRE_PATH = '/wire';
/** Pages that showed the token. */
export const MAX_CLIENTS = 32;
/** Who has not yet: a pool of its own, in which the oldest makes way, so that no crowd keeps the owner out. */
export const MAX_STRANGERS = 64;
export const TOKEN_DEADLINE_MS = 5_000;

/** Close codes of our own (RFC 6455 7.4.2 leaves 4000-4999 to programs), which the page tells apart. */
const CLOSE_WRONG_TOKEN = 4401;
const CLOSE_NO_TOKEN = 4408;
const CLOSE_TOO_MANY = 4429;
/** RFC 6455 7.4.1. */
const CLOSE_GOING_AWAY = 1001;
/** Who has not answered a close by then is cut off. */
const CLOSE_TIMEOUT_MS = 500;

export interface WebUpgradeDeps {
  readonly token: string;
  readonly hosts: () => ReadonlySet<string>;
  readonly serveWire: (wire: Wire) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface WebUpgrade {
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every connection; who does not answer is cut. */
  close(): void;
}

/**
 * `handle` takes the upgrade of an http server and answers what is refused itself; a wire is handed out once the
 * token came. `close` ends every socket.
 */
export function webUpgrade(deps: WebUpgradeDeps): WebUpgrade {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_TO_HOST_BYTES,
    perMessageDeflate: false,
  });
  const door = new Door(deps);
  return {
    handle: (request, socket, head) => {
      // A client may vanish at any moment; without a listener that would end the process.
      socket.on('error', () => socket.destroy());
      const refused = refusedUpgrade(request, deps.hosts());
      if (refused !== null) {
        deps.log.debug('A WebSocket was refused.', { why: refused.error });
        return refuse(socket, refused);
      }
      server.handleUpgrade(request, socket, head, (webSocket) => door.admit(webSocket));
    },
    close: () => {
      for (const client of server.clients) end(client, CLOSE_GOING_AWAY, deps.clock);
      server.close();
    },
  };
}

function refusedUpgrade(request: IncomingMessage, hosts: ReadonlySet<string>): Refused | null {
  const wrongHost = refusedHost(request, hosts);
  if (wrongHost !== null) return wrongHost;
  if (request.url !== WIRE_PATH) {
    return { status: 404, error: 'notFound', message: `The WebSocket is at ${WIRE_PATH}.` };
  }
  const origins = headersNamed(request, 'origin');
  // Browsers always send it; a program without one still needs the token.
  const isOwnPage = origins.length === 1 && origins[0] === `http://${request.headers.host}`;
  if (origins.length > 0 && !isOwnPage) {
    return {
      status: 403,
      error: 'wrongOrigin',
      message: 'Only the miner page of this very address may connect.',
    };
  }
  return null;
}

function refuse(socket: Duplex, refused: Refused): void {
  const body = bodyOf(refused);
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  // Who is refused may not keep the connection.
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
  );
}

const TokenMessage = z.strictObject({ token: z.string().max(200) });

/** Who is in and who waits at the door, each counted apart. */
class Door {
  readonly #deps: WebUpgradeDeps;
  readonly #clients = new Set<WebSocket>();
  /** Oldest first; with those that are being sent away, until they are gone. */
  readonly #strangers = new Set<WebSocket>();
  #wrongTokens = 0;

  constructor(deps: WebUpgradeDeps) {
    this.#deps = deps;
  }

  admit(webSocket: WebSocket): void {
    const { clock, log } = this.#deps;
    // 'close' follows; `ws` would throw an 'error' nobody listens to.
    webSocket.on('error', (error) => log.debug('A WebSocket failed.', { error }));
    this.#makeRoom();
    this.#strangers.add(webSocket);
    const cancelDeadline = clock.after(TOKEN_DEADLINE_MS, () => end(webSocket, CLOSE_NO_TOKEN, clock));
    webSocket.once('close', () => {
      cancelDeadline();
      this.#strangers.delete(webSocket);
      this.#clients.delete(webSocket);
    });
    webSocket.once('message', (data, isBinary) => {
      // One that is being sent away may still be heard.
      if (webSocket.readyState !== webSocket.OPEN) return;
      cancelDeadline();
      this.#hear(webSocket, isBinary ? null : parseToken(data.toString()));
    });
  }

  #makeRoom(): void {
    for (const oldest of this.#strangers) {
      if (this.#strangers.size < MAX_STRANGERS) return;
      this.#strangers.delete(oldest);
      // Not a word more: who does not answer a close would keep the connection for a while.
      oldest.terminate();
    }
  }

  #hear(webSocket: WebSocket, given: string | null): void {
    const { token, serveWire, clock, log } = this.#deps;
    if (given === null || !isSameToken(given, token)) {
      // A program that tries on and on must not push everything else out of the log.
      log[this.#wrongTokens === 0 ? 'warn' : 'debug']('A client with a wrong token was refused.');
      this.#wrongTokens += 1;
      end(webSocket, CLOSE_WRONG_TOKEN, clock);
    } else if (this.#clients.size >= MAX_CLIENTS) {
      log.warn('Too many pages are open: close some.', { pages: this.#clients.size });
      end(webSocket, CLOSE_TOO_MANY, clock);
    } else {
      this.#strangers.delete(webSocket);
      this.#clients.add(webSocket);
      serveWire(webSocketWire(webSocket, MAX_TO_HOST_BYTES));
    }
  }
}

function end(webSocket: WebSocket, code: number, clock: Clock): void {
  const cancel = clock.after(CLOSE_TIMEOUT_MS, () => webSocket.terminate());
  webSocket.once('close', cancel);
  webSocket.close(code);
}

function parseToken(text: string): string | null {
  try {
    return TokenMessage.parse(JSON.parse(text)).token;
  } catch {
    return null;
  }
}
