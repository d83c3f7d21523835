/** What nobody can break or fill up at the local page: sizes, times, numbers of clients, bytes that make no sense. */
import { connect as connectSocket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_CONNECTIONS } from '../../electron/host/web-server.ts';
import { MAX_CLIENTS, MAX_STRANGERS, TOKEN_DEADLINE_MS } from '../../electron/host/web-upgrade.ts';
import { closed, knock, opened, type Running, raw, running, statusOf } from './web-bench.ts';

/** A WebSocket that has shown the token. */
async function entered(host: Running): Promise<WebSocket> {
  const socket = knock(host);
  await opened(socket);
  socket.send(JSON.stringify({ token: host.token }));
  return socket;
}

describe('the WebSocket', () => {
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

  test('the thirty-third page with the token is asked to wait, until one leaves', async () => {
    const host = await running();
    const sockets = await Promise.all(Array.from({ length: MAX_CLIENTS }, () => entered(host)));
    await expect.poll(() => host.wires).toBe(MAX_CLIENTS);
    expect(await closed(await entered(host))).toBe(4429);
    const [first] = sockets as [WebSocket];
    const ended = closed(first);
    first.close();
    await ended;
    await expect
      .poll(async () => {
        await entered(host);
        return host.wires;
      })
      .toBe(MAX_CLIENTS + 1);
  });

  test('strangers in any number keep the owner neither out nor from staying', async () => {
    const host = await running();
    const owner = await entered(host);
    await expect.poll(() => host.wires).toBe(1);
    const strangers = Array.from({ length: 3 * MAX_STRANGERS }, () => knock(host));
    const firstGone = closed(strangers[0] as WebSocket);
    await Promise.all(strangers.map(opened));
    await entered(host);
    await expect.poll(() => host.wires).toBe(2);
    await firstGone;
    expect(owner.readyState).toBe(WebSocket.OPEN);
    await expect
      .poll(() => strangers.filter(({ readyState }) => readyState === WebSocket.OPEN).length)
      .toBe(MAX_STRANGERS - 1);
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

  test('idle connections in any number keep nobody from the page', async () => {
    const { port, server } = await running();
    const idle = Array.from({ length: 2 * MAX_CONNECTIONS }, () => connectSocket(port, '127.0.0.1'));
    onTestFinished(() => {
      for (const socket of idle) socket.destroy();
    });
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect((await fetch(`${server.address}/`)).status).toBe(200);
  });

  test('who sends a header slowly, or nothing, is cut off', async () => {
    const { port } = await running();
    const drip = connectSocket(port, '127.0.0.1');
    onTestFinished(() => void drip.destroy());
    drip.resume();
    drip.write('GET / HTTP/1.1\r\nHo');
    const [answer] = await Promise.all([
      raw(port, 'GET / HT'),
      new Promise((resolve) => drip.once('close', resolve)),
    ]);
    expect(answer === '' || statusOf(answer) === 408).toBe(true);
  });
});
