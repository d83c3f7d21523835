import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type LineSocket,
  type LineSocketTarget,
  openLineSocket,
} from '../../../electron/pool/line-socket.ts';
import type { PoolError } from '../../../electron/pool/pool-error.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function serve(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

interface Watched {
  readonly socket: LineSocket;
  readonly clock: ManualClock;
  readonly lines: string[];
  readonly opened: Promise<void>;
  readonly closed: Promise<PoolError>;
}

function connect(
  port: number,
  patch: Partial<LineSocketTarget> = {},
  onLine = (_socket: LineSocket): void => {},
): Watched {
  const clock = new ManualClock();
  const lines: string[] = [];
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<PoolError>();
  const target = { host: '127.0.0.1', port, tls: false, tlsCa: null, loopbackOnly: true, ...patch };
  const socket: LineSocket = openLineSocket(
    target,
    {
      onOpen: opened.resolve,
      onLine: (line) => {
        lines.push(line);
        onLine(socket);
      },
      onClosed: closed.resolve,
    },
    clock,
  );
  endings.push(() => socket.close());
  return { socket, clock, lines, opened: opened.promise, closed: closed.promise };
}

describe('line socket', () => {
  it('carries lines both ways and names the end', async () => {
    const port = await serve((socket) => {
      socket.once('data', (chunk) => socket.end(`echo ${chunk.toString()}second\r\npart`));
    });
    const { socket, lines, opened, closed } = connect(port);
    await opened;
    socket.write('hello\n');
    const error = await closed;
    expect(lines).toEqual(['echo hello', 'second']);
    expect(error).toMatchObject({ code: 'connectionLost', subject: `127.0.0.1:${port}` });
  });

  it('delivers nothing after it was closed, not even from the same chunk', async () => {
    const port = await serve((socket) => socket.write('one\ntwo\nthree\n'));
    const { lines, opened, socket } = connect(port, {}, (self) => void self.close());
    await opened;
    await socket.close();
    expect(lines.length).toBeLessThanOrEqual(1);
  });

  it('sends what was written before close', async () => {
    const received = Promise.withResolvers<string>();
    const port = await serve((socket) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('end', () => {
        received.resolve(text);
        socket.end();
      });
    });
    const { socket, opened, clock } = connect(port);
    await opened;
    socket.write('last words\n');
    await socket.close();
    expect(await received.promise).toBe('last words\n');
    expect(clock.armed).toBe(0);
  });

  it('gives up a TLS handshake that never comes, at the connect limit', async () => {
    const accepted = Promise.withResolvers<void>();
    const port = await serve(() => accepted.resolve());
    const { clock, closed } = connect(port, { tls: true });
    await accepted.promise;
    await clock.advance(9_000);
    expect(clock.armed).toBe(1);
    await clock.advance(1_000);
    expect(await closed).toMatchObject({ code: 'connectTimeout' });
    expect(clock.armed).toBe(0);
  });

  it('closes while it is still connecting', async () => {
    const port = await serve(() => {});
    const { socket, clock } = connect(port, { tls: true });
    await socket.close();
    await socket.close();
    expect(clock.armed).toBe(0);
  });

  it('does not wait long for a pool that no longer reads', async () => {
    const port = await serve((socket) => socket.pause());
    const { socket, opened, clock } = connect(port);
    await opened;
    socket.write(`${'x'.repeat(20_000_000)}\n`);
    const closing = socket.close();
    await clock.advance(1_000);
    await closing;
    expect(clock.armed).toBe(0);
  });

  it('hangs up when what is written piles up', async () => {
    const port = await serve((socket) => socket.pause());
    const { socket, opened, closed } = connect(port);
    await opened;
    socket.write(`${'x'.repeat(20_000_000)}\n`);
    socket.write('one more\n');
    expect(await closed).toMatchObject({ code: 'connectionLost' });
  });
});
