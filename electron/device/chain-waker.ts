/**
 * From an open port to a chain that is ready for work: finds the chips at whatever rate they were left,
 * resets them where it can, and settles on a baud rate that both sides hear. What is written in which order
 * is the chip's (`chip-protocol.ts`).
 */
import type { Logger } from '../contract/ports.ts';
import type { RegisterAnswer } from './bm13xx/answers.ts';
import { RESET_BAUD_RATE } from './bm13xx/chip-port.ts';
import type { ChipKind } from './bm13xx/chips.ts';
import type { ChipLine } from './chip-line.ts';
import type { ChainOf } from './chip-protocol.ts';
import { DeviceError } from './device-error.ts';
import type { ResetLine } from './reset-line.ts';
import type { StickPhase } from './stick.ts';
import type { StickDrive, StickModel } from './stick-catalog.ts';

export interface ChainWakerDeps {
  readonly model: StickModel;
  readonly drive: StickDrive;
  readonly path: string;
  readonly line: ChipLine;
  readonly resetLine: ResetLine | null;
  readonly log: Logger;
  readonly onPhase: (phase: StickPhase) => void;
  /** Throws when the stick is being stopped: a reset pulse cannot be cut short, what follows it can. */
  readonly mustGoOn: () => void;
}

export interface AwakeChain {
  readonly chip: ChipKind;
  readonly chipCount: number;
  readonly ticketDifficulty: number;
}

/** A chip answers a register within a few ms; this allows for a slow bridge. */
const ANSWER_LIMIT_MS = 250;
const TRIES = 2;
/** Of all chips that tell their id in a register answer; its first byte is the same for all. */
const CHIP_ID_REGISTER = 0x00;
const BM13XX = 0x13;

export class ChainWaker {
  readonly #deps: ChainWakerDeps;
  /** Set once the run rate was tried and not heard. */
  #staysAtResetBaud = false;
  /** Why the chips cannot be reset; null while they can, or are not meant to be. */
  #obstacle: DeviceError | null = null;
  /** Id of a chip that answered and is none that this model has. */
  #strangeChip: number | null = null;

  constructor(deps: ChainWakerDeps) {
    this.#deps = deps;
    deps.line.on('register', (answer) => this.#heard(answer));
  }

  /** Rejects with a DeviceError: `noChips`, `wrongModel`, `needsResetLine`, `needsResetControl`, `wrongChipCount`, `silent`, or the line's. */
  async wake(frequencyMhz: number): Promise<AwakeChain> {
    const chain = await this.#wakeOnce(frequencyMhz);
    if (this.#staysAtResetBaud || (await this.#hearsChips(chain.chipCount))) return chain;
    const { drive, path, model, log } = this.#deps;
    if (!drive.worksAtResetBaud) {
      const message = `The ${model.name} at ${path} is not heard at ${drive.protocol.runBaudRate} baud. Try another USB port or hub.`;
      throw new DeviceError('silent', path, message);
    }
    log.info('Stick is not heard at its run rate and stays at 115,200 baud', { path });
    this.#staysAtResetBaud = true;
    return this.#wakeOnce(frequencyMhz);
  }

  async #wakeOnce(frequencyMhz: number): Promise<AwakeChain> {
    const { drive, line, onPhase } = this.#deps;
    const { chip, chipCount } = await this.#findChips();
    onPhase('configuring');
    const { protocol } = drive;
    const ticketDifficulty = protocol.ticketFor(0, { chip, chipCount }, frequencyMhz);
    await protocol.configure(line, {
      chip,
      chipCount,
      frequencyMhz,
      ticketDifficulty,
      staysAtResetBaud: this.#staysAtResetBaud,
    });
    return { chip, chipCount, ticketDifficulty };
  }

  /** What chips there are, and how many; they and the host are at 115,200 baud then. */
  async #findChips(): Promise<ChainOf> {
    const { model, drive, path, log, resetLine } = this.#deps;
    const expected = model.chipCount ?? 1;
    this.#strangeChip = null;
    let found: ChainOf = { chip: drive.chip, chipCount: 0 };
    for (let attempt = 0; attempt < TRIES && found.chipCount < expected; attempt += 1) {
      const next = await this.#countAfterReset(expected);
      if (next.chipCount > found.chipCount) found = next;
    }
    const count = found.chipCount;
    if (count === 0) throw this.#nobodyError();
    if (model.chipCount !== null && count > model.chipCount) {
      const message = `${count} chips answered at ${path}, and a ${model.name} has ${model.chipCount}. Choose the right model.`;
      throw new DeviceError('wrongChipCount', path, message);
    }
    if (count < expected) {
      log.warn('Chips are missing', { path, chips: count, expected, reset: resetLine?.kind ?? 'none' });
    }
    return found;
  }

