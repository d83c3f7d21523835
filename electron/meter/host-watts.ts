/** Watts of the computer for the power chain: asked for only while the user charges a part of them to mining. */
import type { Clock } from '../contract/ports.ts';
import type { SystemsView } from '../contract/systems.ts';
import type { Reading } from '../contract/units.ts';

export interface HostWattsDeps {
  readonly clock: Clock;
  /** Never rejects. */
  readonly view: () => Promise<SystemsView>;
}

/** Asking starts other programs on some systems. */
const EVERY_MS = 60_000;
/** Three looks without an answer: what was measured then says nothing of now. */
const OLDEST_MS = 3 * EVERY_MS;

export class HostWatts {
  readonly #deps: HostWattsDeps;
  #latest: Reading<number> | null = null;
  #cancelTimer: (() => void) | null = null;

  constructor(deps: HostWattsDeps) {
    this.#deps = deps;
  }

  /** Null with a reason while nobody asked for it, nothing tells it or what told it is old. */
  get reading(): Reading<number> {
    const nowMs = this.#deps.clock.nowMs();
    const latest = this.#latest;
    if (latest !== null && nowMs - latest.atMs <= OLDEST_MS) return latest;
    return { value: null, origin: 'measured', atMs: nowMs, reason: 'noAnswerYet' };
  }

  /** Begins or ends asking. */
  follow(wanted: boolean): void {
    if (!wanted) this.stop();
    else if (this.#cancelTimer === null) {
      this.#cancelTimer = this.#deps.clock.every(EVERY_MS, () => void this.#look());
      void this.#look();
    }
  }

  /** Idempotent. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#latest = null;
  }

  async #look(): Promise<void> {
    const { hostPowerW } = await this.#deps.view();
    if (this.#cancelTimer !== null) this.#latest = hostPowerW;
  }
}
