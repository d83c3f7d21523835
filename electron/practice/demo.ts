/**
 * The demo: three simulated sticks and a practice pool in this process, and the settings they start with.
 * Loaded only when a demo is wanted. What runs on top of it is the ordinary miner, which is told nothing.
 */
import demo from '../../resources/demo.json' with { type: 'json' };
import type { Clock, Logger, Random } from '../contract/ports.ts';
import type { SettingsPatch } from '../contract/settings.ts';
import type { Chain } from '../contract/units.ts';
import { startPracticePool } from './practice-pool.ts';
import { BOARD_KINDS } from './simulator/board-kinds.ts';
import {
  isSimulated,
  SimulatedBinding,
  type SimulatedResetLine,
  type SimulatedStick,
} from './simulator/simulated-binding.ts';
import { type SimulatedModel, STICK_KINDS } from './simulator/stick-kinds.ts';

export interface DemoOptions {
  /** A practice chain: on mainnet simulated sticks find nothing. */
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface DemoStick extends SimulatedStick {
  readonly name: string;
}

export interface Demo {
  /** Loopback; another port each time. */
  readonly poolUrl: string;
  readonly binding: SimulatedBinding;
  readonly sticks: readonly DemoStick[];
  /**
   * What a fresh demo starts with: tariff and price as typed by nobody (`resources/demo.json`), the practice
   * pool, and names and clocks of the sticks. Of older demo settings only `pools` must be replaced.
   */
  readonly settings: SettingsPatch;
  resetLineFor(path: string): SimulatedResetLine;
  /** Idempotent: pool closed, sticks without power, timers gone. */
  stop(): Promise<void>;
}

/** Rejects when no port can be had on 127.0.0.1. */
export async function createDemo(options: DemoOptions): Promise<Demo> {
  const pool = await startPracticePool(options);
  const sticks = demo.sticks.map((stick, index) => demoStick(stick, index));
  const binding = new SimulatedBinding({ ...options, sticks });
  return {
    poolUrl: pool.url,
    binding,
    sticks,
    settings: settingsOf(pool.url),
    resetLineFor: (path) => binding.resetLineFor(path),
    async stop() {
      binding.stop();
      await pool.stop();
    },
  };
}

function demoStick(stick: (typeof demo.sticks)[number], index: number): DemoStick {
  if (!isSimulated(stick.model))
    throw new RangeError(`demo.json: no simulated stick is called ${stick.model}`);
  // Not a path of the file system: nobody may mistake it for a port.
  return {
    model: stick.model,
    path: `demo:${index + 1}`,
    ...(hasController(stick.model) ? { telemetryPath: `demo:${index + 1}:power` } : {}),
    serialNumber: stick.serialNumber,
    name: stick.name,
  };
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

function hasController(model: SimulatedStick['model']): boolean {
  if (Object.hasOwn(BOARD_KINDS, model)) return true;
  return Object.hasOwn(STICK_KINDS, model) && STICK_KINDS[model as SimulatedModel].controller !== undefined;
}
