/** Where the local page listens, and how it ends. */
import { connect as connectSocket, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { get, raw, running, statusOf } from './web-bench.ts';

test('a taken port is named together with its program, and no other is picked', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => other.close(() => resolve())));
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
