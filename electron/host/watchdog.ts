/**
 * The host's side of its watchdog: a process beside it that is told every second that all is well. When the
 * host hangs it is killed, and when it is gone, however that came, its sticks are put to rest. Headless only: under the
 * shell, the shell does the killing, and the next host the rest.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock, Logger } from '../contract/ports.ts';

export interface WatchdogDeps {
  /** See `OpenSticks`. */
  readonly openSticksFile: string;
  readonly clock: Clock;
  readonly log: Logger;
}

const ENTRY = fileURLToPath(new URL('./watchdog-process.ts', import.meta.url));
const BEAT_MS = 1000;
/** A watchdog that dies is started again, not faster than this. */
const AGAIN_MS = 5000;

export class Watchdog {
  readonly #deps: WatchdogDeps;
  #process: ChildProcess | null = null;
  #hasStarted = false;

  constructor(deps: WatchdogDeps) {
    this.#deps = deps;
  }

  /** From now on the sticks have a supervisor. Idempotent. It ends by itself after this process has. */
  start(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#deps.clock.every(BEAT_MS, () => this.#process?.send('beat', () => {}));
    this.#fork();
  }

  #fork(): void {
    const { openSticksFile, clock, log } = this.#deps;
    // Its own group: Ctrl-C and Ctrl-Z are for the host, and must not leave the chips without it.
    const child = fork(ENTRY, [openSticksFile, String(process.pid)], {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process = child;
    child.unref();
    child.channel?.unref();
    child.on('error', (error) => log.warn('The watchdog failed', { reason: String(error) }));
    child.on('exit', (code) => {
      if (this.#process !== child) return;
      this.#process = null;
      log.warn('The watchdog ended and is started again', { code });
      clock.after(AGAIN_MS, () => {
        this.#fork();
      });
    });
  }
}
