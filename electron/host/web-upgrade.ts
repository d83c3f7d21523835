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
export const MAX_CLIENTS = 32;
export const TOKEN_DEADLINE_MS = 5_000;

/** Close codes of our own (RFC 6455 7.4.2 leaves 4000-4999 to programs), which the page tells apart. */
const CLOSE_WRONG_TOKEN = 4401;
const CLOSE_NO_TOKEN = 4408;
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
  return {
    handle: (request, socket, head) => {
      // A client may vanish at any moment; without a listener that would end the process.
      socket.on('error', () => socket.destroy());
      const refused = refusedUpgrade(request, deps.hosts(), server.clients.size);
      if (refused !== null) {
        deps.log.debug('A WebSocket was refused.', { why: refused.error });
        return refuse(socket, refused);
      }
      server.handleUpgrade(request, socket, head, (webSocket) => admit(webSocket, deps));
    },
    close: () => {
      for (const client of server.clients) end(client, CLOSE_GOING_AWAY, deps.clock);
      server.close();
    },
  };
}

function refusedUpgrade(
  request: IncomingMessage,
  hosts: ReadonlySet<string>,
  clientCount: number,
): Refused | null {
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
  if (clientCount >= MAX_CLIENTS) {
    return {
      status: 503,
      error: 'tooManyClients',
      message: 'Too many pages are open: close some and try again.',
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

function admit(webSocket: WebSocket, { token, serveWire, clock, log }: WebUpgradeDeps): void {
  // 'close' follows; `ws` would throw an 'error' nobody listens to.
  webSocket.on('error', (error) => log.debug('A WebSocket failed.', { error }));
  const cancelDeadline = clock.after(TOKEN_DEADLINE_MS, () => end(webSocket, CLOSE_NO_TOKEN, clock));
  webSocket.once('close', cancelDeadline);
  webSocket.once('message', (data, isBinary) => {
    cancelDeadline();
    const message = isBinary ? null : parseToken(data.toString());
    if (message === null || !isSameToken(message, token)) {
      log.warn('A client with a wrong token was refused.');
      return end(webSocket, CLOSE_WRONG_TOKEN, clock);
    }
    serveWire(webSocketWire(webSocket, MAX_TO_HOST_BYTES));
  });
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
