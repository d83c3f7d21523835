/** The TPS546 regulator over I2C: off, limits, voltage, on, proof, readings (MUJ, ESP; numbers are in `pmbus.ts`). */
import {
  NOTHING_MEASURED,
  PartError,
  plausible,
  plausibleC,
  type RailReading,
  type Regulator,
} from './board-parts.ts';
import type { I2cBus } from './management-link.ts';
import {
  boardWatts,
  PMBUS,
  pmbusWord,
  slinear11,
  TPS546_ADDRESS,
  tps546Reading,
  ulinear16,
  voltsOfUlinear16,
  wordOfPmbus,
} from './pmbus.ts';

/** What differs from board to board. */
export interface Tps546Limits {
  readonly inputOnV: number;
  readonly inputOffV: number;
  readonly inputOverV: number;
  /** Divider in its feedback. */
  readonly scaleLoop: number;
  readonly railMinV: number;
  readonly railMaxV: number;
  readonly outputWarnA: number;
  readonly outputFaultA: number;
  /** What the board draws beside its output, W. */
  readonly restW: number;
}

/** Commands beyond those that `pmbus.ts` reads by (PMBus 1.3; MUJ, ESP). */
const COMMAND = {
  phase: 0x04,
  voutMax: 0x24,
  voutScaleLoop: 0x29,
  voutMin: 0x2b,
  frequencySwitch: 0x33,
  vinOn: 0x35,
  vinOff: 0x36,
  voutOvFaultLimit: 0x40,
  voutUvFaultLimit: 0x44,
  ioutOcFaultLimit: 0x46,
  ioutOcWarnLimit: 0x4a,
  otFaultLimit: 0x4f,
  otWarnLimit: 0x51,
  vinOvFaultLimit: 0x55,
  deviceId: 0xad,
} as const;
const ON = 0x80;
const OFF = 0x00;
/** On and off by the command alone: noise on the control pin does nothing (MUJ, ESP). */
const BY_COMMAND = 0x1b;
/** The block begins with its length; then "TI" and the type. The last byte tells variants that are alike here (ESP). */
const DEVICE_ID = [0x06, 0x54, 0x49, 0x54, 0x6d, 0x24];
const DEVICE_ID_LENGTH = 7;
const SWITCHING_KHZ = 650;
/** Shares of the set voltage at which it gives up (ESP, MUJ). */
const OVER_SHARE = 1.25;
const UNDER_SHARE = 0.75;
const HOT_WARN_C = 105;
const HOT_FAULT_C = 145;

/** Bits of STATUS_WORD that mean the chips are not fed as they should be (ESP). */
const STATUS_FAULTS: readonly (readonly [number, string])[] = [
  [0x0040, 'is off'],
  [0x0020, 'has too high a voltage'],
  [0x0010, 'has too high a current'],
  [0x0008, 'has too little voltage at its input'],
  [0x0004, 'is too hot'],
  [0x0800, 'is not at its voltage'],
];
/** How far what it measures may be from what it was told: its own accuracy, and the load's drop. Our choice. */
const TOLERANCE = 0.04;
/** More than any such board takes (ESP: 15 V at most, 55 A). */
const MAX_INPUT_V = 16;
const MAX_RAIL_V = 6;
const MAX_POWER_W = 200;

export class Tps546 implements Regulator {
  readonly #bus: I2cBus;
  readonly #limits: Tps546Limits;
  #voutMode = 0x97;

  constructor(bus: I2cBus, limits: Tps546Limits) {
    this.#bus = bus;
    this.#limits = limits;
  }

