/** What a newcomer sees at a terminal, from the first line to the last, and a Ctrl-C at a bad moment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { HeadlessChild } from '../doubles/headless-child.ts';
import { openTtyPair } from '../doubles/tty-pair.ts';
import { temporaryFolder } from './demo-host.ts';

const ENTRY = fileURLToPath(new URL('../../electron/host/headless.ts', import.meta.url));
const LIMIT = { timeout: 20_000, interval: 50 };

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  return path;
}

test('the address stands alone and last in the start, and the last line says that all is saved', async () => {
  const terminal = openTtyPair();
  onTestFinished(() => terminal.close());
  let seen = '';
  terminal.onBytes((bytes) => {
    seen += Buffer.from(bytes).toString();
  });
  const fd = openSync(terminal.path, constants.O_RDWR | constants.O_NOCTTY);
  const child = spawn(
    process.execPath,
    [ENTRY, '--demo', '--data-dir', await folder(), '--listen', '127.0.0.1:0'],
    { stdio: ['ignore', fd, fd] },
  );
  closeSync(fd);
  onTestFinished(() => void child.kill('SIGKILL'));
  await vi.waitFor(() => expect(seen).toMatch(/ mining {2}/), LIMIT);
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
  await vi.waitFor(() => expect(seen).toMatch(/Stopped\. All saved\.\r\n$/), LIMIT);
  expect(seen).toMatch(/^\r\nOpen http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+\r\n\r\n\d\d:\d\d:\d\d {2}/);
  expect(seen).not.toContain('INFO');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s in the midst of the start ends it in order',
  async (signal) => {
    const dir = await folder();
    const child = new HeadlessChild(['--demo', '--data-dir', dir, '--listen', '127.0.0.1:0']);
    onTestFinished(() => child.kill());
    await vi.waitFor(() => expect(existsSync(join(dir, 'lock.db'))).toBe(true), { ...LIMIT, interval: 1 });
    expect(await child.end(signal)).toEqual({ code: 0, signal: null });
    expect(child.stdout).not.toContain('Open http');
    const again = new HeadlessChild(['--demo', '--data-dir', dir, '--listen', '127.0.0.1:0']);
    onTestFinished(() => again.kill());
    await again.url();
    expect(again.stderr).not.toContain('damaged');
    expect(await again.end()).toMatchObject({ code: 0 });
    expect(again.stdout).toMatch(/Stopped\. All saved\.\n$/);
  },
);
