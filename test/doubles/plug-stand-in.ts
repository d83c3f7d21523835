/** Plugs that are not there: a local HTTP or TCP server that answers as told, well or badly. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const FIXTURES = join(import.meta.dirname, '../vectors/data/earnings/fixtures');

/** A captured body, as its plug sent it. */
export function capturedBody(file: string): string {
  return readFileSync(join(FIXTURES, file), 'utf8');
}

export type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

/** `host:port` of a web server that ends with the test. */
export async function webStandIn(answer: Answerer): Promise<string> {
  return listening(createServer(answer));
}

/** The same from bodies by path (with its query); all else is 404. */
export function serving(bodies: Readonly<Record<string, string>>): Answerer {
  return ({ url = '' }, response) => {
    const body = bodies[url];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(body);
  };
}

/** `host:port` of a TCP server that ends with the test. */
export async function tcpStandIn(answer: (socket: Socket) => void): Promise<string> {
  return listening(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      answer(socket);
    }),
  );
}

async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const hash = (name: string, ...parts: readonly Buffer[]): Buffer =>
  createHash(name).update(Buffer.concat(parts)).digest();

/** The far side of KLAP, written apart from the near one. `answer` gets the question in the clear. */
export function klapStandIn(options: {
  readonly generation: 'kasa' | 'tapo';
  readonly user: string;
  readonly password: string;
  readonly answer: (question: string) => string;
}): { readonly answerer: Answerer; forget(): void } {
  const [user, password] = [Buffer.from(options.user), Buffer.from(options.password)];
  const isTapo = options.generation === 'tapo';
  const secret = isTapo
    ? hash('sha256', hash('sha1', user), hash('sha1', password))
    : hash('md5', hash('md5', user), hash('md5', password));
  const mine = randomBytes(16);
  let theirs: Buffer = Buffer.alloc(16);
  let isKnown = false;
  const seal = (question: Buffer, sequence: number): Buffer => {
    const part = (label: string): Buffer => hash('sha256', Buffer.from(label), theirs, mine, secret);
    const counter = Buffer.alloc(4);
    counter.writeInt32BE(sequence);
    const vector = Buffer.concat([part('iv').subarray(0, 12), counter]);
    const key = part('lsk').subarray(0, 16);
    const opener = createDecipheriv('aes-128-cbc', key, vector);
    const clear = Buffer.concat([opener.update(question.subarray(32)), opener.final()]);
    const sealer = createCipheriv('aes-128-cbc', key, vector);
    const sealed = Buffer.concat([sealer.update(options.answer(clear.toString())), sealer.final()]);
    return Buffer.concat([hash('sha256', part('ldk').subarray(0, 28), counter, sealed), sealed]);
  };
  const answerer: Answerer = (request, response) => {
    void bodyOf(request).then((body) => {
      const url = new URL(request.url ?? '', 'http://plug');
      if (url.pathname === '/app/handshake1') {
        theirs = body;
        isKnown = false;
        const proof = isTapo ? hash('sha256', theirs, mine, secret) : hash('sha256', theirs, secret);
        response.writeHead(200, { 'set-cookie': 'TP_SESSIONID=A1B2;TIMEOUT=1440' });
        response.end(Buffer.concat([mine, proof]));
      } else if (request.headers.cookie !== 'TP_SESSIONID=A1B2') {
        response.writeHead(403).end();
      } else if (url.pathname === '/app/handshake2') {
        const proof = isTapo ? hash('sha256', mine, theirs, secret) : hash('sha256', mine, secret);
        isKnown = proof.equals(body);
        response.writeHead(isKnown ? 200 : 403).end();
      } else if (isKnown) {
        response.end(seal(body, Number(url.searchParams.get('seq'))));
      } else response.writeHead(403).end();
    });
  };
  return {
    answerer,
    forget: () => {
      isKnown = false;
    },
  };
}
