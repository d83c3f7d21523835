/** Who may talk to the local page at all: its Host, its Origin, its methods. */
import { describe, expect, test } from 'vitest';
import { get, jsonOf, knock, raw, refusal, running, statusOf } from './web-bench.ts';

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

describe('the Origin of a WebSocket', () => {
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
});
