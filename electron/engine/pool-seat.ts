/** The one pool that is mined at: opened, left, opened anew, one change after the other. */
import type { Logger } from '../contract/ports.ts';
import type { PoolSetting } from '../contract/settings.ts';
import type { JobSource } from '../pool/job-source.ts';
import { PoolRecord } from './pool-record.ts';
import type { Scheduler } from './scheduler.ts';

export interface PoolSeatDeps {
  readonly log: Logger;
  readonly scheduler: Scheduler;
  /** The pool to mine at now; undefined = none. */
  readonly setting: () => PoolSetting | undefined;
  readonly makeSource: (setting: PoolSetting) => JobSource;
  readonly event: (code: string, subject: string, params: Readonly<Record<string, string>>) => void;
}

export class PoolSeat {
  readonly #deps: PoolSeatDeps;
  #record: PoolRecord | null = null;
  /** Changes of the pool follow one another: two at once would undo each other. */
  #change: Promise<void> = Promise.resolve();

  constructor(deps: PoolSeatDeps) {
    this.#deps = deps;
  }

  /** Of the pool in use; null while there is none. */
  get record(): PoolRecord | null {
    return this.#record;
  }

  open(): void {
    const { log, scheduler } = this.#deps;
    const setting = this.#deps.setting();
    if (setting === undefined) return;
    const source = this.#deps.makeSource(setting);
    const record = new PoolRecord(setting, source);
    this.#record = record;
    let phase = source.status.phase;
    source.on('changed', () => {
      if (source.status.phase === phase) return;
      phase = source.status.phase;
      const code = source.status.error?.code;
      log.info('Pool changed', { endpoint: source.endpoint, phase, code });
      if (this.#record === record) {
        this.#deps.event('poolPhase', `pool:${setting.id}`, { phase, code: code ?? '' });
      }
    });
    scheduler.attachSource(source);
    source.start();
  }

  /** Leaves the pool, and opens the one to mine at now. */
  renew(): Promise<void> {
    this.#change = this.#change.then(async () => {
      await this.#close();
      this.open();
    });
    return this.#change;
  }

  /** Every share that still waits ends as lost before the source is let go. */
  async #close(): Promise<void> {
    await this.#record?.source.stop();
    this.#deps.scheduler.detachSource();
    this.#record = null;
  }
}
