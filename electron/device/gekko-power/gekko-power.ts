/**
 * Power and telemetry of GekkoScience's A1 and A2: regulator, core voltage, light and sensors on the second serial
 * interface, and the latch that enables the chips. When the interface falls silent nothing here makes up a number.
 */
import { EventEmitter } from 'node:events';
import type { Clock, Logger } from '../../contract/ports.ts';
import { withTimeLimit } from '../../core/time-limit.ts';
import { DeviceError } from '../device-error.ts';
import type { ResetLine } from '../reset-line.ts';
import type { SerialBinding } from '../serial-binding.ts';
import type { StickAbilities, StickTelemetry } from '../stick.ts';
import type { StickPower, StickPowerEvents } from '../stick-power-side.ts';
import { askBridge, type UsbAsker, type UsbControl } from '../usb-control.ts';
import { CHIPS_OFF, CHIPS_ON } from './enable-latch.ts';
import { PowerLink } from './power-link.ts';
import {
  ASK_MASK,
  ASK_READING,
  ASK_VERSION,
  COOLDOWN_MV,
  generationOf,
  inputWatts,
  layoutOf,
  OVERHEAT_C,
  REGULATOR_OFF,
  REGULATOR_ON,
  setCoreVoltage,
  setFan,
  setLed,
  soundReading,
  type TelemetryLayout,
  type TelemetryReading,
} from './telemetry.ts';

/** What a catalogue row says of this power side. */
export interface GekkoPowerRow {
  readonly kind: 'gekko';
  /** Of one chip, mV. */
  readonly coreMv: {
    readonly usual: number;
    readonly min: number;
    readonly max: number;
    readonly step: number;
  };
}

export interface GekkoPowerDeps {
  readonly row: GekkoPowerRow;
  /** Of the second interface. */
  readonly path: string;
  readonly asker: UsbAsker;
  readonly usb: UsbControl | null;
  readonly binding: SerialBinding;
  readonly clock: Clock;
  readonly log: Logger;
  /** What the user wants; the row's when null. */
  readonly targetCoreMv: number | null;
}

/** The driver asks no more often (KG). */
const POLL_MS = 1000;
/** Tries at bring-up: the driver makes ten before it goes on without (KG); the polls after it try on. */
const FIRST_TRIES = 3;
/** Readings in a row that do not come, or cannot be believed, before there is none. */
const MISSES = 3;
/** Hotter chips are not fed at bring-up. Our own choice: after an overheat the driver waits for 30 C (KG). */
const START_C = 70;
const BLINK_MS = 500;
const BLINKS = 6;
/** For switching off: two settings and the one in progress. */
const OFF_LIMIT_MS = 1200;

export class GekkoPower extends EventEmitter<StickPowerEvents> implements StickPower {
  readonly resetLine: ResetLine;
  readonly #deps: GekkoPowerDeps;
  readonly #link: PowerLink;
  #targetCoreMv: number;
  #layout: TelemetryLayout | null = null;
  #telemetry: StickTelemetry | null = null;
  #misses = 0;
  #cancelPoll: () => void = () => {};
  #blinking: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;
  #hasStarted = false;
  #lostWith: DeviceError | null = null;

  constructor(deps: GekkoPowerDeps) {
    super();
    this.#deps = deps;
    const { min, max, usual } = deps.row.coreMv;
    this.#targetCoreMv = Math.min(max, Math.max(min, deps.targetCoreMv ?? usual));
    this.#link = new PowerLink({ ...deps, onLost: (error) => this.#lose(error) });
    this.resetLine = { kind: 'latch', pulse: (lowMs, settleMs) => this.#cycle(lowMs, settleMs) };
  }

  get abilities(): StickAbilities {
    const { min, max, step } = this.#deps.row.coreMv;
    return { coreMv: { min, max, step }, fan: this.#layout?.canSetFan ?? false, blink: 'light' };
  }

  get targetCoreMv(): number {
    return this.#targetCoreMv;
  }

  get telemetry(): StickTelemetry | null {
    return this.#telemetry;
  }

  async start(): Promise<void> {
    await this.#link.open();
    try {
      for (let attempt = 0; attempt < FIRST_TRIES && this.#layout === null; attempt += 1) {
        await this.#learnLayout();
      }
      if (this.#layout === null) this.#deps.log.warn('Stick tells no telemetry', { path: this.#deps.path });
      await this.#read();
      this.#mustBeCool(START_C);
      await this.#supply();
    } catch (error) {
      await this.stop();
      // Why the port is over says more than that it is.
      throw this.#lostWith ?? error;
    }
    this.#hasStarted = true;
    this.#pollSoon();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#switchOff();
    return this.#stopping;
  }

  setCoreMv(coreMv: number): void {
    const { min, max } = this.#deps.row.coreMv;
    if (!(coreMv >= min && coreMv <= max)) {
      throw new RangeError(`a core voltage is ${min} to ${max} mV here, and not ${coreMv}`);
    }
    this.#targetCoreMv = coreMv;
    this.emit('changed');
    if (this.#hasStarted) this.#background(this.#link.tell(setCoreVoltage(coreMv)));
  }

  setFan(percent: number | null): void {
    if (this.#layout?.canSetFan !== true) throw new RangeError('this stick has no fan that can be set');
    // It has no word for "by yourself": all it can.
    const wanted = percent ?? 100;
    if (!(wanted >= 0 && wanted <= 100))
      throw new RangeError(`a fan is set to 0 to 100 %, and not ${wanted}`);
    this.#background(this.#link.tell(setFan(wanted)));
  }

  blink(): Promise<void> {
    this.#blinking ??= this.#showLight().finally(() => {
      this.#blinking = null;
    });
    return this.#blinking;
  }

  /** Chips off and on, which forgets all they were told; the regulator goes off with them (KG). */
  async #cycle(lowMs: number, settleMs: number): Promise<void> {
    await this.#latch(CHIPS_OFF);
    await this.#rest(lowMs);
    await this.#latch(CHIPS_ON);
    await this.#rest(settleMs);
    await this.#supply();
  }

  async #supply(): Promise<void> {
    await this.#link.tell(setCoreVoltage(this.#targetCoreMv));
    await this.#link.tell(REGULATOR_ON);
    await this.#link.tell(setLed('work'));
  }

  async #learnLayout(): Promise<void> {
    const version = onlyByte(await this.#link.ask(ASK_VERSION));
    const generation = version === null ? null : generationOf(version);
    if (version === null || generation === null) return;
    const mask = generation === 3 ? onlyByte(await this.#link.ask(ASK_MASK)) : null;
    // A mask of nothing is a lie: then there were no telemetry.
    this.#layout = mask === 0 ? null : layoutOf(version, mask);
  }

  #pollSoon(): void {
    if (this.#stopping !== null) return;
    this.#cancelPoll = this.#deps.clock.after(POLL_MS, () => {
      this.#background(this.#poll().then(() => this.#pollSoon()));
    });
  }

