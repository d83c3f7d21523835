/**
 * What the computer tells of itself, asked only when someone looks and then rarely: systeminformation
 * starts other programs to find out, and has hung or piled them up on Windows (its issues 611, 616, 626).
 */
import type { Clock, Logger } from '../contract/ports.ts';
import type { SystemsView } from '../contract/systems.ts';
import { withTimeLimit } from '../core/time-limit.ts';
import { type BatteryFacts, batteryPower } from './battery-power.ts';
import { type PowerFinding, unknownPower } from './power-finding.ts';
import { RaplMeter } from './rapl-meter.ts';
import { type UsbFacts, usbDevicesOf } from './usb-tree.ts';

/** The part of systeminformation that is used here. */
export interface SystemInformation {
  battery(): Promise<BatteryFacts>;
  cpuTemperature(): Promise<{ readonly main: number | null }>;
  usb(): Promise<readonly UsbFacts[]>;
}

/** Loads the library when first needed: it is large and a headless miner may never ask. */
export const loadSystemInformation = (): Promise<SystemInformation> => import('systeminformation');

export interface SystemsMeterDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly load: () => Promise<SystemInformation>;
  /** `POWERCAP_DIR` of rapl-meter. */
  readonly powercapDir: string;
}

const LEAST_INTERVAL_MS = 30_000;
const ANSWER_LIMIT_MS = 10_000;

/** An answer, or the code why there is none. */
type Found<T> = { readonly value: T } | { readonly reason: 'timedOut' | 'readFailed' };

export class SystemsMeter {
  readonly #deps: SystemsMeterDeps;
  readonly #rapl: RaplMeter;
  /** Questions without an answer yet: asked again only when they have ended, however late. */
  readonly #unanswered = new Set<string>();
  #latest: { readonly startedMonoMs: number; readonly view: Promise<SystemsView> } | null = null;

  constructor(deps: SystemsMeterDeps) {
    this.#deps = deps;
    this.#rapl = new RaplMeter({ clock: deps.clock, powercapDir: deps.powercapDir });
  }

  /** The view of now, or the last one while it is younger than 30 s. Resolves within 10 s; never rejects. */
  view(): Promise<SystemsView> {
    const nowMonoMs = this.#deps.clock.monotonicMs();
    if (this.#latest === null || nowMonoMs - this.#latest.startedMonoMs >= LEAST_INTERVAL_MS) {
      this.#latest = { startedMonoMs: nowMonoMs, view: this.#look() };
    }
    return this.#latest.view;
  }

  async #look(): Promise<SystemsView> {
    const [battery, rapl, temperature, usb] = await Promise.all([
      this.#ask('battery', (system) => system.battery()),
      this.#rapl.read(),
      this.#ask('cpuTemperature', (system) => system.cpuTemperature()),
      this.#ask('usb', (system) => system.usb()),
    ]);
    const atMs = this.#deps.clock.nowMs();
    const power = betterOf(
      'value' in battery ? batteryPower(battery.value) : unknownPower(battery.reason),
      rapl,
    );
    return {
      atMs,
      hostPowerW: reading(power.powerW, power.reason, atMs),
      cpuTempC:
        'value' in temperature
          ? temperatureReading(temperature.value.main, atMs)
          : reading(null, temperature.reason, atMs),
      usbDevices: 'value' in usb ? usbDevicesOf(usb.value) : [],
    };
  }

  async #ask<T>(name: string, question: (system: SystemInformation) => Promise<T>): Promise<Found<T>> {
    if (this.#unanswered.has(name)) return { reason: 'timedOut' };
    this.#unanswered.add(name);
    const answer = this.#deps
      .load()
      .then(question)
      .then(
        (value): Found<T> => ({ value }),
        (error: unknown): Found<T> => {
          this.#deps.log.debug('system did not tell', { name, error: String(error) });
          return { reason: 'readFailed' };
        },
      )
      .finally(() => this.#unanswered.delete(name));
    const late = (): Error => new Error(`${name} was not told in time`);
    // The answer itself never rejects.
    return withTimeLimit(this.#deps.clock, ANSWER_LIMIT_MS, answer, late).catch(
      (): Found<T> => ({ reason: 'timedOut' }),
    );
  }
}

/** A battery that empties tells the watts of everything; the processor's counters only a part. */
function betterOf(battery: PowerFinding, rapl: PowerFinding): PowerFinding {
  return battery.powerW === null ? rapl : battery;
}

/** Readings outside are sensors that are not there (0, -1, 255). */
function temperatureReading(mainC: number | null, atMs: number): SystemsView['cpuTempC'] {
  const known = typeof mainC === 'number' && mainC > 0 && mainC < 150;
  return known ? reading(mainC, null, atMs) : reading(null, 'noTempSensor', atMs);
}

function reading(value: number | null, reason: string | null, atMs: number): SystemsView['hostPowerW'] {
  return { value, origin: 'measured', atMs, ...(reason === null ? {} : { reason }) };
}
