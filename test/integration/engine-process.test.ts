/** The host under a shell, over a parent port: what it says when, what it does when told, and how it ends. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../electron/contract/connect.ts';
import { minerContract } from '../../electron/contract/contract.ts';
import {
  HOST_FATAL_EXIT_CODE,
  type HostToShell,
  type ShellToHost,
} from '../../electron/contract/shell-messages.ts';
import { messagePortWire, type PortLike } from '../../electron/contract/wire.ts';
import { EngineProcess } from '../../electron/host/engine-process.ts';
import { systemClock } from '../../electron/host/system-clock.ts';
import { FakeParentPort } from '../doubles/parent-port.ts';
import { frameWhere, temporaryFolder } from './demo-host.ts';

interface Child {
  readonly port: FakeParentPort;
  readonly exited: Promise<number>;
}

function child(): Child {
  const port = new FakeParentPort();
  const { promise, resolve } = Promise.withResolvers<number>();
  // The shell's settings file: nothing in it yet, and everything is saved.
  answerSettings(port);
  new EngineProcess(port, resolve).listen();
  return { port, exited: promise };
}

function answerSettings(port: FakeParentPort): void {
  const post = port.postMessage.bind(port);
  port.postMessage = (message) => {
    post(message);
    if (message.kind === 'loadSettings') port.tell({ kind: 'settingsLoaded', id: message.id, value: null });
    if (message.kind === 'saveSettings') port.tell({ kind: 'settingsSaved', id: message.id });
  };
}

const start = (dataDir: string, args: string[] = ['--demo', '--log-level', 'error']): ShellToHost => ({
  kind: 'start',
  dataDir,
  version: '0.0.0-test',
  ledgerWorkerPath: fileURLToPath(new URL('../../electron/ledger/ledger-worker.ts', import.meta.url)),
  args,
});

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  return path;
}

const says = (kind: HostToShell['kind']) => (message: HostToShell) => message.kind === kind;
const saysRun = (state: string) => (message: HostToShell) =>
  message.kind === 'runState' && message.run.state === state;

test('start, ready, a window, pause, resume, sleep, wake, quit, parked, and 0', async () => {
  const { port, exited } = child();
  expect(port.said).toEqual([{ kind: 'beat' }]);
  port.tell(start(await folder()));
  await port.heard(says('ready'));

  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  port.tell({ kind: 'window' }, [port2 as unknown as PortLike]);
  const client = connect(minerContract, messagePortWire(port1 as unknown as PortLike), {
    clock: systemClock,
  });
  expect(await client.hello).toMatchObject({ demo: true, hostVersion: '0.0.0-test' });
  await frameWhere(client, ({ run }) => run.state === 'mining');
  await port.heard(saysRun('mining'));

  port.tell({ kind: 'pause' });
  await frameWhere(client, ({ run }) => run.state === 'paused');
  await port.heard(saysRun('paused'));
  port.tell({ kind: 'resume' });
  await frameWhere(client, ({ run }) => run.state === 'mining');

  port.tell({ kind: 'suspended' });
  await frameWhere(
    client,
    ({ sticks, pool }) => pool === null && sticks.every(({ baudRate }) => baudRate === null),
  );
  port.tell({ kind: 'resumed' });
  const awake = await frameWhere(client, ({ run }) => run.state === 'mining');
  await frameWhere(client, ({ today }) => today.shares.accepted > awake.today.shares.accepted);

  port.tell({ kind: 'quit' });
  port.tell({ kind: 'quit' });
  expect(await exited).toBe(0);
  expect(port.said.filter(says('parked'))).toHaveLength(1);
}, 40_000);

test('a shell that is gone: it parks and ends by itself', async () => {
  const { port, exited } = child();
  port.tell(start(await folder()));
  await port.heard(says('ready'));
  port.emit('close');
  expect(await exited).toBe(0);
});

test('a pause outlives the process, however it ended', async () => {
  const dir = await folder();
  const { port, exited } = child();
  port.tell(start(dir));
  await port.heard(says('ready'));
  port.tell({ kind: 'pause' });
  await port.heard(saysRun('paused'));
  port.emit('close');
  await exited;
  const next = child();
  next.port.tell(start(dir));
  await next.port.heard(saysRun('paused'));
  expect(next.port.said.some(saysRun('mining'))).toBe(false);
  next.port.emit('close');
  await next.exited;
});

test('a shell that goes before anything was started: it ends', async () => {
  const { port, exited } = child();
  port.emit('close');
  expect(await exited).toBe(0);
});

test.each([
  ['a file where the data folder should be', (dir: string) => start(join(dir, 'file'))],
  ['a flag that does not exist', (dir: string) => start(dir, ['--fast'])],
])('%s: one sentence, and the code that says not to try again', async (_name, message) => {
  const dir = await folder();
  writeFileSync(join(dir, 'file'), '');
  const { port, exited } = child();
  port.tell(message(dir));
  expect(await exited).toBe(HOST_FATAL_EXIT_CODE);
  const fatal = port.said.find(says('fatal'));
  expect(fatal).toMatchObject({ sentence: expect.stringMatching(/^[^\n]+\.$/) });
  expect(port.said.some(says('ready'))).toBe(false);
});

test('messages that make no sense change nothing', async () => {
  const { port } = child();
  for (const nonsense of [null, 7, {}, { kind: 'start' }, { kind: 'explode' }, { kind: 'window', more: 1 }]) {
    port.emit('message', { data: nonsense, ports: [] });
  }
  port.tell(start(await folder()));
  await port.heard(says('ready'));
  port.tell({ kind: 'window' });
  const before = port.said.length;
  await port.heard(says('beat'), before);
  port.tell({ kind: 'quit' });
  await port.heard(says('parked'));
});
