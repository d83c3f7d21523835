import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunState } from '../../../electron/contract/frame.ts';
import type { SettingsPort } from '../../../electron/contract/ports.ts';
import type { HostToShell, ShellToHost } from '../../../electron/contract/shell-messages.ts';
import { EngineSupervisor, type HostFailure } from '../../../electron/shell/engine-supervisor.ts';
import { ManualClock } from '../../doubles/manual-clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';

class FakeProcess extends EventEmitter {
  readonly pid: number;
  readonly received: { message: ShellToHost; transfer: string[] | undefined }[] = [];

  constructor(pid: number) {
    super();
    this.pid = pid;
  }

  postMessage(message: ShellToHost, transfer?: string[]): void {
    this.received.push({ message, transfer });
  }

  says(message: HostToShell): void {
    this.emit('message', structuredClone(message));
  }

  get kinds(): string[] {
    return this.received.map(({ message }) => message.kind);
  }
}

let clock: ManualClock;
let processes: FakeProcess[];
let killed: number[];
let events: string[];
let failures: HostFailure[];
let files: Record<string, unknown>;
let supervisor: EngineSupervisor<string>;

const START = {
  dataDir: '/data',
  version: '1.2.3',
  ledgerWorkerPath: '/out/ledger-worker.js',
  args: ['--demo'],
};
const PAUSED: RunState = { state: 'paused', paused: true, pausedSinceMs: 1_000, pausedUntilMs: null };

beforeEach(() => {
  clock = new ManualClock();
  processes = [];
  killed = [];
  events = [];
  failures = [];
  files = {};
  supervisor = new EngineSupervisor<string>({
    fork: () => {
      const host = new FakeProcess(100 + processes.length);
      processes.push(host);
      return host;
    },
    killByPid: (pid) => {
      killed.push(pid);
      processes.find((host) => host.pid === pid)?.emit('exit', 137);
    },
    start: START,
    settings: { miner: memoryFile('miner'), practice: memoryFile('practice') },
    clock,
    log: silentLogger(),
    onReady: () => events.push('ready'),
    onRunState: (run) => events.push(run?.state ?? 'none'),
    onFailure: (failure) => failures.push(failure),
  });
});

function memoryFile(name: string): SettingsPort {
  return {
    load: async () => {
      if (files[name] === 'broken') throw new Error(`${name} cannot be read`);
      return files[name] ?? null;
    },
    save: async (value) => {
      files[name] = value;
    },
  };
}

function host(): FakeProcess {
  const last = processes.at(-1);
  if (last === undefined) throw new Error('no host was started');
  return last;
}

describe('life of a host', () => {
  test('is told how to start, once, and serves windows only when it is ready', () => {
    supervisor.start();
    supervisor.start();
    expect(processes).toHaveLength(1);
    expect(host().received[0]?.message).toEqual({ kind: 'start', ...START });
    supervisor.send({ kind: 'window' }, ['early']);
    host().says({ kind: 'ready' });
    supervisor.send({ kind: 'window' }, ['port']);
    expect(host().received.at(-1)).toEqual({ message: { kind: 'window' }, transfer: ['port'] });
    expect(host().kinds).toEqual(['start', 'window']);
    expect(events).toEqual(['ready']);
  });

  test('its state goes to the tray, and none when it is gone', () => {
    supervisor.start();
    host().says({ kind: 'runState', run: PAUSED });
    host().emit('exit', 1);
    expect(events).toEqual(['paused', 'none']);
  });

  test('a death is followed by a new host, which is announced as ready again', async () => {
    supervisor.start();
    host().says({ kind: 'ready' });
    host().emit('exit', 1);
    expect(supervisor.isReady).toBe(false);
    await clock.advance(499);
    expect(processes).toHaveLength(1);
    await clock.advance(1);
    expect(processes).toHaveLength(2);
    host().says({ kind: 'ready' });
    expect(events.filter((event) => event === 'ready')).toHaveLength(2);
  });

  test('five deaths end it with a failure; trying again starts from the beginning', async () => {
    supervisor.start();
    for (let death = 0; death < 5; death += 1) {
      host().emit('exit', 1);
      await clock.advance(30_000);
    }
    expect(processes).toHaveLength(5);
    expect(failures).toEqual([{ code: 'diedTooOften', sentence: null }]);
    supervisor.start();
    expect(processes).toHaveLength(6);
  });

  test('a fatal host is not started again, and its sentence is passed on', async () => {
    supervisor.start();
    host().says({ kind: 'fatal', code: 'alreadyRunning', sentence: 'Close the other one.' });
    host().emit('exit', 3);
    await clock.advance(60_000);
    expect(processes).toHaveLength(1);
    expect(failures).toEqual([{ code: 'alreadyRunning', sentence: 'Close the other one.' }]);
  });
});

