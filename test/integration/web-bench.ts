/** A running local page on a free port, and how its tests talk to it: whole WebSockets and raw bytes. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { minerContract } from '../../electron/contract/contract.ts';
import { serve } from '../../electron/contract/serve.ts';
import type { ListenAddress } from '../../electron/host/listen-address.ts';
import { startWebServer, type WebServer } from '../../electron/host/web-server.ts';
import { ManualClock } from '../doubles/manual-clock.ts';
import { type LoggedLine, silentLogger } from '../doubles/silent-logger.ts';
import { HELLO, sampleHandlers } from '../unit/contract/samples.ts';

export interface Running {
  readonly server: WebServer;
  readonly port: number;
  readonly token: string;
  readonly dir: string;
  readonly clock: ManualClock;
  readonly lines: LoggedLine[];
  wires: number;
}

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hashwatt-web-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Ends with the test. */
export async function running(
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
  onTestFinished(() => server.close());
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
export function raw(port: number, request: string, host = '127.0.0.1'): Promise<string> {
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

export const statusOf = (answer: string): number => Number(answer.split(' ')[1]);
export const jsonOf = (answer: string): { error: string; message: string } =>
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
export const get = (target: string, host: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

export interface Knock {
  readonly origin?: string;
  readonly host?: string;
  readonly path?: string;
}

/** A WebSocket that knocks; it ends with the test. */
export function knock({ port }: Running, { origin, host, path = '/wire' }: Knock = {}): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
    ...(origin === undefined ? {} : { origin }),
    headers: host === undefined ? {} : { host },
  });
  onTestFinished(() => socket.terminate());
  return socket;
}

export const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
export const closed = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => socket.once('close', resolve));
/** The status of an upgrade that was refused. */
export const refusal = (socket: WebSocket): Promise<number> =>
  new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('open', () => reject(new Error('was let in')));
    socket.once('error', reject);
  });
