/** The local page over real sockets: who gets in, who does not, and what nobody can break. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../electron/contract/connect.ts';
import { minerContract } from '../../electron/contract/contract.ts';
import { serve } from '../../electron/contract/serve.ts';
import { webSocketWire } from '../../electron/contract/wire.ts';
import type { ListenAddress } from '../../electron/host/listen-address.ts';
import { startWebServer, type WebServer } from '../../electron/host/web-server.ts';
import { MAX_CLIENTS, TOKEN_DEADLINE_MS } from '../../electron/host/web-upgrade.ts';
import { ManualClock } from '../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../doubles/silent-logger.ts';
import { HELLO, sampleHandlers } from '../unit/contract/samples.ts';

interface Running {
  readonly server: WebServer;
  readonly port: number;
  readonly token: string;
  readonly dir: string;
  readonly clock: ManualClock;
  readonly lines: LoggedLine[];
  wires: number;
}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hashwatt-web-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function running(
  listen: ListenAddress = { host: '127.0.0.1', port: 0 },
  built = true,
): Promise<Running> {
  const dir = temporaryDir();
  const rendererDir = join(dir, 'page');
  if (built) {
    mkdirSync(join(rendererDir, 'assets'), { recursive: true });
    mkdirSync(join(rendererDir, '.git'));
    writeFileSync(join(rendererDir, 'index.html'), '<title>Hashwatt</title>');
    writeFileSync(join(rendererDir, 'assets', 'app-1f.js'), 'export {};');
    writeFileSync(join(rendererDir, '.git', 'config'), 'inside');
    writeFileSync(join(dir, 'outside.txt'), 'outside');
    symlinkSync(join(dir, 'outside.txt'), join(rendererDir, 'link.txt'));
    symlinkSync(dir, join(rendererDir, 'up'));
  }
  const clock = new ManualClock();
  const lines: LoggedLine[] = [];
  const server = await startWebServer({
    rendererDir,
    listen,
    tokenFile: join(dir, 'token'),
    serveWire: (wire) => {
      state.wires += 1;
      serve(minerContract, {
        wire,
        hello: HELLO,
        handlers: sampleHandlers(),
        feeds: { frame: { subscribe: () => () => {} } },
        clock,
      });
    },
    log: silentLogger(lines),
    clock,
  });
  stops.push(() => server.close());
  const port = Number(new URL(server.address).port);
  const state: Running = {
    server,
    port,
    token: new URL(server.url).hash.slice('#token='.length),
    dir,
    clock,
    lines,
    wires: 0,
  };
  return state;
}

/** Sends bytes and gives back everything that comes until the server closes, or one whole answer. */
function raw(port: number, request: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(port, host, () => socket.write(request));
    let text = '';
    socket.setTimeout(8_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      const bodyStart = text.indexOf('\r\n\r\n') + 4;
      if (length !== undefined && bodyStart > 3 && text.length >= bodyStart + Number(length)) socket.end();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', (error) => (text === '' ? reject(error) : resolve(text)));
  });
}

