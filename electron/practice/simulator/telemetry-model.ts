/**
 * The far end of the second serial port of a simulated A1 or A2: its controller with regulator, light, fan and sensors,
 * as the commands of two bytes see it [KG]. What the sensors say follows from what the chips do. Written apart from
 * `device/`. Watts per hash and kelvins per watt are our own choice: nobody has published them.
 */
import type { Clock } from '../../contract/ports.ts';
import type { FaultySensors, SensorFault } from './stick-faults.ts';

/** What the controller feeds and watches. */
export interface FedChips {
  /** H/s as the chips' clocks say. */
  readonly hashrateHs: number;
  hasCoreVoltage: boolean;
}

export interface TelemetryModelDeps {
  readonly chips: FedChips;
  readonly clock: Clock;
  /** As it answers `?v`: generation in the high four bits, minor version in the low. */
  readonly version: number;
  /** mV of one chip that the joules below are for. */
  readonly usualCoreMv: number;
  /** J for 10^12 hashes at that voltage. */
  readonly joulesPerTh: number;
  /** What feeds the stick, V. */
  readonly supplyV: number;
  /** How much hotter than the room a watt makes it, K. */
  readonly kelvinPerW: number;
}

/** Command to answer [KG]. */
const ANSWER_MS = 100;
const REFERENCE_V = 2.048;
const STEP_MV = 5;
/** Our own choices: what it draws without hashing, the wire's resistance, its heat. */
const IDLE_W = 0.6;
const WIRE_OHM = 0.02;
const ROOM_C = 24;
const WARMING_MS = 20_000;
const FULL_FAN_RPM = 5400;
/** Of a fault: hot enough to be stopped whatever it draws, and a supply that falls this far short. */
const HOT_C = 70;
const SAG_SHARE = 0.12;

export class TelemetryModel implements FaultySensors {
  readonly sensorFaults = ['overheat', 'voltageSag', 'telemetryLies', 'telemetrySilent'] as const;
  /** Ignored: it has one rate. */
  hostBaudRate: number | null = null;
  /** Takes commands and answers none. */
  silent = false;
  /** All sensors say this count; null = what they measure. */
  stuckAt: number | null = null;
  /** Heat from elsewhere, K. */
  addedC = 0;
  /** Volts that a weak port falls short of. */
  sagV = 0;
  readonly #deps: TelemetryModelDeps;
  readonly #pending = new Set<() => void>();
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #half: number | null = null;
  #coreCount = 0;
  #isOn = false;
  #light = '-';
  #fanPercent = 100;
  #tempC = ROOM_C;
  #warmedAtMs: number;

  constructor(deps: TelemetryModelDeps) {
    this.#deps = deps;
    this.#warmedAtMs = deps.clock.monotonicMs();
    deps.chips.hasCoreVoltage = false;
  }

  /** Asked for, of one chip; 0 before it was. */
  get coreMv(): number {
    return this.#coreCount * STEP_MV;
  }

  get isRegulatorOn(): boolean {
    return this.#isOn;
  }

  /** Letter of the last light command: `-` off, `O` on, `N` work, `H` heartbeat. */
  get light(): string {
    return this.#light;
  }

