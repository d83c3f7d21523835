/** The files of the local page, and none but those. */
import { expect, test } from 'vitest';
import { get, jsonOf, raw, running, statusOf } from './web-bench.ts';

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
