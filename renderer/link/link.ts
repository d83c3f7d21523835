/**
 * Keeps the page connected to the host: takes wires from a source, tries again with back-off, and tells a
 * listener what happens. It keeps no state of the miner.
 */
import { CallError } from '../../electron/contract/call-error.ts';
import { type Calls, type Client, connect, OtherVersionError } from '../../electron/contract/connect.ts';
import { type Hello, type MinerContract, minerContract } from '../../electron/contract/contract.ts';
import type { MinerFrame } from '../../electron/contract/frame.ts';
import type { Clock } from '../../electron/contract/ports.ts';
import { KeyRefusedError, TooManyPagesError, type WireSource } from './wire-source.ts';

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

export interface LinkListener {
  connected(hello: Hello): void;
  frame(frame: MinerFrame): void;
  disconnected(): void;
  /** The key of this page is wrong: nothing more is tried until the source has a newer one. */
  refused(): void;
  /** Other pages have all the places: it is tried again, so that this page goes on once one is closed. */
  full(): void;
  /** The host speaks another version of the contract: nothing more is tried. */
  otherVersion(): void;
}

export interface LinkDeps {
  readonly source: WireSource;
  readonly clock: Clock;
  readonly listener: LinkListener;
}

export class Link {
  readonly #deps: LinkDeps;
  readonly #stopped = new AbortController();
  #client: Client<MinerContract> | null = null;
  #hidden = false;
  #wake: () => void = () => {};

  constructor(deps: LinkDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#deps.source.onNewer(() => {
      this.#client?.close();
      this.#wake();
    });
    void this.#run();
  }

  /** Idempotent. */
  stop(): void {
    this.#stopped.abort(new Error('stopped'));
    this.#client?.close();
    this.#wake();
  }

  /** A hidden page gets frames at a tenth of a hertz. */
  setHidden(hidden: boolean): void {
    this.#hidden = hidden;
    this.#client?.setHidden(hidden);
  }

  /** Each rejects with a CallError: `closed` while there is no connection. Ask anew for each call. */
  get calls(): Calls<MinerContract> {
    return this.#client?.calls ?? CLOSED_CALLS;
  }

  async #run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    let wasFull = false;
    while (!this.#stopped.signal.aborted) {
      const outcome = await this.#connectOnce();
      if (outcome === 'otherVersion') return this.#deps.listener.otherVersion();
      if (outcome === 'refused') {
        this.#deps.listener.refused();
        await this.#sleep(null);
        retryMs = FIRST_RETRY_MS;
      } else {
        if (outcome === 'full') this.#deps.listener.full();
        // A host that went away meanwhile is not full any more.
        else if (wasFull && outcome === 'failed') this.#deps.listener.disconnected();
        wasFull = outcome === 'full';
        retryMs = outcome === 'served' ? FIRST_RETRY_MS : Math.min(retryMs * 2, LONGEST_RETRY_MS);
        await this.#sleep(retryMs);
      }
    }
  }

  /** Lives as long as one connection does. */
  async #connectOnce(): Promise<Outcome> {
    const { source, clock, listener } = this.#deps;
    try {
      const wire = await source.next(this.#stopped.signal);
      const client = connect(minerContract, wire, { clock });
      const hello = await client.hello;
      this.#client = client;
      listener.connected(hello);
      client.setHidden(this.#hidden);
      client.feeds.frame.subscribe((frame) => listener.frame(frame));
      await client.closed;
      this.#client = null;
      listener.disconnected();
      return 'served';
    } catch (error) {
      if (error instanceof KeyRefusedError) return 'refused';
      if (error instanceof TooManyPagesError) return 'full';
      if (error instanceof OtherVersionError) return 'otherVersion';
      return 'failed';
    }
  }

  /** Waits, or until something newer is there; null waits for that alone. */
  #sleep(ms: number | null): Promise<void> {
    if (this.#stopped.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = ms === null ? () => {} : this.#deps.clock.after(ms, () => this.#wake());
      this.#wake = () => {
        cancel();
        this.#wake = () => {};
        resolve();
      };
    });
  }
}

type Outcome = 'served' | 'failed' | 'refused' | 'full' | 'otherVersion';

const closed = (): Promise<never> => Promise.reject(new CallError('closed'));

const rows = Object.keys(minerContract.calls).map((name) => [name, closed]);
const CLOSED_CALLS: Calls<MinerContract> = Object.fromEntries(rows);