  async #poll(): Promise<void> {
    if (this.#layout === null) await this.#learnLayout();
    await this.#read();
    if (this.#stopping !== null) return;
    this.#mustBeCool(OVERHEAT_C);
  }

  async #read(): Promise<void> {
    const layout = this.#layout;
    const reading = layout === null ? null : soundReading(await this.#link.ask(ASK_READING), layout);
    if (reading !== null) {
      this.#misses = 0;
      this.#telemetry = telemetryOf(reading, this.#deps.clock.nowMs());
      this.emit('changed');
      return;
    }
    this.#misses += 1;
    if (this.#misses < MISSES || this.#telemetry === null) return;
    this.#deps.log.warn('Stick tells no telemetry any more', { path: this.#deps.path });
    this.#telemetry = null;
    // The controller may have been restarted, or another is there: who it is is asked again.
    this.#layout = null;
    this.emit('changed');
  }

  #mustBeCool(limitC: number): void {
    const tempC = this.#telemetry?.tempC ?? null;
    if (tempC === null || tempC < limitC) return;
    const { asker } = this.#deps;
    const message = `The ${asker.name} at ${asker.path} has ${Math.round(tempC)} C and is kept off until it has cooled. Check its fan.`;
    throw new DeviceError('tooHot', asker.path, message);
  }

  async #switchOff(): Promise<void> {
    const { clock, log, path } = this.#deps;
    this.#cancelPoll();
    if (this.#link.isOpen) {
      const late = (): Error => new Error('it took too long');
      await withTimeLimit(clock, OFF_LIMIT_MS, this.#unsupply(), late).catch((error: unknown) =>
        log.warn('Regulator was not switched off', { path, reason: String(error) }),
      );
    }
    await this.#latch(CHIPS_OFF).catch((error: unknown) =>
      log.debug('Chips were not disabled', { path, reason: String(error) }),
    );
    await this.#link.close();
  }

  async #unsupply(): Promise<void> {
    await this.#link.tell(setCoreVoltage(COOLDOWN_MV));
    await this.#link.tell(REGULATOR_OFF);
    await this.#link.tell(setLed('off'));
  }

  async #showLight(): Promise<void> {
    for (let time = 0; time < BLINKS && this.#stopping === null && this.#link.isOpen; time += 1) {
      await this.#link.tell(setLed(time % 2 === 0 ? 'on' : 'off'));
      await this.#rest(BLINK_MS);
    }
    if (this.#stopping === null && this.#link.isOpen) await this.#link.tell(setLed('work'));
  }

  #latch(transfer: typeof CHIPS_ON): Promise<void> {
    const { usb, asker, clock } = this.#deps;
    return askBridge(usb, transfer, asker, clock);
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#deps.clock.after(ms, resolve));
  }

  #background(task: Promise<void>): void {
    task.catch((error: unknown) => {
      const { path } = this.#deps;
      this.#lose(
        error instanceof DeviceError
          ? error
          : new DeviceError('portFailed', path, String(error), { cause: error }),
      );
    });
  }

  #lose(error: DeviceError): void {
    this.#lostWith ??= error;
    if (this.#stopping !== null || !this.#hasStarted) return;
    this.#telemetry = null;
    void this.stop();
    this.emit('lost', error);
  }
}

/** Null where more came, or nothing. */
function onlyByte(reply: Uint8Array): number | null {
  return reply.length === 1 ? (reply[0] ?? null) : null;
}

function telemetryOf(reading: TelemetryReading, atMs: number): StickTelemetry {
  const { inputV, inputA, coreV, temperatureC, secondTemperatureC, fanRpm } = reading;
  const temps = [temperatureC, secondTemperatureC].filter((tempC) => tempC !== null);
  return {
    atMs,
    inputV,
    inputA,
    powerW: inputWatts(reading),
    coreMv: coreV === null ? null : coreV * 1000,
    tempC: temps.length === 0 ? null : Math.max(...temps),
    fanRpm,
  };
}