const statusOf = (answer: string): number => Number(answer.split(' ')[1]);
const jsonOf = (answer: string): { error: string; message: string } =>
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
const get = (target: string, host: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

describe('the Host header', () => {
  test.each([['localhost:PORT'], ['127.0.0.1:PORT'], ['[::1]:PORT']])('%s is ours', async (host) => {
    const { port } = await running();
    expect(statusOf(await raw(port, get('/', host.replace('PORT', `${port}`))))).toBe(200);
  });

  test.each([
    ['another name', 'Host: evil.example:PORT\r\n'],
    ['a name that begins like ours', 'Host: localhost.evil.example:PORT\r\n'],
    ['no port', 'Host: localhost\r\n'],
    ['another port', 'Host: localhost:1\r\n'],
    ['a trailing dot', 'Host: localhost.:PORT\r\n'],
    ['upper case', 'Host: LOCALHOST:PORT\r\n'],
    ['another spelling of the address', 'Host: 127.1:PORT\r\n'],
    ['a number', 'Host: 2130706433:PORT\r\n'],
    ['credentials', 'Host: a@localhost:PORT\r\n'],
    ['an empty one', 'Host: \r\n'],
    ['none', ''],
    ['two of ours', 'Host: localhost:PORT\r\nHost: localhost:PORT\r\n'],
    ['ours and another', 'Host: localhost:PORT\r\nHost: evil.example\r\n'],
  ])('%s is refused with 421', async (_name, header) => {
    const { port } = await running();
    const host = header.replaceAll('PORT', `${port}`);
    for (const request of [`GET / HTTP/1.1\r\n${host}\r\n`, `GET /nothing HTTP/1.1\r\n${host}\r\n`]) {
      const answer = await raw(port, request);
      expect(statusOf(answer)).toBe(421);
      expect(jsonOf(answer).message).toContain(`http://127.0.0.1:${port}/`);
      expect(answer).not.toContain('<title>');
    }
  });

  test.each([['http://evil.example/'], ['http://localhost:PORT/'], ['*']])(
    'target %s is refused',
    async (target) => {
      const { port } = await running();
      const answer = await raw(port, get(target.replace('PORT', `${port}`), `localhost:${port}`));
      expect(statusOf(answer)).toBe(421);
    },
  );
});

describe('the WebSocket', () => {
  interface Knock {
    readonly origin?: string;
    readonly host?: string;
    readonly path?: string;
  }

  function knock({ port }: Running, { origin, host, path = '/wire' }: Knock = {}): WebSocket {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
      ...(origin === undefined ? {} : { origin }),
      headers: host === undefined ? {} : { host },
    });
    stops.push(async () => socket.terminate());
    return socket;
  }

  const opened = (socket: WebSocket): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
  const closed = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => socket.once('close', resolve));
  const refusal = (socket: WebSocket): Promise<number> =>
    new Promise((resolve, reject) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('open', () => reject(new Error('was let in')));
      socket.once('error', reject);
    });

  test('the page of this address with the token gets a wire that works', async () => {
    const host = await running();
    const socket = knock(host, { origin: `http://127.0.0.1:${host.port}` });
    await opened(socket);
    socket.send(JSON.stringify({ token: host.token }));
    const client = connect(minerContract, webSocketWire(socket), { clock: host.clock });
    expect(await client.hello).toEqual(HELLO);
    expect(await client.calls.getSettings({})).toMatchObject({ revision: 1 });
    await host.server.close();
    await client.closed;
  });

  test('a program without Origin needs the token like everyone', async () => {
    const host = await running();
    const socket = knock(host);
    await opened(socket);
    socket.send(JSON.stringify({ token: host.token }));
    await expect.poll(() => host.wires).toBe(1);
  });

  test.each([
    ['http://evil.example', 403],
    ['null', 403],
    ['https://127.0.0.1:PORT', 403],
    ['http://localhost:PORT', 403],
    ['http://127.0.0.1', 403],
    ['http://127.0.0.1:PORT.evil.example', 403],
    ['http://127.0.0.1:PORT/', 403],
    ['HTTP://127.0.0.1:PORT', 403],
  ])('Origin %s is refused', async (origin, status) => {
    const host = await running();
    expect(await refusal(knock(host, { origin: origin.replace('PORT', `${host.port}`) }))).toBe(status);
    expect(host.wires).toBe(0);
  });

  test('a foreign Host is refused before anything else, another path after it', async () => {
    const host = await running();
    const origin = `http://127.0.0.1:${host.port}`;
    expect(await refusal(knock(host, { origin, host: 'evil.example', path: '/x' }))).toBe(421);
    expect(await refusal(knock(host, { origin, path: '/' }))).toBe(404);
    expect(await refusal(knock(host, { origin, path: '/wire?token=x' }))).toBe(404);
  });

  test.each([
    ['a wrong token', JSON.stringify({ token: 'A'.repeat(43) })],
    ['a longer token', (token: string) => JSON.stringify({ token: `${token}A` })],
    ['an empty token', JSON.stringify({ token: '' })],
    ['one key too many', (token: string) => JSON.stringify({ token, more: 1 })],
    ['no JSON', '{"token'],
    ['a call', JSON.stringify({ kind: 'call', id: 1, name: 'getSettings', input: {} })],
    ['bytes', (token: string) => Buffer.from(JSON.stringify({ token }))],
  ])('%s closes with 4401 and never reaches a wire', async (_name, message) => {
    const host = await running();
    const socket = knock(host);
    await opened(socket);
    socket.send(typeof message === 'function' ? message(host.token) : message);
    expect(await closed(socket)).toBe(4401);
    expect(host.wires).toBe(0);
    expect(JSON.stringify(host.lines)).not.toContain(host.token);
  });

  test('who says nothing is closed after five seconds', async () => {
    const host = await running();
    const socket = knock(host);
    await opened(socket);
    await host.clock.advance(TOKEN_DEADLINE_MS - 1);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    const ended = closed(socket);
    await host.clock.advance(1);
    expect(await ended).toBe(4408);
  });

  test('a message over 16 KiB ends that client alone', async () => {
    const host = await running();
    const sockets = [knock(host), knock(host)];
    for (const socket of sockets) {
      await opened(socket);
      socket.send(JSON.stringify({ token: host.token }));
    }
    await expect.poll(() => host.wires).toBe(2);
    const [big, other] = sockets as [WebSocket, WebSocket];
    const ended = closed(big);
    big.send('x'.repeat(16_385));
    expect(await ended).toBe(1009);
    expect(other.readyState).toBe(WebSocket.OPEN);
  });

  test('the thirty-third page is asked to wait', async () => {
    const host = await running();
    const sockets = Array.from({ length: MAX_CLIENTS }, () => knock(host));
    await Promise.all(sockets.map(opened));
    expect(await refusal(knock(host))).toBe(503);
    const [first] = sockets as [WebSocket];
    const ended = closed(first);
    first.close();
    await ended;
    await expect.poll(() => opened(knock(host)).then(() => true)).toBe(true);
  });

  test('malformed upgrades and frames never end the server', async () => {
    const host = await running();
    const hostHeader = `Host: 127.0.0.1:${host.port}\r\n`;
    const upgrade = `GET /wire HTTP/1.1\r\n${hostHeader}Connection: Upgrade\r\nUpgrade: websocket\r\n`;
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';
    expect(statusOf(await raw(host.port, `${upgrade}\r\n`))).toBe(400);
    expect(
      statusOf(await raw(host.port, `${upgrade}Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: x\r\n\r\n`)),
    ).toBe(400);
    expect(
      statusOf(
        await raw(host.port, `${upgrade}${key}Origin: http://127.0.0.1:${host.port}\r\nOrigin: x\r\n\r\n`),
      ),
    ).toBe(403);
    // An unmasked frame, a reserved opcode, a length that lies: all after a good handshake.
    for (const frame of [
      '\x81\x02hi',
      '\x8f\x80\x00\x00\x00\x00',
      '\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff',
    ]) {
      const answer = await raw(host.port, `${upgrade}${key}\r\n${frame}`);
      expect(statusOf(answer)).toBe(101);
    }
    expect((await fetch(`${host.server.address}/`)).status).toBe(200);
  });
});

