/**
 * Keeps one host process alive: starts it, listens for its beat, starts it again when it dies or hangs, serves
 * it the settings files, and at the end parks it. Knows nothing of Electron beyond the shape of a process, and
 * nothing of what a window says to the host.
 */
import type { RunState } from '../contract/frame.ts';
import type { Clock, Logger, SettingsPort } from '../contract/ports.ts';
import {
  HOST_FATAL_EXIT_CODE,
  HOST_QUIT_LIMIT_MS,
  HOST_SILENCE_LIMIT_MS,
  HostToShell,
  type SettingsBookName,
  type ShellToHost,
} from '../contract/shell-messages.ts';
import { RestartRule } from './restart-rule.ts';

/** What the supervisor needs of Electron's UtilityProcess. */
export interface HostProcess<Port> {
  readonly pid: number | undefined;
  postMessage(message: ShellToHost, transfer?: Port[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  /** V8 gave up; the exit follows. */
  on(event: 'error', listener: (type: string, location: string) => void): unknown;
}

/** Why no host runs and none will be started by itself. */
export interface HostFailure {
  /** From the host's `fatal`, or `diedTooOften`. */
  readonly code: string;
  /** What the host says the user can do; null when it died without a word. */
  readonly sentence: string | null;
}

export interface SupervisorDeps<Port> {
  readonly fork: () => HostProcess<Port>;
  /** Ends a process at once, whatever it does. */
  readonly killByPid: (pid: number) => void;
  readonly start: Omit<Extract<ShellToHost, { kind: 'start' }>, 'kind'>;
  readonly settings: Readonly<Record<SettingsBookName, SettingsPort>>;
  readonly clock: Clock;
  readonly log: Logger;
  /** A host can serve windows from now on; called once for each host that gets that far. */
  readonly onReady: () => void;
  readonly onRunState: (run: RunState | null) => void;
  readonly onFailure: (failure: HostFailure) => void;
}

/** Silence is counted in steps this long: of a sleep of the computer, however long, one step is counted at most. */
const SILENCE_STEP_MS = 1_000;
/** The shell kills one second after the host's own limit. */
const KILL_AFTER_MS = HOST_QUIT_LIMIT_MS + 1_000;

interface Running<Port> {
  readonly process: HostProcess<Port>;
  readonly startedMs: number;
  isReady: boolean;
  stopWatching: () => void;
  fatal: HostFailure | null;
}

export class EngineSupervisor<Port> {
  readonly #deps: SupervisorDeps<Port>;
  readonly #restarts: RestartRule;
  #running: Running<Port> | null = null;
  #cancelRestart: (() => void) | null = null;
  #stopped: PromiseWithResolvers<void> | null = null;

  constructor(deps: SupervisorDeps<Port>) {
    this.#deps = deps;
    this.#restarts = new RestartRule(deps);
  }

  /** Starts the host unless one runs; also the user's "Try again". */
  start(): void {
    if (this.#running !== null || this.#stopped !== null) return;
    this.#cancelRestart?.();
    this.#restarts.forget();
    this.#fork();
  }

  /** Parks the host and resolves when its process is gone, at the latest about five seconds later. Idempotent. */
  async stop(): Promise<void> {
    if (this.#stopped === null) {
      this.#stopped = Promise.withResolvers();
      this.#cancelRestart?.();
      this.#beginStop(this.#stopped.resolve);
    }
    await this.#stopped.promise;
  }

  /** True when a host runs that can serve windows. */
  get isReady(): boolean {
    return this.#running?.isReady ?? false;
  }

  /** Sends to a host that is ready; with none there, the message is of no use and is dropped. */
  send(message: ShellToHost, transfer?: Port[]): void {
    if (this.isReady) this.#post(message, transfer);
  }

  /** The computer woke up: what the host could not say while it slept is not held against it. */
  resumed(): void {
    if (this.#running !== null && this.#stopped === null) this.#watch(this.#running);
    this.send({ kind: 'resumed' });
  }

  #fork(): void {
    const { fork, clock, log, start } = this.#deps;
    const process = fork();
    const running: Running<Port> = {
      process,
      startedMs: clock.monotonicMs(),
      isReady: false,
      stopWatching: () => {},
      fatal: null,
    };
    this.#running = running;
    process.on('message', (message) => this.#onMessage(running, message));
    process.on('exit', (code) => this.#onExit(running, code));
    process.on('error', (type, location) => log.error('host broke down', { type, location }));
    this.#watch(running);
    this.#post({ kind: 'start', ...start });
    log.info('host started', { pid: process.pid });
  }

  /** Each message is a sign of life; silence for too long, of time in which this process ran, is the end. */
  #watch(running: Running<Port>, silenceMs = 0): void {
    running.stopWatching();
    running.stopWatching = this.#deps.clock.after(SILENCE_STEP_MS, () => {
      const nextMs = silenceMs + SILENCE_STEP_MS;
      if (nextMs < HOST_SILENCE_LIMIT_MS) {
        this.#watch(running, nextMs);
        return;
      }
      this.#deps.log.error('host is silent and is replaced', { silenceMs: nextMs });
      this.#kill(running);
    });
  }

  #onMessage(running: Running<Port>, raw: unknown): void {
    if (running !== this.#running) return;
    const parsed = HostToShell.safeParse(raw);
    if (!parsed.success) {
      this.#deps.log.warn('host sent what is no message', { issues: parsed.error.issues.length });
      return;
    }
    if (this.#stopped === null) this.#watch(running);
    const message = parsed.data;
    switch (message.kind) {
      case 'beat':
      case 'parked':
        return;
      case 'ready':
        running.isReady = true;
        this.#deps.onReady();
        return;
      case 'runState':
        this.#deps.onRunState(message.run);
        return;
      case 'fatal':
        running.fatal = { code: message.code, sentence: message.sentence };
        return;
      case 'loadSettings':
        void this.#answer(message.id, async () => {
          const value = await this.#deps.settings[message.book].load();
          return { kind: 'settingsLoaded', id: message.id, value };
        });
        return;
      case 'saveSettings':
        void this.#answer(message.id, async () => {
          await this.#deps.settings[message.book].save(message.value);
          return { kind: 'settingsSaved', id: message.id };
        });
        return;
      default:
        message satisfies never;
    }
  }

  async #answer(id: number, work: () => Promise<ShellToHost>): Promise<void> {
    const asked = this.#running;
    const answer = await work().catch((error: unknown): ShellToHost => {
      const sentence =
        (error instanceof Error ? error.message : String(error)).slice(0, 1_000) || 'unknown reason';
      this.#deps.log.warn('settings file', { sentence });
      return { kind: 'settingsFailed', id, sentence };
    });
    if (asked === this.#running) this.#post(answer);
  }

  #onExit(running: Running<Port>, code: number): void {
    if (running !== this.#running) return;
    running.stopWatching();
    this.#running = null;
    const { clock, log, onRunState, onFailure } = this.#deps;
    const aliveMs = clock.monotonicMs() - running.startedMs;
    onRunState(null);
    if (this.#stopped !== null) {
      log.info('host ended', { code });
      this.#stopped.resolve();
      return;
    }
    if (running.fatal !== null || code === HOST_FATAL_EXIT_CODE) {
      log.error('host cannot run', { code: running.fatal?.code ?? null });
      onFailure(running.fatal ?? { code: 'diedAtOnce', sentence: null });
      return;
    }
    const delayMs = this.#restarts.died(aliveMs);
    log.error('host died', { code, aliveMs: Math.round(aliveMs), restartInMs: delayMs });
    if (delayMs === null) onFailure({ code: 'diedTooOften', sentence: null });
    else this.#cancelRestart = clock.after(delayMs, () => this.#fork());
  }

  #beginStop(done: () => void): void {
    const running = this.#running;
    if (running === null) {
      done();
      return;
    }
    running.stopWatching();
    this.#post({ kind: 'quit' });
    running.stopWatching = this.#deps.clock.after(KILL_AFTER_MS, () => {
      this.#deps.log.error('host did not park in time and is killed', { limitMs: KILL_AFTER_MS });
      this.#kill(running);
      // The exit event follows; a process that not even SIGKILL ends must not keep the app open.
      running.stopWatching = this.#deps.clock.after(500, done);
    });
  }

  #kill(running: Running<Port>): void {
    const { pid } = running.process;
    if (pid !== undefined) this.#deps.killByPid(pid);
  }

  #post(message: ShellToHost, transfer?: Port[]): void {
    this.#running?.process.postMessage(message, transfer);
  }
}
