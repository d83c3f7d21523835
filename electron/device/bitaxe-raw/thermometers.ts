/** Thermometers on boards: TMP1075 beside the chips, TMP451 with the diode of a chip (ESP, EMB, MUJ). */
import { plausibleC, type Thermometer } from './board-parts.ts';
import type { I2cBus } from './management-link.ts';

/** Of both, for the four lowest of 12 bits. */
const C_A_COUNT = 0.0625;
const TMP1075_TEMPERATURE = 0x00;
const TMP451 = { status: 0x02, remoteHigh: 0x01, remoteLow: 0x10 } as const;
const DIODE_OPEN = 0x04;

export class Tmp1075 implements Thermometer {
  readonly #bus: I2cBus;
  readonly #address: number;

  constructor(bus: I2cBus, address: number) {
    this.#bus = bus;
    this.#address = address;
  }

  async prepare(): Promise<void> {
    await this.readC();
  }

  async readC(): Promise<number | null> {
    const [high = 0, low = 0] = await this.#bus.read(this.#address, TMP1075_TEMPERATURE, 2);
    return plausibleC(degrees(high, low));
  }
}

/** The chip's diode; what sits between reads too high by so much (MUJ: 7 C on the emberOne). */
export class Tmp451 implements Thermometer {
  readonly #bus: I2cBus;
  readonly #address: number;
  readonly #offsetC: number;

  constructor(bus: I2cBus, address: number, offsetC: number) {
    this.#bus = bus;
    this.#address = address;
    this.#offsetC = offsetC;
  }

  async prepare(): Promise<void> {
    await this.readC();
  }

  async readC(): Promise<number | null> {
    if (((await this.#read(TMP451.status)) & DIODE_OPEN) !== 0) return null;
    const high = await this.#read(TMP451.remoteHigh);
    const diodeC = plausibleC(degrees(high, await this.#read(TMP451.remoteLow)));
    return diodeC === null ? null : plausibleC(diodeC + this.#offsetC);
  }

  async #read(register: number): Promise<number> {
    const [value = 0] = await this.#bus.read(this.#address, register, 1);
    return value;
  }
}

/** 12 bits, signed. */
function degrees(high: number, low: number): number {
  return ((((high << 8) | low) << 16) >> 20) * C_A_COUNT;
}