describe('requests', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s is refused',
    async (method) => {
      const { port } = await running();
      const answer = await raw(
        port,
        `${method} / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`,
      );
      expect(statusOf(answer)).toBe(405);
      expect(answer.toLowerCase()).toContain('allow: get, head');
    },
  );

  test.each([['text/plain'], ['application/json'], ['multipart/form-data; boundary=x']])(
    'a body of 10 MB as %s is refused with a sentence',
    async (type) => {
      const { server } = await running();
      const body = Buffer.alloc(10_000_000, 120);
      const answer = await fetch(`${server.address}/`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(413);
      expect(await answer.json()).toMatchObject({ error: 'tooLarge', message: expect.stringMatching(/\.$/) });
      expect((await fetch(`${server.address}/`)).status).toBe(200);
    },
  );

  test('no answer lets another page read it, whatever it is', async () => {
    const { server, port } = await running();
    const answers = [
      await fetch(`${server.address}/`),
      await fetch(`${server.address}/assets/app-1f.js`, { headers: { origin: 'http://evil.example' } }),
      await fetch(`${server.address}/nothing`),
      await fetch(`${server.address}/`, { method: 'POST', body: 'x' }),
    ];
    for (const { headers } of answers) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.has('set-cookie')).toBe(false);
    }
    const [page, asset, missing] = answers as [Response, Response, Response];
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(asset.headers.get('cache-control')).toBe('no-cache');
    expect(missing.headers.get('cache-control')).toBe('no-store');
    expect(await raw(port, get('/', 'evil.example'))).toContain('frame-ancestors');
  });

  test.each([
    ['garbage', '\x00\x01\x02\r\n\r\n', 400],
    ['a header too long', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['a target with a broken escape', 'GET /%zz HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n', 404],
  ])('%s is answered and ends nothing', async (_name, request, status) => {
    const { port, server } = await running();
    expect(statusOf(await raw(port, request.replace('HOST', `127.0.0.1:${port}`)))).toBe(status);
    expect((await fetch(`${server.address}/`)).status).toBe(200);
  });

  test('who sends a header slowly, or nothing, is cut off', async () => {
    const { port } = await running();
    const drip = connectSocket(port, '127.0.0.1');
    stops.push(async () => void drip.destroy());
    drip.resume();
    drip.write('GET / HTTP/1.1\r\nHo');
    const [answer] = await Promise.all([
      raw(port, 'GET / HT'),
      new Promise((resolve) => drip.once('close', resolve)),
    ]);
    expect(answer === '' || statusOf(answer) === 408).toBe(true);
  });
});

