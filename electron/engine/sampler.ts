/** Looks at every stick once a second: energy and coverage for the books, clock rates for the hashrate. */
import type { MachineClock } from '../contract/ports.ts';
import type { Origin } from '../contract/units.ts';
import type { MinuteChange } from './minute-book.ts';
import { expectedHsOf, isHashing, powerOf } from './stick-power.ts';
import type { StickSlot } from './stick-slot.ts';

/**
 * A look this late means the computer slept; that time is a gap, not zero. Late by the monotonic clock or by the uptime:
 * the wall clock may also have been set (NTP, by hand), which stops no chip and no connection.
 */
const SLEPT_MS = 10_000;

const NOT_THERE = { frequencyMhz: null, ticketDifficulty: null, expectedHs: null };

export interface SamplerDeps {
  readonly clock: MachineClock;
  readonly slots: () => Iterable<StickSlot>;
  readonly add: (stickId: string, change: MinuteChange) => void;
}

export class Sampler {
  readonly #deps: SamplerDeps;
  #lastUptimeMs: number;
  #lastMonoMs: number;
  #slept = false;

  constructor(deps: SamplerDeps) {
    this.#deps = deps;
    this.#lastUptimeMs = deps.clock.uptimeMs();
    this.#lastMonoMs = deps.clock.monotonicMs();
  }

  /** Whether the computer slept since this was asked last. */
  takeSlept(): boolean {
    const slept = this.#slept;
    this.#slept = false;
    return slept;
  }

  /** Accounts for the time since the last look, unless it was too long to say anything about it. */
  sample(): void {
    const { clock, slots, add } = this.#deps;
    const nowMs = clock.nowMs();
    const monoMs = clock.monotonicMs();
    const uptimeMs = clock.uptimeMs();
    const spanMs = Math.max(0, monoMs - this.#lastMonoMs);
    const slept = spanMs > SLEPT_MS || uptimeMs - this.#lastUptimeMs > SLEPT_MS;
    this.#slept ||= slept;
    this.#lastUptimeMs = uptimeMs;
    this.#lastMonoMs = monoMs;
    for (const slot of slots()) {
      const hashing = isHashing(slot);
      slot.record.observe(hashing, slot.stick?.status ?? NOT_THERE);
      const power = powerOf(slot, nowMs);
      const { energyWh } = slot.record.energy.add({ monoMs, powerW: power.value });
      if (slot.health === 'lost' || slept) continue;
      add(slot.identity.id, {
        coveredMs: spanMs,
        hashedMs: hashing ? spanMs : 0,
        pausedMs: slot.health === 'paused' ? spanMs : 0,
        expectedHashes: hashing ? ((expectedHsOf(slot, nowMs).value ?? 0) * spanMs) / 1000 : 0,
        energyWh,
        energyOrigin: energyWh === null ? null : storedOrigin(power.origin),
      });
    }
  }
}

/** Nobody reports watts: the ledger's column has no such value. */
const storedOrigin = (origin: Origin): Exclude<Origin, 'reported'> =>
  origin === 'reported' ? 'typed' : origin;