describe('heartbeat', () => {
  test('beats keep it alive; ten seconds of silence end it', async () => {
    supervisor.start();
    for (let beat = 0; beat < 20; beat += 1) {
      await clock.advance(2_000);
      host().says({ kind: 'beat' });
    }
    expect(killed).toEqual([]);
    await clock.advance(9_999);
    expect(killed).toEqual([]);
    await clock.advance(1);
    expect(killed).toEqual([100]);
    await clock.advance(500);
    expect(processes).toHaveLength(2);
  });

  test('a host that slept with the computer has its whole ten seconds again', async () => {
    supervisor.start();
    await clock.advance(9_000);
    clock.sleep(3_600_000, 'goesOn');
    supervisor.resumed();
    await clock.advance(9_999);
    expect(killed).toEqual([]);
    await clock.advance(1);
    expect(killed).toEqual([100]);
  });

  test('a sleep that nobody announced is not counted as silence', async () => {
    supervisor.start();
    await clock.advance(4_000);
    clock.sleep(3_600_000, 'goesOn');
    await clock.advance(4_000);
    expect(killed).toEqual([]);
    host().says({ kind: 'beat' });
    await clock.advance(9_999);
    expect(killed).toEqual([]);
  });

  test('waking up is told to a host that is ready', () => {
    supervisor.start();
    host().says({ kind: 'ready' });
    supervisor.resumed();
    expect(host().kinds).toEqual(['start', 'resumed']);
  });

  test('what is no message is no sign of life', async () => {
    supervisor.start();
    await clock.advance(6_000);
    host().emit('message', { kind: 'nonsense' });
    host().emit('message', null);
    await clock.advance(4_000);
    expect(killed).toEqual([100]);
  });
});

describe('settings', () => {
  test('are loaded and saved by book', async () => {
    files.miner = { a: 1 };
    supervisor.start();
    host().says({ kind: 'loadSettings', id: 1, book: 'miner' });
    host().says({ kind: 'loadSettings', id: 2, book: 'practice' });
    host().says({ kind: 'saveSettings', id: 3, book: 'practice', value: { b: 2 } });
    await clock.advance(0);
    expect(
      host()
        .received.slice(1)
        .map(({ message }) => message),
    ).toEqual([
      { kind: 'settingsLoaded', id: 1, value: { a: 1 } },
      { kind: 'settingsLoaded', id: 2, value: null },
      { kind: 'settingsSaved', id: 3 },
    ]);
    expect(files.practice).toEqual({ b: 2 });
  });

  test('a file that cannot be read is an answer, not a crash', async () => {
    files.miner = 'broken';
    supervisor.start();
    host().says({ kind: 'loadSettings', id: 7, book: 'miner' });
    await clock.advance(0);
    expect(host().received.at(-1)?.message).toEqual({
      kind: 'settingsFailed',
      id: 7,
      sentence: 'miner cannot be read',
    });
  });

  test('an answer for a host that died meanwhile is dropped', async () => {
    supervisor.start();
    const dead = host();
    dead.says({ kind: 'loadSettings', id: 1, book: 'miner' });
    dead.emit('exit', 1);
    await clock.advance(500);
    expect(dead.kinds).toEqual(['start']);
    expect(host().kinds).toEqual(['start']);
  });

  test('saving still works while the host parks', async () => {
    supervisor.start();
    void supervisor.stop();
    host().says({ kind: 'saveSettings', id: 1, book: 'miner', value: { last: true } });
    await clock.advance(0);
    expect(files.miner).toEqual({ last: true });
  });
});

describe('stopping', () => {
  test('asks, waits for the exit and kills nobody', async () => {
    supervisor.start();
    host().says({ kind: 'ready' });
    let isStopped = false;
    const stopping = Promise.all([supervisor.stop(), supervisor.stop()]).then(() => {
      isStopped = true;
    });
    await clock.advance(3_900);
    expect(host().kinds).toEqual(['start', 'quit']);
    host().says({ kind: 'parked' });
    await clock.advance(0);
    expect(isStopped).toBe(false);
    host().emit('exit', 0);
    await stopping;
    expect(killed).toEqual([]);
    expect(clock.armed).toBe(0);
  });

  test('a host that does not park is killed after five seconds, not before', async () => {
    supervisor.start();
    const stopping = supervisor.stop();
    await clock.advance(4_999);
    expect(killed).toEqual([]);
    await clock.advance(1);
    expect(killed).toEqual([100]);
    await stopping;
    await clock.advance(60_000);
    expect(processes).toHaveLength(1);
    expect(clock.armed).toBe(0);
  });

  test('with no host, or one about to be started again, it ends at once', async () => {
    supervisor.start();
    host().emit('exit', 1);
    await supervisor.stop();
    await clock.advance(60_000);
    supervisor.start();
    expect(processes).toHaveLength(1);
  });
});
