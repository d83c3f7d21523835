/**
 * Writes the newest settings to the disk: a little later, so that a slider is one write; again and again when
 * the disk refuses (an antivirus holds the file for a moment), keeping the value in memory meanwhile.
 */
import type { Clock } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';
import { withTimeLimit } from '../core/time-limit.ts';

export interface SettingsSaverDeps {
  readonly write: (settings: Settings) => Promise<void>;
  readonly clock: Clock;
  /** Called with the error when ten tries in two seconds failed, and with null when a write went well. */
  readonly onResult: (error: unknown) => void;
}

const SAVE_DELAY_MS = 500;
/** Ten tries in two seconds (electron-store#31: antivirus and indexers hold a file that long), then slowly. */
const QUICK_TRIES = 10;
const QUICK_RETRY_MS = 200;
const SLOW_RETRY_MS = 30_000;
/** A write that does not answer counts as failed. With the flush's own limit it must fit into a stop of 5 s. */
const WRITE_TIMEOUT_MS = 2_000;
const FLUSH_MS = 2_000;

export class SettingsSaver {
  readonly #deps: SettingsSaverDeps;
  #unsaved: Settings | null = null;
  #cancelTimer: () => void = () => {};
  #writing: Promise<void> = Promise.resolve();
  #failures = 0;

  constructor(deps: SettingsSaverDeps) {
    this.#deps = deps;
  }

  /** Only the newest settings are written. */
  save(settings: Settings): void {
    this.#unsaved = settings;
    this.#failures = 0;
    this.#schedule(SAVE_DELAY_MS);
  }

  /** Writes now what is unsaved; resolves when it is on disk, or when tries for two seconds failed. */
  async flush(): Promise<void> {
    const { clock } = this.#deps;
    const endMs = clock.monotonicMs() + FLUSH_MS;
    this.#cancelTimer();
    await this.#writing;
    while (this.#unsaved !== null && clock.monotonicMs() < endMs) {
      this.#writing = this.#write();
      await this.#writing;
      if (this.#unsaved !== null) await this.#pause(QUICK_RETRY_MS);
    }
    this.#scheduleRetry();
  }

  /** Stops trying. Call `flush` before. */
  stop(): void {
    this.#cancelTimer();
    this.#unsaved = null;
  }

  #schedule(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#deps.clock.after(ms, () => {
      this.#writing = this.#writing.then(async () => {
        await this.#write();
        this.#scheduleRetry();
      });
    });
  }

  #scheduleRetry(): void {
    if (this.#unsaved === null) return;
    this.#schedule(this.#failures < QUICK_TRIES ? QUICK_RETRY_MS : SLOW_RETRY_MS);
  }

  /** One try; never rejects. */
  async #write(): Promise<void> {
    const settings = this.#unsaved;
    if (settings === null) return;
    const { clock, write } = this.#deps;
    const late = (): Error => new Error('The settings file was not written in time.');
    try {
      await withTimeLimit(clock, WRITE_TIMEOUT_MS, write(settings), late);
      if (this.#unsaved === settings) this.#unsaved = null;
      this.#failures = 0;
      this.#deps.onResult(null);
    } catch (error) {
      this.#failures += 1;
      if (this.#failures >= QUICK_TRIES) this.#deps.onResult(error);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.after(ms, resolve);
    });
  }
}