  /** The model's usual chip, or another that its maker puts there. */
  async #countAfterReset(expected: number): Promise<ChainOf> {
    const { drive, line, onPhase } = this.#deps;
    await this.#reset();
    onPhase('counting');
    await line.pause(drive.protocol.bootMs);
    for (const chip of [drive.chip, ...(drive.otherChips ?? [])]) {
      const chipCount = await this.#count(chip, expected);
      if (chipCount > 0) return { chip, chipCount };
    }
    return { chip: drive.chip, chipCount: 0 };
  }

  async #reset(): Promise<void> {
    const { drive, resetLine, path, log, onPhase, mustGoOn } = this.#deps;
    const { reset } = drive.protocol;
    if (resetLine === null || reset === null) return;
    onPhase('resetting');
    try {
      await resetLine.pulse(reset.lowMs, reset.settleMs);
    } catch (error) {
      // They may be awake all the same: chips keep what they were while they have power.
      if (!(error instanceof DeviceError) || error.code !== 'needsResetControl') throw error;
      if (this.#obstacle === null) log.warn('Chips cannot be reset', { path, reason: error.message });
      this.#obstacle = error;
      mustGoOn();
      return;
    }
    this.#obstacle = null;
    mustGoOn();
    await this.#tune(RESET_BAUD_RATE);
  }

  async #count(chip: ChipKind, expected: number): Promise<number> {
    const { line, drive } = this.#deps;
    const { protocol } = drive;
    const count = await protocol.countChips(line, chip, expected);
    if (count > 0) {
      if (line.baudRate !== RESET_BAUD_RATE) await protocol.restoreBaudRate(line);
      return count;
    }
    if (protocol.runBaudRate === RESET_BAUD_RATE) return 0;
    // Chips keep the rate of the last session for as long as they have power (KG).
    await this.#tune(line.baudRate === RESET_BAUD_RATE ? protocol.runBaudRate : RESET_BAUD_RATE);
    const other = await protocol.countChips(line, chip, expected);
    if (line.baudRate !== RESET_BAUD_RATE) {
      if (other > 0) await protocol.restoreBaudRate(line);
      else await this.#tune(RESET_BAUD_RATE);
    }
    return other;
  }

  async #tune(baudRate: number): Promise<void> {
    const { line } = this.#deps;
    if (line.baudRate === baudRate) return;
    await line.setBaudRate(baudRate);
    await line.flush();
  }

  async #hearsChips(chipCount: number): Promise<boolean> {
    const { line, drive } = this.#deps;
    const { protocol } = drive;
    const isHeard = (answers: readonly RegisterAnswer[]): boolean =>
      answers.some((answer) => protocol.clockIn(answer) !== null);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const answering = line.collect(ANSWER_LIMIT_MS, isHeard);
      const [answers] = await Promise.all([answering, protocol.askClocks(line, chipCount, 0)]);
      if (isHeard(answers)) return true;
    }
    return false;
  }

  #heard({ register, value }: RegisterAnswer): void {
    const id = value >>> 16;
    const isOurs = [this.#deps.drive.chip, ...(this.#deps.drive.otherChips ?? [])].some(
      ({ chipId }) => chipId === id,
    );
    if (register === CHIP_ID_REGISTER && id >>> 8 === BM13XX && !isOurs) this.#strangeChip = id;
  }

  #nobodyError(): DeviceError {
    const { model, path, resetLine, drive } = this.#deps;
    if (this.#strangeChip !== null) {
      const message = `A BM${this.#strangeChip.toString(16)} answers at ${path}, and a ${model.name} has ${model.chipName}. Attach it by hand as the model it is.`;
      return new DeviceError('wrongModel', path, message);
    }
    if (this.#obstacle !== null) return this.#obstacle;
    if (resetLine === null && drive.protocol.reset !== null) {
      const message =
        `No chip of the ${model.name} at ${path} answers, and this port has no reset line. ` +
        'Pull the stick out, wait five seconds and plug it in again.';
      return new DeviceError('needsResetLine', path, message);
    }
    const message = `No chip of the ${model.name} at ${path} answers. Check its power and fan, and plug it in anew.`;
    return new DeviceError('noChips', path, message);
  }
}