describe('static files', () => {
  test('the page, its files and HEAD are served', async () => {
    const { server } = await running();
    expect(await (await fetch(`${server.address}/`)).text()).toContain('Hashwatt');
    const script = await fetch(`${server.address}/assets/app-1f.js?v=1`);
    expect(script.headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${server.address}/index.html`, { method: 'HEAD' })).status).toBe(200);
  });

  test.each([
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/%2E%2E%2Foutside.txt',
    '/..%2foutside.txt',
    '/%252e%252e/outside.txt',
    '/..%5coutside.txt',
    '/..\\outside.txt',
    '/assets\\app-1f.js',
    '/%c0%ae%c0%ae/outside.txt',
    '/index.html%00.js',
    '/link.txt',
    '/up/outside.txt',
    '/up/token',
    '/.git/config',
    '/assets',
    '/assets/',
    '//etc/passwd',
    '/file:///etc/passwd',
    '/nothing.js',
  ])('%s does not exist', async (target) => {
    const { port, token } = await running();
    const answer = await raw(port, get(target, `127.0.0.1:${port}`));
    expect(statusOf(answer)).toBe(404);
    expect(jsonOf(answer).message).toBe('There is no such file.');
    for (const content of ['outside', 'inside', 'root:', token])
      expect(answer.slice(answer.indexOf('\r\n\r\n'))).not.toContain(content);
  });

  test('without a built page the miner runs and the page says what to do', async () => {
    const { server } = await running(undefined, false);
    const answer = await fetch(`${server.address}/`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining('npm run build') });
  });
});

describe('start and stop', () => {
  test('the token is 256 bits, private, stable, and in the fragment only', async () => {
    const { server, token, dir } = await running();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(statSync(join(dir, 'token')).mode & 0o777).toBe(0o600);
    expect(server.url).toBe(`${server.address}/#token=${token}`);
    expect(server.address).not.toContain(token);
    const again = await startWebServer({
      rendererDir: dir,
      listen: { host: '127.0.0.1', port: 0 },
      tokenFile: join(dir, 'token'),
      serveWire: () => {},
      log: silentLogger(),
      clock: new ManualClock(),
    });
    stops.push(() => again.close());
    expect(again.url).toContain(token);
  });

  test.each([
    ['cut', 'abc', 0o600],
    ['exposed', `${'A'.repeat(43)}\n`, 0o644],
  ])('a token that is %s is replaced', async (_name, text, mode) => {
    const dir = temporaryDir();
    const tokenFile = join(dir, 'token');
    writeFileSync(tokenFile, text, { mode });
    const server = await startWebServer({
      rendererDir: dir,
      listen: { host: '127.0.0.1', port: 0 },
      tokenFile,
      serveWire: () => {},
      log: silentLogger(),
      clock: new ManualClock(),
    });
    stops.push(() => server.close());
    expect(readFileSync(tokenFile, 'utf8')).not.toBe(text);
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  });

  test('a taken port is named together with its program, and no other is picked', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => other.close(() => resolve())));
    const taken = other.address();
    const port = typeof taken === 'object' && taken !== null ? taken.port : 0;
    await expect(running({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'portTaken',
      message: expect.stringMatching(
        new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken by .+--listen 127\\.0\\.0\\.1:\\d+\\.$`),
      ),
    });
  });

  test('an address of a network is refused', async () => {
    await expect(running({ host: '0.0.0.0', port: 0 })).rejects.toMatchObject({ code: 'addressUnusable' });
  });

  test('it listens on the address it was told and no other', async () => {
    const { port } = await running({ host: '127.0.0.2', port: 0 });
    expect(statusOf(await raw(port, get('/', `127.0.0.2:${port}`), '127.0.0.2'))).toBe(200);
    await expect(raw(port, get('/', `127.0.0.1:${port}`))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('closing cuts idle connections and can be done twice', async () => {
    const { server, port } = await running();
    const idle = connectSocket(port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    const cut = new Promise((resolve) => idle.once('close', resolve));
    await Promise.all([server.close(), server.close(), cut]);
    await expect(raw(port, get('/', 'x'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
