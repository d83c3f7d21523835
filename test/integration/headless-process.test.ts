/** The headless host as a process: flags, exit codes, signals, what it prints where, and what it never prints. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MinerFrame } from '../../electron/contract/frame.ts';
import { DRIVEN_MODEL_IDS } from '../../electron/device/stick-catalog.ts';
import { HeadlessChild } from '../doubles/headless-child.ts';
import { ScriptedPool } from '../doubles/scripted-pool.ts';
import { frameWhere, temporaryFolder } from './demo-host.ts';

const STOP_LIMIT_MS = 5000;

async function folder(): Promise<string> {
  const { path, remove } = await temporaryFolder();
  onTestFinished(remove);
  return path;
}

function start(args: readonly string[], env?: Readonly<Record<string, string>>): HeadlessChild {
  const child = new HeadlessChild(args, env);
  onTestFinished(() => child.kill());
  return child;
}

const demo = (dir: string, ...more: string[]): HeadlessChild =>
  start(['--demo', '--data-dir', dir, '--listen', '127.0.0.1:0', ...more]);

async function freePool(): Promise<ScriptedPool> {
  const pool = await ScriptedPool.start();
  onTestFinished(() => pool.stop());
  return pool;
}

const isOneSentence = (text: string): boolean => /^[^\n]+[.!]\n$/.test(text);

describe('flags', () => {
  test('--help explains every flag and ends with 0', async () => {
    const child = start(['--help']);
    expect(await child.end(null)).toMatchObject({ code: 0 });
    for (const flag of [
      '--stick',
      '--pool',
      '--user',
      '--password-file',
      '--data-dir',
      '--listen',
      '--demo',
    ]) {
      expect(child.stdout).toContain(flag);
    }
    const models = /Models: ([^.]*)\./.exec(child.stdout.replaceAll(/\s+/g, ' '))?.[1];
    expect(models).toBe(DRIVEN_MODEL_IDS.join(', '));
    expect(child.stderr).toBe('');
  });

  test.each([
    ['an unknown flag', ['--fast']],
    ['a stick without a model', ['--stick', '/dev/ttyUSB0']],
    [
      'practice far away',
      ['--chain', 'practice:26', '--pool', 'stratum+tcp://pool.example:3333', '--user', 'a'],
    ],
    [
      'a host name that only looks near',
      ['--chain', 'practice:26', '--pool', 'stratum+tcp://localhost.example:1', '--user', 'a'],
    ],
    ['a price that is none', ['--tariff', '1.000,30']],
  ])('%s: one sentence, and 2', async (_name, args) => {
    const child = start(args);
    expect(await child.end(null)).toMatchObject({ code: 2 });
    expect(child.stderr).toSatisfy(isOneSentence);
    expect(child.stdout).toBe('');
  });
});

describe('running', () => {
  test('status lines are JSON on stdout, the log is on stderr, and SIGTERM ends it in order', async () => {
    const child = demo(await folder(), '--json');
    await child.says(/"accepted":[1-9]/, 20_000);
    const startedMs = performance.now();
    expect(await child.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(performance.now() - startedMs).toBeLessThan(STOP_LIMIT_MS);
    const lines = child.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toMatchObject({ kind: 'address' });
    expect(lines.at(-1)).toEqual({ kind: 'stopped', allSaved: true });
    for (const { kind, frame } of lines.slice(1, -1)) {
      expect(kind).toBe('status');
      expect(MinerFrame.safeParse(frame).error).toBeUndefined();
    }
    expect(child.stderr).toContain('Stick is ready');
    expect(child.stderr).not.toContain('token=');
  });

  test('prices of the flags count on the very first start of the demo', async () => {
    const prices = ['--tariff', '0.55', '--currency', 'USD', '--btc-price', '100000'];
    const child = demo(await folder(), ...prices);
    const { outlook } = await frameWhere(await child.connect(), () => true);
    expect(outlook.pricePerKwh.value).toEqual({ amount: '0.55', currency: 'USD' });
    expect(outlook.btcPrice.value).toEqual({ amount: '100000', currency: 'USD' });
  });

  test('Ctrl-C ends it in order, and a second start shows the old history', async () => {
    const dir = await folder();
    const first = demo(dir);
    const client = await first.connect();
    const seen = await frameWhere(client, ({ today }) => today.shares.accepted >= 2);
    expect(await first.end('SIGINT')).toEqual({ code: 0, signal: null });
    const again = await demo(dir).connect();
    const frame = await frameWhere(again, () => true);
    expect(frame.today.shares.accepted).toBeGreaterThanOrEqual(seen.today.shares.accepted);
    expect(frame.today.energyWh.value).toBeGreaterThanOrEqual(seen.today.energyWh.value ?? 0);
  });

  test('a second start on the same data folder says where the first is, and ends with 3', async () => {
    const dir = await folder();
    const first = demo(dir);
    const { origin } = new URL(await first.url());
    const second = demo(dir);
    expect(await second.end(null)).toMatchObject({ code: 3 });
    expect(second.stderr).toContain(origin);
    expect(first.process.exitCode).toBeNull();
  });

  test('a port that another program has is named with its owner', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const child = start(['--demo', '--data-dir', await folder(), '--listen', `127.0.0.1:${port}`]);
    expect(await child.end(null)).toMatchObject({ code: 1 });
    expect(child.stderr).toContain(`${port}`);
    expect(child.stderr).toContain('--listen');
    expect(child.stderr.trimEnd()).not.toContain('\n    at ');
  });

  test('a reader that goes away does not end the mining', async () => {
    const child = demo(await folder(), '--json');
    const client = await child.connect();
    child.process.stdout?.destroy();
    child.process.stderr?.destroy();
    const now = await frameWhere(client, ({ today }) => today.shares.accepted > 0);
    await frameWhere(client, ({ nowMs }) => nowMs > now.nowMs + 1500);
    expect(child.process.exitCode).toBeNull();
    expect(await child.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  test('a pool password is told to the pool and to nobody else', async () => {
    const canary = 'canary-4711';
    const dir = await folder();
    const pool = await freePool();
    const file = join(dir, 'password');
    writeFileSync(file, `${canary}\n`, { mode: 0o600 });
    const child = start([
      ...['--data-dir', dir, '--listen', '127.0.0.1:0', '--chain', 'practice:26', '--log-level', 'trace'],
      ...[
        '--pool',
        `stratum+tcp://127.0.0.1:${pool.port}`,
        '--user',
        'a.b',
        '--password-file',
        file,
        '--json',
      ],
    ]);
    const client = await child.connect();
    const frame = await frameWhere(client, (candidate) => candidate.pool?.lamp === 'live');
    const settings = await client.calls.getSettings({});
    expect(await child.end('SIGTERM')).toMatchObject({ code: 0 });
    const authorize = pool.requests.find(({ method }) => method === 'mining.authorize');
    expect(authorize?.params).toEqual(['a.b', canary]);
    for (const said of [child.stdout, child.stderr, JSON.stringify(frame), JSON.stringify(settings)]) {
      expect(said).not.toContain(canary);
    }
    expect(filesWith(dir, canary)).toEqual([file]);
  });
});

function filesWith(dir: string, text: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}
