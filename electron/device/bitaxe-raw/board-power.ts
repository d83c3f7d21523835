/**
 * The power side of a board: fan first, then voltage, then proof of it; while it mines it watches and tells, and it
 * switches the board off by itself when it is too hot, badly fed, or not heard any more.
 */
import { EventEmitter } from 'node:events';
import type { Clock, Logger } from '../../contract/ports.ts';
import { withTimeLimit } from '../../core/time-limit.ts';
import { DeviceError, type DeviceErrorCode } from '../device-error.ts';
import type { ResetLine } from '../reset-line.ts';
import type { SerialBinding } from '../serial-binding.ts';
import { SerialLink } from '../serial-link.ts';
import type { StickAbilities, StickTelemetry } from '../stick.ts';
import type { StickPower, StickPowerEvents } from '../stick-power-side.ts';
import type { BoardControl, BoardReading } from './board-control.ts';
import { PartError } from './board-parts.ts';
import { NoAnswerError } from './exchange.ts';
import { fanShare } from './fan-speed.ts';
import { RefusedError } from './management-link.ts';
import { railVolts } from './pmbus.ts';
import { QaxeControl } from './qaxe-control.ts';
import type { BoardPlan } from './raw-board.ts';
import { RawControl } from './raw-control.ts';

export interface BoardPowerDeps {
  readonly plan: BoardPlan;
  /** Of the management port. */
  readonly path: string;
  /** mV of one chip the user wants; the plan's when null. */
  readonly targetCoreMv: number | null;
  readonly binding: SerialBinding;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The line coding of the management port means nothing; any will do (RAW). */
const BAUD_RATE = 115_200;
const POLL_MS = 1000;
/** Readings that fail in a row until it is said that nothing is known, and until the board must end. */
const POLLS_TO_SILENCE = 3;
const POLLS_TO_END = 10;
/** One hot or bad reading may be a lie; so many in a row are not (MUJ). */
const BAD_READINGS = 3;
/** Regulators stand more than chips (ESP). */
const REGULATOR_STOP_C = 105;
const CUT_LIMIT_MS = 1500;
const FULL_PERCENT = 100;
const LIGHT_MS = 500;
const LIGHT_TIMES = 6;

export class BoardPower extends EventEmitter<StickPowerEvents> implements StickPower {
  readonly abilities: StickAbilities;
  /** How the chips are reset: through the board, with proof of their voltage before they come out of it. */
  readonly resetLine: ResetLine;
  readonly #deps: BoardPowerDeps;
  readonly #link: SerialLink;
  readonly #control: BoardControl;
  #targetCoreMv: number | null;
  #telemetry: StickTelemetry | null = null;
  #fanWish: number | null = null;
  #fanShare = 1;
  #isFed = false;
  #isOver = false;
  /** Why it ended by itself. */
  #lostBy: DeviceError | null = null;
  #failedPolls = 0;
  #hotPolls = 0;
  #faultyPolls = 0;
  #cancelPoll: () => void = () => {};
  #polling: Promise<void> | null = null;
  #changing: Promise<void> = Promise.resolve();
  #blinking: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;