  async prepare(): Promise<void> {
    const id = await this.#bus.read(TPS546_ADDRESS, COMMAND.deviceId, DEVICE_ID_LENGTH);
    if (DEVICE_ID.some((byte, at) => id[at] !== byte)) {
      throw new PartError('missing', 'Its regulator is not a TPS546.');
    }
    await this.switchOff();
    await this.#byte(PMBUS.onOffConfig, BY_COMMAND);
    const [voutMode = this.#voutMode] = await this.#bus.read(TPS546_ADDRESS, PMBUS.voutMode, 1);
    this.#voutMode = voutMode;
    await this.#writeLimits();
  }

  async set(railV: number): Promise<void> {
    const { railMinV, railMaxV } = this.#limits;
    if (!(railV >= railMinV && railV <= railMaxV)) {
      throw new RangeError(`${railV} V is outside ${railMinV} to ${railMaxV} V`);
    }
    const raw = ulinear16(railV, this.#voutMode);
    await this.#word(PMBUS.voutCommand, raw);
    if ((await this.#read(PMBUS.voutCommand)) !== raw) {
      throw new PartError('power', 'Its regulator does not keep the voltage it was told.');
    }
  }

  async switchOn(): Promise<void> {
    await this.#bus.write(TPS546_ADDRESS, Uint8Array.of(PMBUS.clearFaults));
    await this.#byte(PMBUS.operation, ON);
  }

  async verify(railV: number): Promise<void> {
    const fault = await this.fault();
    if (fault !== null) throw new PartError('power', `Its regulator ${fault}.`);
    const raw = await this.#read(PMBUS.readVout);
    const measuredV = raw === null ? Number.NaN : voltsOfUlinear16(raw, this.#voutMode);
    if (!(Math.abs(measuredV / railV - 1) <= TOLERANCE)) {
      const told = `${railV.toFixed(3)} V were asked for and ${measuredV.toFixed(3)} V came`;
      throw new PartError('power', `Its regulator does not reach its voltage: ${told}.`);
    }
  }

  async switchOff(): Promise<void> {
    await this.#byte(PMBUS.operation, OFF);
  }

  async read(): Promise<RailReading> {
    const at = (command: number): Promise<Uint8Array> => this.#bus.read(TPS546_ADDRESS, command, 2);
    const bytes = {
      vin: await at(PMBUS.readVin),
      vout: await at(PMBUS.readVout),
      iout: await at(PMBUS.readIout),
      temperature: await at(PMBUS.readTemperature),
    };
    const reading = tps546Reading(bytes, this.#voutMode);
    const railV = plausible(reading.outputV, MAX_RAIL_V);
    const outputA = reading.outputA !== null && reading.outputA >= 0 ? reading.outputA : null;
    return {
      ...NOTHING_MEASURED,
      inputV: plausible(reading.inputV, MAX_INPUT_V),
      railV,
      powerW: plausible(boardWatts({ outputV: railV, outputA }, this.#limits.restW), MAX_POWER_W),
      regulatorC: plausibleC(reading.temperatureC),
    };
  }

  async fault(): Promise<string | null> {
    const status = await this.#read(PMBUS.statusWord);
    if (status === null) return 'does not say how it is';
    return STATUS_FAULTS.find(([bit]) => (status & bit) !== 0)?.[1] ?? null;
  }

  async #writeLimits(): Promise<void> {
    const { inputOnV, inputOffV, inputOverV, scaleLoop, railMinV, railMaxV, outputWarnA, outputFaultA } =
      this.#limits;
    await this.#byte(COMMAND.phase, 0);
    const linear: readonly (readonly [number, number])[] = [
      [COMMAND.frequencySwitch, SWITCHING_KHZ],
      [COMMAND.vinOn, inputOnV],
      [COMMAND.vinOff, inputOffV],
      [COMMAND.vinOvFaultLimit, inputOverV],
      [COMMAND.voutScaleLoop, scaleLoop],
      [COMMAND.ioutOcWarnLimit, outputWarnA],
      [COMMAND.ioutOcFaultLimit, outputFaultA],
      [COMMAND.otWarnLimit, HOT_WARN_C],
      [COMMAND.otFaultLimit, HOT_FAULT_C],
    ];
    for (const [command, value] of linear) await this.#word(command, slinear11(value));
    const ofVoltage: readonly (readonly [number, number])[] = [
      [COMMAND.voutMax, railMaxV],
      [COMMAND.voutMin, railMinV],
      [COMMAND.voutOvFaultLimit, OVER_SHARE],
      [COMMAND.voutUvFaultLimit, UNDER_SHARE],
    ];
    for (const [command, value] of ofVoltage) await this.#word(command, ulinear16(value, this.#voutMode));
  }

  #byte(command: number, value: number): Promise<void> {
    return this.#bus.write(TPS546_ADDRESS, Uint8Array.of(command, value));
  }

  #word(command: number, raw: number): Promise<void> {
    return this.#bus.write(TPS546_ADDRESS, Uint8Array.of(command, ...pmbusWord(raw)));
  }

  async #read(command: number): Promise<number | null> {
    return wordOfPmbus(await this.#bus.read(TPS546_ADDRESS, command, 2));
  }
}
