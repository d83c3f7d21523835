/** Fan controllers: the EMC2101, which also reads the chip's diode, and the EMC2302 with two fans (MUJ, ESP). */
import { type Fan, PartError, plausibleC, type Thermometer } from './board-parts.ts';
import { diodeReading, EMC2101, EMC2101_ADDRESS, fanDuty, rpmOfTach } from './emc2101.ts';
import type { I2cBus } from './management-link.ts';
import type { RawBoard } from './raw-board.ts';

const MANUFACTURER_ID = 0xfe;
const SMSC = 0x5d;
/** Tachometer in. */
const TACH_INPUT = 0x04;
/** Speed by register, PWM, clock of 1.4 MHz (MUJ, ESP). */
const BY_REGISTER = 0x23;
/** What kind of diode it is to measure with (ESP). */
const IDEALITY = 0x17;
const BETA = 0x18;

export class Emc2101 implements Fan, Thermometer {
  readonly #bus: I2cBus;
  readonly #diode: RawBoard['diode'];

  constructor(bus: I2cBus, diode: RawBoard['diode']) {
    this.#bus = bus;
    this.#diode = diode;
  }

  async prepare(): Promise<void> {
    if ((await this.#read(MANUFACTURER_ID)) !== SMSC) {
      throw new PartError('missing', 'Its fan controller is not an EMC2101.');
    }
    await this.#write(EMC2101.config, (await this.#read(EMC2101.config)) | TACH_INPUT);
    await this.#write(EMC2101.fanConfig, BY_REGISTER);
    if (this.#diode === null) return;
    await this.#write(IDEALITY, this.#diode.ideality);
    await this.#write(BETA, this.#diode.beta);
  }

  setSpeed(share: number): Promise<void> {
    return this.#write(EMC2101.fanDuty, fanDuty(share));
  }

  async readRpm(): Promise<number | null> {
    // The low byte first: reading it holds the high one.
    const low = await this.#read(EMC2101.tachLow);
    return rpmOfTach(((await this.#read(EMC2101.tachHigh)) << 8) | low);
  }

  async readC(): Promise<number | null> {
    const high = await this.#read(EMC2101.externalHigh);
    const reading = diodeReading(high, await this.#read(EMC2101.externalLow));
    return reading.kind === 'temperature' ? plausibleC(reading.temperatureC) : null;
  }

  async #read(register: number): Promise<number> {
    const [value = 0] = await this.#bus.read(EMC2101_ADDRESS, register, 1);
    return value;
  }

  #write(register: number, value: number): Promise<void> {
    return this.#bus.write(EMC2101_ADDRESS, Uint8Array.of(register, value));
  }
}

export const EMC2302_ADDRESS = 0x2f;
export const EMC2302 = { fan1: 0x30, tach1High: 0x3e, tach1Low: 0x3f, fan2: 0x40 } as const;
const EMC2302_FULL = 255;
/** 3,932,160 times a multiplier of 2 (ESP). */
const EMC2302_RPM_CONSTANT = 7_864_320;
/** The count has 13 bits, on top of three that mean nothing. */
const UNUSED_BITS = 3;
const EMC2302_STANDSTILL = 0x1fff;

export class Emc2302 implements Fan {
  readonly #bus: I2cBus;

  constructor(bus: I2cBus) {
    this.#bus = bus;
  }

  async prepare(): Promise<void> {
    if ((await this.#read(MANUFACTURER_ID)) !== SMSC) {
      throw new PartError('missing', 'Its fan controller is not an EMC2302.');
    }
  }

  async setSpeed(share: number): Promise<void> {
    const full = Number.isNaN(share) ? 1 : Math.min(1, Math.max(0, share));
    const setting = Math.round(full * EMC2302_FULL);
    for (const fan of [EMC2302.fan1, EMC2302.fan2]) {
      await this.#bus.write(EMC2302_ADDRESS, Uint8Array.of(fan, setting));
    }
  }

  /** Of the first fan. */
  async readRpm(): Promise<number | null> {
    const high = await this.#read(EMC2302.tach1High);
    const count = ((high << 8) | (await this.#read(EMC2302.tach1Low))) >> UNUSED_BITS;
    return count === 0 || count === EMC2302_STANDSTILL ? 0 : Math.floor(EMC2302_RPM_CONSTANT / count);
  }

  async #read(register: number): Promise<number> {
    const [value = 0] = await this.#bus.read(EMC2302_ADDRESS, register, 1);
    return value;
  }
}
