/**
 * The demo: simulated sticks and a practice pool in this process, and the settings they start with. Loaded only when
 * a demo is wanted. What runs on top of it is the ordinary miner, which is told nothing.
 */
import demo from '../../resources/demo.json' with { type: 'json' };
import type { DemoFault } from '../contract/demo.ts';
import type { Clock, Logger, Random } from '../contract/ports.ts';
import type { SettingsPatch } from '../contract/settings.ts';
import type { Chain } from '../contract/units.ts';
import { DEFAULT_DEMO_MODELS, demoSticks } from './demo-sticks.ts';
import { startPracticePool } from './practice-pool.ts';
import { SimulatedBinding, type SimulatedResetLine } from './simulator/simulated-binding.ts';
import { isSimulatedModel } from './simulator/simulated-models.ts';
import type { SimulatedStick } from './simulator/simulated-slots.ts';

export interface DemoOptions {
  /** A practice chain: on mainnet simulated sticks find nothing. */
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Chosen for an earlier demo; null, or none that can be simulated any more: those of `resources/demo.json`. */
  readonly models: readonly string[] | null;
}

/** Told of sticks that are plugged in and pulled out. */
export interface DemoListener {
  readonly arrived: (stick: SimulatedStick) => void;
  readonly left: (stick: SimulatedStick) => void;
}

/** Faults whose cure ends with the stick being plugged in anew, as with a real one: into a better port, or with rights. */
const CURED_BY_REPLUG: ReadonlySet<DemoFault> = new Set(['unplug', 'busyPort', 'noPermission', 'voltageSag']);

export class Demo {
  /** Loopback; another port each time. */
  readonly poolUrl: string;
  readonly binding: SimulatedBinding;
  /**
   * What a fresh demo starts with: tariff and price as typed by nobody (`resources/demo.json`), the practice
   * pool, and names and clocks of the sticks. Of older demo settings only `pools` must be replaced.
   */
  readonly settings: SettingsPatch;
  readonly #pool: { stop(): Promise<void> };
  #sticks: readonly SimulatedStick[];
  #listener: DemoListener | null = null;

  constructor(options: DemoOptions, pool: { readonly url: string; stop(): Promise<void> }) {
    this.#pool = pool;
    this.poolUrl = pool.url;
    this.settings = settingsOf(pool.url);
    const models = options.models?.filter(isSimulatedModel) ?? [];
    this.#sticks = demoSticks(models.length > 0 ? models : DEFAULT_DEMO_MODELS);
    this.binding = new SimulatedBinding({ ...options, sticks: this.#sticks });
  }

  get sticks(): readonly SimulatedStick[] {
    return this.#sticks;
  }

  /** Tells of every stick at once, then of changes. One listener. */
  watch(listener: DemoListener): void {
    this.#listener = listener;
    for (const stick of this.#sticks) listener.arrived(stick);
  }

  /**
   * Plugs in and pulls out what makes the difference; the others run on. Gives the sticks that are gone. Throws a
   * RangeError, and changes nothing, for a model that cannot be simulated.
   */
  setSticks(models: readonly string[]): readonly SimulatedStick[] {
    const before = this.#sticks;
    const next = demoSticks(models);
    const isIn = (list: readonly SimulatedStick[], { path }: SimulatedStick): boolean =>
      list.some((other) => other.path === path);
    const gone = before.filter((stick) => !isIn(next, stick));
    this.#sticks = next;
    for (const stick of gone) {
      this.#listener?.left(stick);
      this.binding.remove(stick.path);
    }
    for (const stick of next.filter((candidate) => !isIn(before, candidate))) {
      this.binding.add(stick);
      this.#listener?.arrived(stick);
    }
    return gone;
  }

  /** Throws a RangeError for a fault this stick cannot have, or a stick that is not there. */
  setFault(stick: SimulatedStick, fault: DemoFault, isActive: boolean): void {
    const faults = this.binding.faultsAt(stick.path);
    const wasActive = faults.active.includes(fault);
    faults.set(fault, isActive);
    if (wasActive === isActive || !CURED_BY_REPLUG.has(fault)) return;
    if (fault === 'unplug' && isActive) this.#listener?.left(stick);
    if (!isActive && !faults.active.includes('unplug')) {
      this.binding.unplug(stick.path);
      this.#listener?.left(stick);
      this.binding.plug(stick.path);
      this.#listener?.arrived(stick);
    }
  }

  resetLineFor(path: string): SimulatedResetLine {
    return this.binding.resetLineFor(path);
  }

  /** Idempotent: pool closed, sticks without power, timers gone. */
  async stop(): Promise<void> {
    this.#listener = null;
    this.binding.stop();
    await this.#pool.stop();
  }
}

/** Rejects when no port can be had on 127.0.0.1. */
export async function createDemo(options: DemoOptions): Promise<Demo> {
  return new Demo(options, await startPracticePool(options));
}

function settingsOf(poolUrl: string): SettingsPatch {
  return {
    currency: demo.currency,
    pricePerKwh: demo.pricePerKwh,
    btcPrice: demo.btcPrice,
    pools: [{ id: 'practice', url: poolUrl, user: demo.user }],
    sticks: Object.fromEntries(
      demo.sticks.map(({ serialNumber, name, targetFrequencyMhz }) => [
        `serial:${serialNumber}`,
        { name, targetFrequencyMhz },
      ]),
    ),
  };
}
