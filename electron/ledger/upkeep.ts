/** The ledger's housekeeping: retention hourly in small steps, then the daily backup. Never in a hurry. */
import type { Clock, Logger } from '../contract/ports.ts';

export interface UpkeepDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** One bounded step of retention; `more`: ask again. */
  readonly maintain: () => Promise<{ readonly more: boolean }>;
  /** Path of the backup made, or null when none was due. */
  readonly backUp: () => Promise<{ readonly path: string | null }>;
}

/** After the start has settled. */
const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;
/** Between two steps, so that batches go first. */
const STEP_PAUSE_MS = 200;

export class Upkeep {
  readonly #deps: UpkeepDeps;
  #running = false;
  #cancel: () => void = () => {};

  constructor(deps: UpkeepDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#running = true;
    this.#next(FIRST_MS);
  }

  /** Idempotent. A step under way ends by itself and starts nothing new. */
  stop(): void {
    this.#running = false;
    this.#cancel();
  }

  #next(ms: number): void {
    this.#cancel = this.#deps.clock.after(ms, () => void this.#round());
  }

  async #round(): Promise<void> {
    const more = await this.#step();
    if (this.#running) this.#next(more ? STEP_PAUSE_MS : EVERY_MS);
  }

  async #step(): Promise<boolean> {
    try {
      const { more } = await this.#deps.maintain();
      if (more) return true;
      const { path } = await this.#deps.backUp();
      if (path !== null) this.#deps.log.info('ledger backed up', { path });
    } catch (error) {
      this.#deps.log.warn('ledger upkeep failed, tried again in an hour', {
        error: error instanceof Error ? error.message : String(error),
      });
    }
    return false;
  }
}