  constructor(deps: BoardPowerDeps) {
    super();
    this.#deps = deps;
    const { plan, clock } = deps;
    this.#link = new SerialLink({ ...deps, baudRate: BAUD_RATE });
    const send = (request: Uint8Array): Promise<void> => this.#link.send(request);
    const { board } = plan;
    this.#control =
      board.kind === 'raw' ? new RawControl({ board, send, clock }) : new QaxeControl({ board, send, clock });
    this.#targetCoreMv = coreMvOf(plan, deps.targetCoreMv);
    this.abilities = {
      coreMv: plan.coreMv,
      fan: this.#control.hasFan,
      blink: this.#control.hasLight ? 'light' : 'clock',
    };
    this.resetLine = {
      kind: 'board-pin',
      pulse: (lowMs, settleMs) => this.#told(() => this.#control.pulseReset(lowMs, settleMs)),
    };
    this.#link.on('bytes', (bytes) => this.#control.push(bytes));
    this.#link.on('lost', (error) => {
      this.#control.stop(error);
      this.#lose(error);
    });
  }

  get targetCoreMv(): number | null {
    return this.#targetCoreMv;
  }

  get telemetry(): StickTelemetry | null {
    return this.#telemetry;
  }

  async start(): Promise<void> {
    await this.#link.open();
    try {
      await this.#told(async () => {
        await this.#control.prepare();
        this.#mustGoOn();
        await this.#control.feed(this.#railV());
      });
      this.#mustGoOn();
    } catch (error) {
      await this.stop();
      throw this.#lostBy ?? error;
    }
    this.#isFed = true;
    this.#cancelPoll = this.#deps.clock.every(POLL_MS, () => this.#poll());
    this.#poll();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  setCoreMv(coreMv: number): void {
    const { coreMv: range } = this.#deps.plan;
    if (range === null || !(coreMv >= range.min && coreMv <= range.max)) {
      throw new RangeError(`the core voltage of the board at ${this.#deps.path} cannot be ${coreMv} mV`);
    }
    this.#targetCoreMv = coreMv;
    this.emit('changed');
    if (!this.#isFed) return;
    this.#changing = this.#changing
      .then(() => (this.#isOver ? undefined : this.#told(() => this.#control.change(this.#railV()))))
      .catch((error: unknown) => this.#lose(this.#asDeviceError(error)));
  }

  setFan(percent: number | null): void {
    if (!this.#control.hasFan || !((percent ?? 0) >= 0 && (percent ?? 0) <= FULL_PERCENT)) {
      throw new RangeError(`the fan of the board at ${this.#deps.path} cannot be set to ${percent} %`);
    }
    this.#fanWish = percent;
  }

  blink(): Promise<void> {
    if (!this.#control.hasLight || !this.#isFed) return Promise.resolve();
    this.#blinking ??= this.#flash().finally(() => {
      this.#blinking = null;
    });
    return this.#blinking;
  }

  async #flash(): Promise<void> {
    for (let time = 0; time < LIGHT_TIMES && !this.#isOver; time += 1) {
      await this.#control.setLight(time % 2 === 0).catch((error: unknown) => this.#debug('No light', error));
      await this.#pass(LIGHT_MS);
    }
  }

  #poll(): void {
    if (this.#polling !== null || this.#isOver) return;
    this.#polling = this.#control
      .read()
      .then(
        (reading) => this.#took(reading),
        (error: unknown) => this.#missed(error),
      )
      .finally(() => {
        this.#polling = null;
      });
  }

  async #took(reading: BoardReading): Promise<void> {
    const { plan, clock } = this.#deps;
    if (this.#isOver) return;
    this.#failedPolls = 0;
    this.#hotPolls = isHot(reading, plan.stopC) ? this.#hotPolls + 1 : 0;
    this.#faultyPolls = reading.fault === null ? 0 : this.#faultyPolls + 1;
    if (this.#hotPolls >= BAD_READINGS) {
      const told = `The board at ${this.#deps.path} is too hot and is switched off. See that its fan turns and air gets to it.`;
      return this.#lose(this.#error('tooHot', told));
    }
    if (this.#faultyPolls >= BAD_READINGS) {
      const told = `The regulator of the board at ${this.#deps.path} ${reading.fault}. Check its power supply.`;
      return this.#lose(this.#error('noPower', told));
    }
    this.#telemetry = telemetryOf(reading, plan.domainCount, clock.nowMs());
    this.emit('changed');
    await this.#turnFan(reading.chipC);
  }

  async #turnFan(chipC: number | null): Promise<void> {
    const share = fanShare(chipC, this.#fanWish);
    if (!this.#control.hasFan || share === this.#fanShare) return;
    await this.#control.setFan(share).then(
      () => {
        this.#fanShare = share;
      },
      (error: unknown) => this.#debug('Fan was not heard', error),
    );
  }

  #missed(error: unknown): void {
    if (this.#isOver) return;
    this.#debug('Board was not heard', error);
    this.#failedPolls += 1;
    if (this.#failedPolls >= POLLS_TO_END) {
      const told = `The controller of the board at ${this.#deps.path} is not heard any more. Plug it in anew.`;
      this.#lose(this.#error('silent', told));
    } else if (this.#failedPolls >= POLLS_TO_SILENCE && this.#telemetry !== null) {
      this.#telemetry = null;
      this.emit('changed');
    }
  }

  #lose(error: DeviceError): void {
    if (this.#isOver) return;
    const hadStarted = this.#isFed;
    this.#lostBy = error;
    void this.stop();
    if (hadStarted) this.emit('lost', error);
  }

  #mustGoOn(): void {
    if (this.#isOver) throw this.#stoppedError();
  }

  async #stopInOrder(): Promise<void> {
    const { clock, path, log } = this.#deps;
    this.#isOver = true;
    this.#cancelPoll();
    const chipC = this.#telemetry?.tempC ?? null;
    this.#telemetry = null;
    if (this.#link.isOpen) {
      const late = (): Error => new Error('the board did not hear it in time');
      const cutting = this.#control
        .cut()
        // It goes on as long as the chips may be hot: nobody is there to stop it later.
        .then(() => (this.#control.hasFan ? this.#control.setFan(fanShare(chipC, null)) : undefined));
      await withTimeLimit(clock, CUT_LIMIT_MS, cutting, late).catch((error: unknown) =>
        log.warn('Board was not switched off in order', { path, reason: String(error) }),
      );
    }
    this.#control.stop(this.#stoppedError());
    await this.#link.close();
  }

  #railV(): number {
    const { domainCount, defaultRailV } = this.#deps.plan;
    if (this.#targetCoreMv === null || domainCount === null) return defaultRailV;
    return railVolts(this.#targetCoreMv / 1000, domainCount);
  }

  async #told(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      throw this.#asDeviceError(error);
    }
  }

  #asDeviceError(error: unknown): DeviceError {
    const { path } = this.#deps;
    if (error instanceof DeviceError) return error;
    if (error instanceof PartError) {
      const code = error.kind === 'missing' ? 'wrongModel' : 'noPower';
      const cure = error.kind === 'missing' ? 'Choose the right model.' : 'Check its power supply.';
      return this.#error(code, `The board at ${path} cannot be used. ${error.message} ${cure}`, error);
    }
    if (error instanceof NoAnswerError || error instanceof RefusedError) {
      const told = `The controller of the board at ${path} does not answer as it should. Plug it in anew.`;
      return this.#error('silent', told, error);
    }
    const reason = error instanceof Error ? error.message : String(error);
    return this.#error('portFailed', `The board at ${path} failed: ${reason}`, error);
  }

  #error(code: DeviceErrorCode, message: string, cause?: unknown): DeviceError {
    return new DeviceError(code, this.#deps.path, message, { cause });
  }

  #stoppedError(): DeviceError {
    return this.#error('portFailed', `The board at ${this.#deps.path} was stopped.`);
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#deps.clock.after(ms, resolve));
  }

  #debug(message: string, error: unknown): void {
    this.#deps.log.debug(message, { path: this.#deps.path, reason: String(error) });
  }
}

/** Null where nobody can ask for one. */
function coreMvOf({ coreMv, defaultRailV, domainCount }: BoardPlan, wishMv: number | null): number | null {
  if (coreMv === null || domainCount === null) return null;
  const usualMv = Math.round((defaultRailV / domainCount) * 1000);
  return Math.min(coreMv.max, Math.max(coreMv.min, wishMv ?? usualMv));
}

function isHot({ chipC, regulatorC }: BoardReading, stopC: number): boolean {
  return (chipC !== null && chipC >= stopC) || (regulatorC !== null && regulatorC >= REGULATOR_STOP_C);
}

function telemetryOf(reading: BoardReading, domainCount: number | null, atMs: number): StickTelemetry {
  const { inputV, inputA, powerW, railV, chipC, fanRpm } = reading;
  return {
    atMs,
    inputV,
    inputA,
    powerW,
    coreMv: railV === null || domainCount === null ? null : (railV / domainCount) * 1000,
    tempC: chipC,
    fanRpm,
  };
}
