/**
 * From an open port to a chain that is ready for work: finds the chips at whatever rate they were left,
 * resets them where it can, and settles on a baud rate that both sides hear. What is written in which order
 * is the recipe's (`bm13xx/bring-up.ts`).
 */
import type { Logger } from '../contract/ports.ts';
import { configureChips, countChips, readBackPll, restoreBaudRate } from './bm13xx/bring-up.ts';
import { RESET_BAUD_RATE } from './bm13xx/recipes.ts';
import { gekkoTicketDifficulty, REGISTER } from './bm13xx/registers.ts';
import type { ChipLine } from './chip-line.ts';
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
  readonly chipCount: number;
  readonly ticketDifficulty: number;
}

/** A chip answers a register within a few ms; this allows for a slow bridge. */
const ANSWER_LIMIT_MS = 250;
const TRIES = 2;

export class ChainWaker {
  readonly #deps: ChainWakerDeps;
  /** Set once the run rate was tried and not heard. */
  #staysAtResetBaud = false;

  constructor(deps: ChainWakerDeps) {
    this.#deps = deps;
  }

  /** Rejects with a DeviceError: `noChips`, `needsResetLine`, `wrongChipCount`, `silent`, or the line's. */
  async wake(frequencyMhz: number): Promise<AwakeChain> {
    const chain = await this.#wakeOnce(frequencyMhz);
    if (this.#staysAtResetBaud || (await this.#hearsChips())) return chain;
    const { drive, path, model, log } = this.#deps;
    if (!drive.worksAtResetBaud) {
      const rate = drive.recipe.baud.hostBaudRate;
      const message = `The ${model.name} at ${path} is not heard at ${rate} baud. Try another USB port or hub.`;
      throw new DeviceError('silent', path, message);
    }
    log.info('Stick is not heard at its run rate and stays at 115,200 baud', { path });
    this.#staysAtResetBaud = true;
    return this.#wakeOnce(frequencyMhz);
  }

  async #wakeOnce(frequencyMhz: number): Promise<AwakeChain> {
    const { drive, line, onPhase } = this.#deps;
    const chipCount = await this.#findChips();
    onPhase('configuring');
    const ticketDifficulty = gekkoTicketDifficulty(0, chipCount * drive.chip.coreCount);
    await configureChips(line, drive.recipe, {
      chip: drive.chip,
      chipCount,
      frequencyMhz,
      ticketDifficulty,
      staysAtResetBaud: this.#staysAtResetBaud,
    });
    return { chipCount, ticketDifficulty };
  }

  /** How many chips there are; they and the host are at 115,200 baud then. */
  async #findChips(): Promise<number> {
    const { model, path, log, resetLine } = this.#deps;
    const expected = model.chipCount ?? 1;
    let count = 0;
    for (let attempt = 0; attempt < TRIES && count < expected; attempt += 1) {
      count = Math.max(count, await this.#count(expected));
    }
    if (count === 0) throw this.#nobodyError();
    if (model.chipCount !== null && count > model.chipCount) {
      const message = `${count} chips answered at ${path}, and a ${model.name} has ${model.chipCount}. Choose the right model.`;
      throw new DeviceError('wrongChipCount', path, message);
    }
    if (count < expected) {
      log.warn('Chips are missing', { path, chips: count, expected, reset: resetLine?.kind ?? 'none' });
    }
    return count;
  }

  async #count(expected: number): Promise<number> {
    const { line, drive, resetLine, onPhase, mustGoOn } = this.#deps;
    const { recipe, chip } = drive;
    if (resetLine !== null) {
      onPhase('resetting');
      await resetLine.pulse(recipe.reset.lowMs, recipe.reset.settleMs);
      mustGoOn();
      await this.#tune(RESET_BAUD_RATE);
    }
    onPhase('counting');
    await line.pause(recipe.reset.bootMs);
    const count = await countChips(line, recipe, chip, expected);
    if (count > 0) {
      if (line.baudRate !== RESET_BAUD_RATE) await restoreBaudRate(line, recipe);
      return count;
    }
    // Chips keep the rate of the last session for as long as they have power (KG).
    await this.#tune(line.baudRate === RESET_BAUD_RATE ? recipe.baud.hostBaudRate : RESET_BAUD_RATE);
    const other = await countChips(line, recipe, chip, expected);
    if (line.baudRate !== RESET_BAUD_RATE) {
      if (other > 0) await restoreBaudRate(line, recipe);
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

  async #hearsChips(): Promise<boolean> {
    const { line } = this.#deps;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const answering = line.collect(ANSWER_LIMIT_MS, (all) =>
        all.some(({ register }) => register === REGISTER.pll),
      );
      const [answers] = await Promise.all([answering, readBackPll(line, 0)]);
      if (answers.some(({ register }) => register === REGISTER.pll)) return true;
    }
    return false;
  }

  #nobodyError(): DeviceError {
    const { model, path, resetLine } = this.#deps;
    if (resetLine === null) {
      const message =
        `No chip of the ${model.name} at ${path} answers, and this port has no reset line. ` +
        'Pull the stick out, wait five seconds and plug it in again.';
      return new DeviceError('needsResetLine', path, message);
    }
    const message = `No chip of the ${model.name} at ${path} answers. Check its power and fan, and plug it in anew.`;
    return new DeviceError('noChips', path, message);
  }
}
