/** One host per data folder: told by the other's address, freed by any end of the process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acquireInstanceLock } from '../../electron/host/instance-lock.ts';

function lockFile(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hashwatt-lock-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'lock.db');
}

/** Another process that holds the lock until it is killed. */
async function holder(file: string): Promise<ChildProcess> {
  const module = new URL('../../electron/host/instance-lock.ts', import.meta.url).href;
  const code = `
    const { acquireInstanceLock } = await import(${JSON.stringify(module)});
    acquireInstanceLock(process.argv[1]).publishAddress('http://127.0.0.1:7999');
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  if (child.stdout === null) throw new Error('no stdout');
  await once(child.stdout, 'data');
  return child;
}

test('a second start is refused with the running address; kill -9 frees the lock at once', async () => {
  const file = lockFile();
  const child = await holder(file);
  expect(() => acquireInstanceLock(file)).toThrow(
    expect.objectContaining({
      code: 'alreadyRunning',
      exitCode: 3,
      address: 'http://127.0.0.1:7999',
      message: 'Hashwatt is already running on this data folder. It is at http://127.0.0.1:7999',
    }),
  );
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  const lock = acquireInstanceLock(file);
  expect(() => acquireInstanceLock(file)).toThrow(
    expect.objectContaining({ code: 'alreadyRunning', address: null }),
  );
  lock.release();
});

test('releasing frees it, forgets the address and can be done twice', () => {
  const file = lockFile();
  const first = acquireInstanceLock(file);
  first.publishAddress('http://127.0.0.1:1');
  first.release();
  first.release();
  first.publishAddress('http://127.0.0.1:2');
  const second = acquireInstanceLock(file);
  expect(() => acquireInstanceLock(file)).toThrow(expect.objectContaining({ address: null }));
  second.release();
});

test('a damaged lock file and a missing folder are sentences', () => {
  const file = lockFile();
  writeFileSync(file, 'not a database at all, but long enough to be read as the header of one'.repeat(20));
  expect(() => acquireInstanceLock(file)).toThrow(
    expect.objectContaining({ code: 'dataFolder', message: expect.stringContaining('Delete it') }),
  );
  expect(() => acquireInstanceLock(join(file, 'x', 'lock.db'))).toThrow(
    expect.objectContaining({ code: 'dataFolder', message: expect.stringContaining('--data-dir') }),
  );
});

test('a release gives the lock free also where the address cannot be removed', () => {
  const file = lockFile();
  const lock = acquireInstanceLock(file);
  mkdirSync(`${file}.address`);
  lock.release();
  rmdirSync(`${file}.address`);
  acquireInstanceLock(file).release();
});

test('a lock file that was deleted is taken again, folder and address too, before a second start finds none', () => {
  const file = lockFile();
  const lock = acquireInstanceLock(file);
  lock.publishAddress('http://127.0.0.1:7999');
  expect(lock.look()).toBe('held');
  rmSync(dirname(file), { recursive: true });
  expect(lock.look()).toBe('again');
  expect(lock.look()).toBe('held');
  expect(() => acquireInstanceLock(file)).toThrow(
    expect.objectContaining({ code: 'alreadyRunning', address: 'http://127.0.0.1:7999' }),
  );
  lock.release();
  acquireInstanceLock(file).release();
});

test('a lock that another start has taken meanwhile is lost, and its address is left alone', async () => {
  const file = lockFile();
  const lock = acquireInstanceLock(file);
  rmSync(file);
  await holder(file);
  expect(lock.look()).toBe('lost');
  lock.release();
  expect(() => acquireInstanceLock(file)).toThrow(
    expect.objectContaining({ code: 'alreadyRunning', address: 'http://127.0.0.1:7999' }),
  );
});
