/**
 * How long to wait before the host is started again, and when to stop trying: 0.5 s doubling to 30 s, from the
 * start again after 60 s of health; the fifth death within ten minutes is the last.
 */
import type { Clock } from '../contract/ports.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const HEALTHY_AFTER_MS = 60_000;
const DEATHS_ALLOWED = 5;
const DEATHS_WINDOW_MS = 10 * 60_000;

export class RestartRule {
  readonly #clock: Clock;
  #deathsAtMs: readonly number[] = [];
  #delayMs = FIRST_DELAY_MS;

  constructor(deps: { readonly clock: Clock }) {
    this.#clock = deps.clock;
  }

  /** The host died after living for `aliveMs`: gives the milliseconds until the next start, or null to give up. */
  died(aliveMs: number): number | null {
    const nowMs = this.#clock.monotonicMs();
    this.#deathsAtMs = [...this.#deathsAtMs.filter((atMs) => nowMs - atMs < DEATHS_WINDOW_MS), nowMs];
    if (this.#deathsAtMs.length >= DEATHS_ALLOWED) return null;
    if (aliveMs >= HEALTHY_AFTER_MS) this.#delayMs = FIRST_DELAY_MS;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS);
    return delayMs;
  }

  /** The user asked for another try: everything is forgotten. */
  forget(): void {
    this.#deathsAtMs = [];
    this.#delayMs = FIRST_DELAY_MS;
  }
}
