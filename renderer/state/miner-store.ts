/**
 * What the page knows of the miner: the newest frame whole, the hello, the settings and how fresh it all is.
 * One owner (the host), so nothing here is changed by the page itself.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Hello } from '../../electron/contract/contract.ts';
import type { MinerFrame } from '../../electron/contract/frame.ts';
import type { Clock } from '../../electron/contract/ports.ts';
import type { Settings } from '../../electron/contract/settings.ts';
import type { LinkListener } from '../link/link.ts';
import { FramePacer } from './frame-pacer.ts';

/** A sample comes once a second; after three missed ones values are grey, after ten they are gone. */
const STALE_AFTER_MS = 3_000;
const GONE_AFTER_MS = 10_000;
const WATCH_EVERY_MS = 1_000;

export type LinkState = 'connecting' | 'open' | 'lost' | 'refused' | 'full' | 'otherVersion';

/** `ageMs` in whole seconds, so that a subscriber is told once a second. */
export type Freshness =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'stale'; readonly ageMs: number }
  | { readonly kind: 'gone'; readonly ageMs: number };

export interface SettingsCopy {
  readonly settings: Settings;
  readonly revision: number;
}

export interface MinerSnapshot {
  readonly link: LinkState;
  readonly hello: Hello | null;
  readonly frame: MinerFrame | null;
  readonly freshness: Freshness;
  /** Null until they were asked for. */
  readonly settings: SettingsCopy | null;
}

const FRESH: Freshness = { kind: 'fresh' };

export class MinerStore implements LinkListener {
  readonly #clock: Clock;
  readonly #api: StoreApi<MinerSnapshot>;
  readonly #pacer: FramePacer;
  #heardAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#heardAtMs = clock.monotonicMs();
    this.#api = createStore<MinerSnapshot>(() => ({
      link: 'connecting',
      hello: null,
      frame: null,
      freshness: FRESH,
      settings: null,
    }));
    this.#pacer = new FramePacer(clock, (frame) => this.#api.setState({ frame, freshness: FRESH }));
  }

  get api(): StoreApi<MinerSnapshot> {
    return this.#api;
  }

  /** Watches the age of what is shown until the returned function is called. */
  watch(isHidden: () => boolean): () => void {
    return this.#clock.every(WATCH_EVERY_MS, () => {
      // A hidden page gets one frame in ten seconds, and nobody sees how old it is.
      if (isHidden()) this.#heardAtMs = this.#clock.monotonicMs();
      else this.#age();
    });
  }

  connected(hello: Hello): void {
    const before = this.#api.getState().hello;
    const isSameMiner = before !== null && before.demo === hello.demo;
    this.#pacer.reset();
    this.#heardAtMs = this.#clock.monotonicMs();
    this.#api.setState({ link: 'open', hello, ...(isSameMiner ? {} : { frame: null, settings: null }) });
  }

  frame(frame: MinerFrame): void {
    this.#heardAtMs = this.#clock.monotonicMs();
    this.#pacer.offer(frame);
  }

  disconnected(): void {
    this.#pacer.reset();
    this.#api.setState({ link: 'lost' });
  }

  refused(): void {
    this.#api.setState({ link: 'refused' });
  }

  full(): void {
    this.#api.setState({ link: 'full' });
  }

  otherVersion(): void {
    this.#api.setState({ link: 'otherVersion' });
  }

  settingsLoaded(settings: SettingsCopy): void {
    this.#api.setState({ settings });
  }

  #age(): void {
    const { frame, freshness } = this.#api.getState();
    if (frame === null) return;
    const ageMs = Math.floor((this.#clock.monotonicMs() - this.#heardAtMs) / 1_000) * 1_000;
    if (ageMs < STALE_AFTER_MS) {
      if (freshness.kind !== 'fresh') this.#api.setState({ freshness: FRESH });
    } else {
      this.#api.setState({ freshness: { kind: ageMs < GONE_AFTER_MS ? 'stale' : 'gone', ageMs } });
    }
  }
}
