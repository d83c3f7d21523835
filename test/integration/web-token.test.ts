/** The token of the local page: how it is kept, and that nobody gets a wire without it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../electron/contract/connect.ts';
import { minerContract } from '../../electron/contract/contract.ts';
import { webSocketWire } from '../../electron/contract/wire.ts';
import { keptToken } from '../../electron/host/access-token.ts';
import { startWebServer } from '../../electron/host/web-server.ts';
import { ManualClock } from '../doubles/manual-clock.ts';
import { silentLogger } from '../doubles/silent-logger.ts';
import { HELLO } from '../unit/contract/samples.ts';
import { closed, knock, opened, running, temporaryDir } from './web-bench.ts';

describe('the WebSocket', () => {
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
});

describe('the file of the token', () => {
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
    onTestFinished(() => again.close());
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
    onTestFinished(() => server.close());
    expect(readFileSync(tokenFile, 'utf8')).not.toBe(text);
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['deleted', (file: string) => rmSync(file)],
    ['another one', (file: string) => writeFileSync(file, `${'A'.repeat(43)}\n`)],
    ['emptied', (file: string) => writeFileSync(file, '')],
    [
      'a pipe',
      (file: string) => {
        rmSync(file);
        execFileSync('mkfifo', [file]);
      },
    ],
  ])('%s meanwhile: the one that opens the page is written again', async (_name, change) => {
    const { server, token, dir, lines } = await running();
    const file = join(dir, 'token');
    await server.keepToken();
    expect(lines).toEqual([]);
    change(file);
    await server.keepToken();
    expect(await keptToken(file)).toBe(token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
    expect(JSON.stringify(lines)).not.toContain(token);
  });

  test('cannot be written again: that is said once, and done as soon as it can be', async () => {
    const { server, token, dir, lines } = await running();
    const file = join(dir, 'token');
    rmSync(file);
    mkdirSync(file);
    for (let n = 0; n < 3; n += 1) await server.keepToken();
    expect(lines.map(({ level }) => level)).toEqual(['error']);
    rmdirSync(file);
    await Promise.all([server.keepToken(), server.keepToken()]);
    expect(await keptToken(file)).toBe(token);
  });
});
