/** Looks at every stick and power line once a second: energy and coverage for the books, clock rates for the hashrate. */
import { PowerLine } from '../contract/frame.ts';
import type { MachineClock } from '../contract/ports.ts';
import type { Origin } from '../contract/units.ts';
import { powerLineId } from '../ledger/entries.ts';
import { EnergyIntegrator } from '../meter/energy-integrator.ts';
import type { MinuteChange } from './minute-book.ts';
import { type PowerPicture, stickPower } from './power-chain.ts';
import { expectedHsOf, isHashing } from './stick-power.ts';
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
  readonly power: () => PowerPicture;
  readonly add: (stickId: string, change: MinuteChange) => void;
}

export class Sampler {
  readonly #deps: SamplerDeps;
  #lastUptimeMs: number;
  #lastMonoMs: number;
  #slept = false;
  readonly #lines = new Map<PowerLine['code'], EnergyIntegrator>();

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
    const picture = this.#deps.power();
    for (const slot of slots()) {
      const hashing = isHashing(slot);
      slot.record.observe(hashing, slot.stick?.status ?? NOT_THERE);
      const power = stickPower(picture, slot.identity.id, nowMs).reading;
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
    for (const code of PowerLine.shape.code.options) {
      const line = picture.lines.find((candidate) => candidate.code === code) ?? null;
      const change = this.#sampledLine(code, line, { monoMs, spanMs });
      if (change !== null && !slept) add(powerLineId(code), change);
    }
  }

  /** A line is a row of its own in the books. One that is not there draws nothing. */
  #sampledLine(
    code: PowerLine['code'],
    line: PowerLine | null,
    { monoMs, spanMs }: { readonly monoMs: number; readonly spanMs: number },
  ): MinuteChange | null {
    const energy = this.#lines.get(code) ?? new EnergyIntegrator();
    this.#lines.set(code, energy);
    const { energyWh } = energy.add({ monoMs, powerW: line === null ? 0 : line.powerW.value });
    if (line === null && !energyWh) return null;
    const energyOrigin = energyWh === null ? null : storedOrigin(line?.powerW.origin ?? 'typed');
    return { coveredMs: spanMs, energyWh, energyOrigin };
  }
}

/** Nobody reports watts: the ledger's column has no such value. */
const storedOrigin = (origin: Origin): Exclude<Origin, 'reported'> =>
  origin === 'reported' ? 'typed' : origin;
