/**
 * The local page of a headless host: static files and one WebSocket, on this computer's own addresses only.
 * It knows nothing of mining; a client with the token becomes a wire.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import Fastify from 'fastify';
import type { Clock, Logger } from '../contract/ports.ts';
import type { Wire } from '../contract/wire.ts';
import { readOrMakeToken } from './access-token.ts';
import { errnoOf, HostError } from './host-error.ts';
import { allowedHosts, authorityOf, isLoopbackHost, type ListenAddress } from './listen-address.ts';
import { portOwner } from './port-owner.ts';
import { guardRequest } from './request-guard.ts';
import { answerNotFound, serveStaticFiles } from './static-files.ts';
import { tokenKeeper } from './token-keeper.ts';
import { webUpgrade } from './web-upgrade.ts';

export interface WebServerDeps {
  /** Directory of the built page; it may be missing, then the page says how to build it. */
  readonly rendererDir: string;
  readonly listen: ListenAddress;
  readonly tokenFile: string;
  /** Called with each client that showed the token. */
  readonly serveWire: (wire: Wire) => void;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface WebServer {
  /** `http://127.0.0.1:7340`: without the token, so it may be logged and stored. */
  readonly address: string;
  /** The address with the token in the fragment: for the user's eyes on stdout only. */
  readonly url: string;
  /** Looks whether the file of the token still holds the one that opens this page, and writes it again. Never rejects. */
  keepToken(): Promise<void>;
  /** Idempotent; cuts every connection. */
  close(): Promise<void>;
}

/** Resolves when the port is open. Throws a HostError with the cure when it cannot be, or the token cannot. */
export async function startWebServer(deps: WebServerDeps): Promise<WebServer> {
  const { listen } = deps;
  if (!isLoopbackHost(listen.host)) {
    throw new HostError('addressUnusable', `${listen.host} is not an address of this computer alone.`);
  }
  const token = await readOrMakeToken(deps.tokenFile, deps.log);
  let hosts: ReadonlySet<string> = new Set();
  const server = await pageServer(deps.rendererDir, () => hosts);
  const upgrade = webUpgrade({ ...deps, token, hosts: () => hosts });
  server.on('upgrade', (request, socket, head) => upgrade.handle(request, socket, head));

  const { port } = await listenOn(server, listen);
  // Such as too many open files at an accept: one client less, not the end of the process.
  server.on('error', (error) => deps.log.warn('The local page could not take a connection.', { error }));
  hosts = allowedHosts({ host: listen.host, port });
  const address = `http://${authorityOf({ host: listen.host, port })}`;
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      upgrade.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    address,
    url: `${address}/#token=${token}`,
    keepToken: tokenKeeper({ file: deps.tokenFile, token, log: deps.log }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Limits of one connection: a request that is not complete by then is not one of our page. */
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 5_000;
const MAX_HEADER_BYTES = 16_384;
/** Connections that are no WebSocket; a page needs a few for a moment. */
export const MAX_CONNECTIONS = 128;

async function pageServer(rendererDir: string, hosts: () => ReadonlySet<string>): Promise<Server> {
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The guard answers a missing Host itself, like a wrong one.
    requireHostHeader: false,
  });
  limitConnections(server);
  const app = Fastify({
    frameworkErrors: (_error, _request, reply) => {
      answerNotFound(reply);
    },
    serverFactory: (handler) => {
      const guarded: typeof handler = (request, response) => {
        if (guardRequest(request, response, hosts())) handler(request, response);
      };
      server.on('request', guarded);
      // Without this Node would invite a body that is going to be refused.
      server.on('checkContinue', guarded);
      return server;
    },
  });
  await serveStaticFiles(app, rendererDir);
  await app.ready();
  return server;
}

/** The oldest makes way: who refuses the newest lets a crowd of idle ones keep the owner out. */
function limitConnections(server: Server): void {
  const open = new Set<Duplex>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    for (const oldest of open) {
      if (open.size <= MAX_CONNECTIONS) return;
      open.delete(oldest);
      oldest.destroy();
    }
  });
  // The door of the WebSockets counts those itself.
  server.on('upgrade', (_request, socket) => open.delete(socket));
}

async function listenOn(server: Server, listen: ListenAddress): Promise<AddressInfo> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: listen.host, port: listen.port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return server.address() as AddressInfo;
  } catch (error) {
    throw await listenError(listen, error);
  }
}

async function listenError(listen: ListenAddress, cause: unknown): Promise<HostError> {
  const { host, port } = listen;
  const another = `choose another one with --listen ${authorityOf({ host, port: port < 65_535 ? port + 1 : 7340 })}`;
  switch (errnoOf(cause)) {
    case 'EADDRINUSE': {
      const owner = await portOwner(port);
      const by = owner === null ? 'another program' : owner;
      return new HostError(
        'portTaken',
        `Port ${port} on ${host} is taken by ${by}. Stop it, or ${another}.`,
        { cause },
      );
    }
    case 'EACCES':
      return new HostError(
        'portForbidden',
        `You may not listen on port ${port}. Ports below 1024 belong to the system: ${another}.`,
        { cause },
      );
    default:
      return new HostError(
        'addressUnusable',
        `This computer cannot listen on ${authorityOf(listen)} (${errnoOf(cause) ?? String(cause)}): ${another}.`,
        { cause },
      );
  }
}
