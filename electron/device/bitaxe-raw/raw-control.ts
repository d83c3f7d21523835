/** A bitaxe-raw or emberOne board by its data: pins and parts over the management link, in the order that harms nothing. */
import type { Clock } from '../../contract/ports.ts';
import type { BoardControl, BoardReading } from './board-control.ts';
import { type Fan, PartError, type Regulator, type Thermometer } from './board-parts.ts';
import { ShiftedRegulator } from './ds4432u.ts';
import { Emc2101, Emc2302 } from './fans.ts';
import { ManagementLink, RefusedError } from './management-link.ts';
import type { RawBoard } from './raw-board.ts';
import { Tmp451, Tmp1075 } from './thermometers.ts';
import { Tps546 } from './tps546.ts';

export interface RawControlDeps {
  readonly board: RawBoard;
  readonly send: (request: Uint8Array) => Promise<void>;
  readonly clock: Clock;
}

/** Low holds the chips in reset (RAW, EMBFW). */
const RESET_PIN = 0;
const I2C_HZ = 100_000;
/** Rests of the reference host, ms: parts written, rail on, parts that talk fed (MUJ). */
const CONFIGURED_MS = 100;
const RAIL_ON_MS = 500;
const IO_POWER_MS = 5;
/** A rail that moves a little is there long before. */
const RAIL_CHANGED_MS = 50;
const LIGHT = 0x40;

export class RawControl implements BoardControl {
  readonly hasFan: boolean;
  readonly hasLight: boolean;
  readonly #deps: RawControlDeps;
  readonly #link: ManagementLink;
  readonly #regulator: Regulator;
  readonly #fan: Fan | null;
  readonly #thermometers: readonly Thermometer[];
  #railV: number | null = null;
  #isCut = false;

  constructor(deps: RawControlDeps) {
    this.#deps = deps;
    const link = new ManagementLink(deps);
    const { board } = deps;
    const emc2101 = board.fan === 'emc2101' ? new Emc2101(link, board.diode) : null;
    this.#link = link;
    this.#regulator = regulatorOf(board, link);
    this.#fan = board.fan === 'emc2302' ? new Emc2302(link) : emc2101;
    this.#thermometers = [
      ...(emc2101 === null ? [] : [emc2101]),
      ...board.thermometers.map((part) =>
        part.kind === 'tmp1075'
          ? new Tmp1075(link, part.address)
          : new Tmp451(link, part.address, part.offsetC),
      ),
    ];
    this.hasFan = this.#fan !== null;
    this.hasLight = board.hasLight;
  }

  push(bytes: Uint8Array): void {
    this.#link.push(bytes);
  }

  stop(error: Error): void {
    this.#link.stop(error);
  }

  async prepare(): Promise<void> {
    const { board } = this.#deps;
    await this.#link.identify();
    await this.#link.setPin(RESET_PIN, false);
    await this.#link.setI2cClock(I2C_HZ);
    if (this.#fan !== null) {
      await present('fan controller', this.#fan);
      await this.#fan.setSpeed(1);
    }
    await present('regulator', this.#regulator);
    if (board.ioPowerPin !== null) {
      await this.#link.setPin(board.ioPowerPin, true);
      await this.#pass(IO_POWER_MS);
    }
    for (const thermometer of this.#thermometers) await present('thermometer', thermometer);
    await this.#pass(CONFIGURED_MS);
  }

  async feed(railV: number): Promise<void> {
    await this.#regulator.set(railV);
    this.#mustNotBeCut();
    await this.#regulator.switchOn();
    await this.#pass(RAIL_ON_MS);
    await this.#regulator.verify(railV);
    this.#railV = railV;
  }

  async change(railV: number): Promise<void> {
    await this.#regulator.set(railV);
    await this.#pass(RAIL_CHANGED_MS);
    await this.#regulator.verify(railV);
    this.#railV = railV;
  }

  async #verify(): Promise<void> {
    if (this.#railV === null) throw new PartError('power', 'Its chips have no voltage yet.');
    await this.#regulator.verify(this.#railV);
  }

  async pulseReset(lowMs: number, settleMs: number): Promise<void> {
    await this.#link.setPin(RESET_PIN, false);
    await this.#pass(lowMs);
    await this.#verify();
    this.#mustNotBeCut();
    await this.#link.setPin(RESET_PIN, true);
    await this.#pass(settleMs);
  }

  async setFan(share: number): Promise<void> {
    await this.#fan?.setSpeed(share);
  }

  setLight(isOn: boolean): Promise<void> {
    const level = isOn ? LIGHT : 0;
    return this.#link.setLed(level, level, level);
  }

  async read(): Promise<BoardReading> {
    const rail = await this.#regulator.read();
    const fault = await this.#regulator.fault();
    const chipsC: number[] = [];
    for (const thermometer of this.#thermometers) {
      const temperatureC = await thermometer.readC();
      if (temperatureC !== null) chipsC.push(temperatureC);
    }
    const fanRpm = (await this.#fan?.readRpm()) ?? null;
    return { ...rail, fault, fanRpm, chipC: chipsC.length === 0 ? null : Math.max(...chipsC) };
  }

  async cut(): Promise<void> {
    const { ioPowerPin } = this.#deps.board;
    this.#railV = null;
    this.#isCut = true;
    const steps = [
      () => this.#link.setPin(RESET_PIN, false),
      () => this.#regulator.switchOff(),
      ...(ioPowerPin === null ? [] : [() => this.#link.setPin(ioPowerPin, false)]),
    ];
    const failures: unknown[] = [];
    for (const step of steps) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }

  /** Whatever was under way when the board was cut off must not undo it. */
  #mustNotBeCut(): void {
    if (this.#isCut) throw new PartError('power', 'It was switched off.');
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#deps.clock.after(ms, resolve));
  }
}

function regulatorOf({ regulator }: RawBoard, link: ManagementLink): Regulator {
  if (regulator.kind === 'tps546') return new Tps546(link, regulator.limits);
  const { powerPin } = regulator;
  const setEnabled = powerPin === null ? null : (isOn: boolean) => link.setPin(powerPin, isOn);
  return new ShiftedRegulator({ ...regulator, bus: link, setEnabled });
}

/** A part that refuses to talk at all is not there. */
async function present(name: string, part: { prepare(): Promise<void> }): Promise<void> {
  try {
    await part.prepare();
  } catch (error) {
    if (error instanceof RefusedError) throw new PartError('missing', `Its ${name} does not answer.`);
    throw error;
  }
}