  /** What it draws at its plug now, W. */
  get powerW(): number {
    const { chips, joulesPerTh, usualCoreMv } = this.#deps;
    if (!this.#isOn) return IDLE_W;
    return IDLE_W + (chips.hashrateHs / 1e12) * joulesPerTh * (this.coreMv / usualCoreMv) ** 2;
  }

  listen(listener: (bytes: Uint8Array) => void): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  /** Bytes from the host, split anywhere. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#half === null) this.#half = byte;
      else {
        this.#obey(String.fromCharCode(this.#half), byte);
        this.#half = null;
      }
    }
  }

  /** Without power: all settings are forgotten. */
  reset(): void {
    this.stop();
    this.#half = null;
    this.#coreCount = 0;
    this.#fanPercent = 100;
    this.#light = '-';
    this.#switch(false);
  }

  /** The latch took the chips' enable away, and the regulator went off with it [KG]. */
  disable(): void {
    this.#switch(false);
  }

  setSensorFault(fault: SensorFault, isActive: boolean): void {
    switch (fault) {
      case 'overheat':
        this.addedC = isActive ? HOT_C : 0;
        return;
      case 'voltageSag':
        this.sagV = isActive ? this.#deps.supplyV * SAG_SHARE : 0;
        return;
      case 'telemetryLies':
        this.stuckAt = isActive ? 255 : null;
        return;
      case 'telemetrySilent':
        this.silent = isActive;
    }
  }

  /** Takes all timers back. Idempotent. */
  stop(): void {
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
  }

  #obey(command: string, argument: number): void {
    const letter = String.fromCharCode(argument);
    if (command === '?' && letter === 'v') this.#answer([this.#deps.version]);
    else if (command === 'M' && this.#generation === 3) this.#answer([this.#mask]);
    else if (command === 'G') this.#answer(this.#reading());
    else if (command === 'B') this.#switch(letter === 'O');
    else if (command === 'L') this.#light = letter;
    else if (command === 'F') this.#fanPercent = Math.min(100, argument);
    else if (command === 'V') {
      this.#warm();
      this.#coreCount = Math.min(100, argument);
      this.#answer([this.#coreCount]);
    }
  }

  #switch(isOn: boolean): void {
    this.#warm();
    this.#isOn = isOn;
    this.#deps.chips.hasCoreVoltage = isOn;
  }

  #answer(bytes: readonly number[]): void {
    if (this.silent) return;
    const cancel = this.#deps.clock.after(ANSWER_MS, () => {
      this.#pending.delete(cancel);
      this.#listener?.(Uint8Array.from(bytes));
    });
    this.#pending.add(cancel);
  }

  get #generation(): number {
    return this.#deps.version >> 4;
  }

  /** Vin, Iin, Vout, Iout, two temperatures, tach, high current range [KG]. */
  get #mask(): number {
    if (this.#generation === 1) return 0x15;
    if (this.#generation === 2) return (this.#deps.version & 0xf) === 0 ? 0xdf : 0x77;
    return 0x77;
  }

  #reading(): readonly number[] {
    this.#warm();
    const isHighRange = (this.#mask & 0x80) !== 0;
    const { supplyV } = this.#deps;
    const inputA = this.powerW / supplyV;
    const inputV = supplyV - this.sagV - inputA * WIRE_OHM;
    const coreV = this.#isOn ? this.coreMv / 1000 : 0;
    const temperature = ((this.#tempC + this.addedC + 50) * 218) / 175;
    const values = [
      this.#generation === 1 ? inputV * (255 / 6) : (inputV * 255) / REFERENCE_V / 12,
      (inputA * 255) / REFERENCE_V / (isHighRange ? 20 : 3.125),
      (coreV * 2 * 255) / REFERENCE_V,
      coreV === 0 ? 0 : ((this.powerW / (2 * coreV)) * 255) / REFERENCE_V / 20,
      temperature,
      temperature - 2,
      (FULL_FAN_RPM * this.#fanPercent) / 100 / 30,
    ];
    return values.map((value, place) => {
      if ((this.#mask & (1 << place)) === 0) return 0;
      return this.stuckAt ?? Math.min(255, Math.max(0, Math.round(value)));
    });
  }

  /** Its heat follows its power with a delay. */
  #warm(): void {
    const nowMs = this.#deps.clock.monotonicMs();
    const share = 1 - Math.exp(-(nowMs - this.#warmedAtMs) / WARMING_MS);
    this.#tempC += (ROOM_C + this.powerW * this.#deps.kelvinPerW - this.#tempC) * share;
    this.#warmedAtMs = nowMs;
  }
}
