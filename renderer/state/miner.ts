/** The miner as the page has it: the link to the host, what it says, and what can be asked of it. */
import type { Calls } from '../../electron/contract/connect.ts';
import type { MinerContract } from '../../electron/contract/contract.ts';
import type { Clock } from '../../electron/contract/ports.ts';
import { Link } from '../link/link.ts';
import type { WireSource } from '../link/wire-source.ts';
import { MinerStore } from './miner-store.ts';
import { SeriesBuffer } from './series-buffer.ts';

export interface MinerDeps {
  readonly source: WireSource;
  readonly clock: Clock;
  readonly page: Pick<Document, 'hidden' | 'addEventListener'>;
}

export class Miner {
  readonly #deps: MinerDeps;
  readonly #link: Link;
  readonly store: MinerStore;
  readonly series = new SeriesBuffer();

  constructor(deps: MinerDeps) {
    this.#deps = deps;
    this.store = new MinerStore(deps.clock);
    this.#link = new Link({ source: deps.source, clock: deps.clock, listener: this.store });
  }

  get clock(): Clock {
    return this.#deps.clock;
  }

  /** Lives as long as the page. */
  start(): void {
    const { page } = this.#deps;
    page.addEventListener('visibilitychange', () => this.#link.setHidden(page.hidden));
    this.#link.setHidden(page.hidden);
    this.store.watch(() => page.hidden);
    this.store.api.subscribe(({ frame, hello, link, settings }, before) => {
      if (hello !== before.hello && frame === null) this.series.clear();
      if (frame !== null && frame !== before.frame) this.series.append(frame);
      const isOutdated = frame !== null && frame.settingsRevision !== settings?.revision;
      if (link === 'open' && isOutdated && frame !== before.frame) void this.reloadSettings();
    });
    this.#link.start();
  }

  /** Each rejects with a CallError. Ask anew for each call: they are those of the present connection. */
  get calls(): Calls<MinerContract> {
    return this.#link.calls;
  }

  get isHidden(): boolean {
    return this.#deps.page.hidden;
  }

  /** Never rejects: without a connection the copy at hand stays. */
  async reloadSettings(): Promise<void> {
    try {
      this.store.settingsLoaded(await this.calls.getSettings({}));
    } catch {
      // The next frame asks again.
    }
  }
}
