/**
 * Entry in Electron's utilityProcess: the same host, with the shell as its parent. It says what it is doing
 * by `contract/shell-messages.ts`, serves each window over the port that comes with it, and ends by itself
 * when the shell is gone.
 */
import { pathToFileURL } from 'node:url';
import {
  HOST_BEAT_MS,
  HOST_FATAL_EXIT_CODE,
  HOST_QUIT_LIMIT_MS,
  type HostToShell,
  ShellToHost,
} from '../contract/shell-messages.ts';
import { messagePortWire, type PortLike } from '../contract/wire.ts';
import { assertNever } from '../core/assert-never.ts';
import { DRIVEN_MODEL_IDS } from '../device/stick-catalog.ts';
import { parseCli } from './cli.ts';
import { composeHost } from './compose-host.ts';
import { openDataFolder } from './data-folder.ts';
import type { Host } from './host.ts';
import { HostError } from './host-error.ts';
import { acquireInstanceLock, type InstanceLock } from './instance-lock.ts';
import { watchLock } from './lock-watch.ts';
import { createLog, type Log } from './log.ts';
import { SecretScrubber } from './secret-scrubber.ts';
import { ShellSettings } from './shell-settings.ts';
import { keepHeapSmall } from './small-heap.ts';
import { systemClock } from './system-clock.ts';

/** Electron's `process.parentPort`, as much of it as is used. */
export interface ParentPort {
  postMessage(message: HostToShell): void;
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly PortLike[] }) => void,
  ): void;
  on(event: 'close', listener: () => void): void;
}

type Start = Extract<ShellToHost, { kind: 'start' }>;

interface Running {
  readonly host: Host;
  readonly lock: InstanceLock;
  readonly log: Log;
}

export class EngineProcess {
  readonly #port: ParentPort;
  readonly #exit: (code: number) => void;
  readonly #settings: ShellSettings;
  #starting: Promise<Running> | null = null;
  #quitting = false;
  #lastRun = '';

  constructor(port: ParentPort, exit: (code: number) => void) {
    this.#port = port;
    this.#exit = exit;
    this.#settings = new ShellSettings({ post: (message) => port.postMessage(message), clock: systemClock });
  }

  listen(): void {
    this.#port.on('message', ({ data, ports }) => this.#receive(data, ports));
    this.#port.on('close', () => void this.quit());
    this.#port.postMessage({ kind: 'beat' });
    systemClock.every(HOST_BEAT_MS, () => this.#beat());
  }

  /** Parks and exits, once; also while the start still runs. */
  async quit(): Promise<void> {
    if (this.#quitting) return;
    this.#quitting = true;
    systemClock.after(HOST_QUIT_LIMIT_MS, () => this.#exit(1));
    try {
      const running = await this.#starting;
      await running?.host.stop();
      running?.lock.release();
      await running?.log.close();
      this.#port.postMessage({ kind: 'parked' });
      this.#exit(0);
    } catch {
      this.#exit(1);
    }
  }

  #beat(): void {
    this.#port.postMessage({ kind: 'beat' });
    this.#withHost((host) => this.#tellRun(host));
  }

  /** For the tray: the run state, when it is another than the one told last. */
  #tellRun(host: Host): void {
    const run = host.frame()?.run;
    const text = JSON.stringify(run ?? null);
    if (run === undefined || text === this.#lastRun) return;
    this.#lastRun = text;
    this.#port.postMessage({ kind: 'runState', run });
  }

  #receive(data: unknown, ports: readonly PortLike[]): void {
    const parsed = ShellToHost.safeParse(data);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.kind) {
      case 'start':
        this.#start(message);
        break;
      case 'window':
        this.#withHost((host) => {
          const [port] = ports;
          if (port !== undefined) host.serveWire(messagePortWire(port));
        });
        break;
      case 'suspended':
        this.#withHost((host) => void host.suspend());
        break;
      case 'resumed':
        this.#withHost((host) => host.wake());
        break;
      case 'pause':
        this.#withHost((host) => {
          host.pause();
          this.#tellRun(host);
        });
        break;
      case 'resume':
        this.#withHost((host) => {
          host.resume();
          this.#tellRun(host);
        });
        break;
      case 'quit':
        void this.quit();
        break;
      case 'settingsLoaded':
      case 'settingsSaved':
      case 'settingsFailed':
        this.#settings.answer(message);
        break;
      default:
        assertNever(message);
    }
  }

  #start(start: Start): void {
    this.#starting ??= this.#open(start);
    this.#starting.then(
      () => this.#port.postMessage({ kind: 'ready' }),
      (error: unknown) => {
        const code = error instanceof HostError ? error.code : 'failed';
        const sentence = error instanceof Error ? error.message : String(error);
        this.#port.postMessage({ kind: 'fatal', code, sentence: sentence.slice(0, 1000) });
        this.#exit(HOST_FATAL_EXIT_CODE);
      },
    );
  }

  async #open({ dataDir, version, ledgerWorkerPath, args }: Start): Promise<Running> {
    const parsed = parseCli(args, { models: DRIVEN_MODEL_IDS, version });
    if (parsed.kind === 'exit') throw new Error(parsed.text);
    if (parsed.kind === 'doctor')
      throw new Error('--doctor has no window: use npm run headless -- --doctor.');
    const folder = openDataFolder(dataDir);
    const lock = acquireInstanceLock(folder.lockFile);
    const scrubber = new SecretScrubber();
    const log = createLog({
      level: parsed.options.logLevel ?? 'info',
      logsDir: folder.logsDir,
      terminal: process.stderr,
      scrubber,
    });
    const { host, demo } = await composeHost({
      options: parsed.options,
      folder,
      version,
      log,
      scrubber,
      ledgerWorkerUrl: pathToFileURL(ledgerWorkerPath),
      settingsPortOf: (data) => this.#settings.port(data === folder.practice ? 'practice' : 'miner'),
      // The shell is this process's watchdog.
      onStickOpened: () => {},
    });
    await host.start(demo);
    watchLock(lock, systemClock, log.logger);
    return { host, lock, log };
  }

  #withHost(use: (host: Host) => void): void {
    // A start that failed has said so already.
    void this.#starting?.then(({ host }) => use(host)).catch(() => {});
  }
}

const parentPort: unknown = Reflect.get(process, 'parentPort');
if (parentPort !== undefined) {
  keepHeapSmall();
  // Electron only warns of these in a utility process; a host in an unknown state must not go on.
  process.on('unhandledRejection', (error) => {
    throw error;
  });
  const host = new EngineProcess(parentPort as ParentPort, (code) => process.exit(code));
  // A terminal sends these to the whole group; the shell, which gets them too, says `quit` when it is time.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('SIGTERM', () => void host.quit());
  host.listen();
}
