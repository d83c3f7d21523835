/**
 * A regulator whose voltage a DS4432U shifts, as on older boards and the emberOne, and the INA260 that some have to
 * measure what they take. The rail itself cannot be read: what proves it is the code read back and the pin that feeds it.
 */
import { NOTHING_MEASURED, PartError, plausible, type RailReading, type Regulator } from './board-parts.ts';
import type { I2cBus } from './management-link.ts';
import {
  DS4432U_ADDRESS,
  DS4432U_OUTPUT_0,
  INA260,
  INA260_ADDRESS,
  ina260Amps,
  ina260Volts,
  ina260Watts,
} from './power-parts.ts';

export interface ShiftedRegulatorDeps {
  readonly bus: I2cBus;
  /** Code of the DS4432U for a rail; throws a RangeError for one that is out of reach. */
  readonly codeOf: (railV: number) => number;
  readonly hasPowerMeter: boolean;
  /** The pin that feeds the regulator; null on boards where it always runs. */
  readonly setEnabled: ((isOn: boolean) => Promise<void>) | null;
}

/** More than any such board takes. */
const MAX_INPUT_V = 16;
const MAX_INPUT_A = 15;
const MAX_POWER_W = 200;

export class ShiftedRegulator implements Regulator {
  readonly #deps: ShiftedRegulatorDeps;

  constructor(deps: ShiftedRegulatorDeps) {
    this.#deps = deps;
  }

  async prepare(): Promise<void> {
    await this.switchOff();
    await this.#readCode();
  }

  async set(railV: number): Promise<void> {
    const { bus, codeOf } = this.#deps;
    await bus.write(DS4432U_ADDRESS, Uint8Array.of(DS4432U_OUTPUT_0, codeOf(railV)));
    await this.verify(railV);
  }

  async switchOn(): Promise<void> {
    await this.#deps.setEnabled?.(true);
  }

  async verify(railV: number): Promise<void> {
    if ((await this.#readCode()) !== this.#deps.codeOf(railV)) {
      throw new PartError('power', 'What sets its voltage does not keep what it was told.');
    }
  }

  async switchOff(): Promise<void> {
    await this.#deps.setEnabled?.(false);
  }

  async read(): Promise<RailReading> {
    if (!this.#deps.hasPowerMeter) return NOTHING_MEASURED;
    return {
      ...NOTHING_MEASURED,
      inputV: plausible(ina260Volts(await this.#meter(INA260.voltage)), MAX_INPUT_V),
      inputA: plausible(ina260Amps(await this.#meter(INA260.current)), MAX_INPUT_A),
      powerW: plausible(ina260Watts(await this.#meter(INA260.power)), MAX_POWER_W),
    };
  }

  async fault(): Promise<string | null> {
    return null;
  }

  async #readCode(): Promise<number> {
    const [code = -1] = await this.#deps.bus.read(DS4432U_ADDRESS, DS4432U_OUTPUT_0, 1);
    return code;
  }

  /** High byte first. */
  async #meter(register: number): Promise<number> {
    const [high = 0, low = 0] = await this.#deps.bus.read(INA260_ADDRESS, register, 2);
    return (high << 8) | low;
  }
}
