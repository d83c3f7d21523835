/**
 * A device of the Icarus family from plug to stop: Icarus boards, Block Erupter, Antminer U1 to U3, Avalon Nano.
 * It filters nothing and tells nothing but nonces, so all that is known of it follows from them.
 */
import { EventEmitter } from 'node:events';
import type { Clock, Logger } from '../../contract/ports.ts';
import type { Chain, StickId } from '../../contract/units.ts';
import type { Work, WorkFeed } from '../../core/job.ts';
import { DeviceError } from '../device-error.ts';
import type { SerialBinding } from '../serial-binding.ts';
import type { Stick, StickAbilities, StickEvents, StickPhase, StickStatus } from '../stick.ts';
import type { StickModel } from '../stick-catalog.ts';
import { AnswerSplitter } from './answer-splitter.ts';
import { bringUp, setClock } from './bring-up.ts';
import { clockSetting, type IcarusDrive, limitMhz, secondsPerHash } from './icarus-drive.ts';
import { IcarusLoop } from './icarus-loop.ts';
import { IcarusPort } from './icarus-port.ts';
import { type WorkDivision, workPacket } from './packet.ts';
import { SpeedGauge } from './speed-gauge.ts';
import { hashesDone, type IcarusTiming, NONCE_RANGE, timingOf } from './timing.ts';
import { type FoundNonce, WorkDesk } from './work-desk.ts';

export interface IcarusStickDeps {
  readonly id: StickId;
  readonly model: StickModel;
  readonly drive: IcarusDrive;
  readonly path: string;
  readonly binding: SerialBinding;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly log: Logger;
  /** MHz the user wants; the model's default when null. */
  readonly targetMhz: number | null;
}

/** Every nonce of difficulty 1 is told. */
const TICKET_DIFFICULTY = 1;
/** How long a Block Erupter's light is to be seen (BE); for the others it is in their watts. */
const BLINK_MS = 3000;

export class IcarusStick extends EventEmitter<StickEvents> implements Stick {
  readonly id: StickId;
  readonly model: string;
  readonly path: string;
  readonly abilities: StickAbilities;
  readonly #deps: IcarusStickDeps;
  readonly #desk: WorkDesk;
  readonly #splitter: AnswerSplitter;
  readonly #loop: IcarusLoop;
  readonly #gauge = new SpeedGauge();
  /** Another one each time the port is opened. */
  #port: IcarusPort | null = null;
  #phase: StickPhase = 'idle';
  #error: DeviceError | null = null;
  #targetMhz: number;
  #division: WorkDivision | null = null;
  #lastNonceAtMs: number | null = null;
  #resets = 0;
  #worksSent = 0;
  /** What is done to the device, one after the other. */
  #tasks: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | null = null;

  constructor(deps: IcarusStickDeps) {
    super();
    const { drive, path, clock, log, chain } = deps;
    this.#deps = deps;
    this.id = deps.id;
    this.model = deps.model.id;
    this.path = path;
    this.abilities = { coreMv: null, fan: false, blink: drive.blinksWhenIdle ? 'light' : 'clock' };
    this.#targetMhz = this.#limited(deps.targetMhz ?? drive.clock?.defaultMhz ?? 0);
    this.#desk = new WorkDesk({
      chain,
      hasWorkIds: drive.answerLength > 4,
      onFound: (found) => this.#found(found),
    });
    this.#splitter = new AnswerSplitter({
      clock,
      answerLength: drive.answerLength,
      take: (answer) => this.#desk.take(answer),
      onUnsolved: (answer) => this.#desk.takeUnsolved(answer),
    });
    this.#loop = new IcarusLoop({
      clock,
      send: (work) => this.#send(work),
      readTimeoutMs: () => this.#timing().readTimeoutMs,
    });
    log.debug('Stick made', { path, model: this.model });
  }

  get status(): StickStatus {
    const { model } = this.#deps;
    return {
      phase: this.#phase,
      chipCount: this.#chipCount(),
      expectedChipCount: model.chipCount,
      targetFrequencyMhz: this.#targetMhz,
      frequencyMhz: null,
      frequencyAtMs: null,
      chipFrequenciesMhz: [],
      telemetry: null,
      targetCoreMv: null,
      baudRate: this.#port?.baudRate ?? null,
      ticketDifficulty: TICKET_DIFFICULTY,
      expectedHs: this.#division === null ? null : 1 / this.#timing().secondsPerHash,
      silenceLimitMs: this.#timing().failTimeS * 1000,
      lastNonceAtMs: this.#lastNonceAtMs,
      counters: {
        ...this.#desk.counters,
        badFrames: this.#splitter.badFrames,
        resets: this.#resets,
        worksSent: this.#worksSent,
      },
      error: this.#error,
    };
  }

  async start(): Promise<void> {
    if (this.#phase !== 'idle') throw new Error(`a stick is started once; ${this.path} is ${this.#phase}`);
    try {
      await this.#inOrder(() => this.#wake());
    } catch (error) {
      const reason = this.#asDeviceError(error);
      await this.#fail(reason);
      throw reason;
    }
  }

  /** The device ends the work it has, for a few seconds at most, and is idle then. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  setFeed(feed: WorkFeed | null): void {
    this.#loop.setFeed(feed);
    if (feed === null) this.#port?.dropWork();
  }

  pullNow(): void {
    this.#loop.pull();
  }

  setTargetFrequency(frequencyMhz: number): void {
    const targetMhz = this.#limited(frequencyMhz);
    if (targetMhz === this.#targetMhz) return;
    this.#targetMhz = targetMhz;
    if (this.#isAwake()) this.#background(this.#inOrder(() => this.#applyClock()));
    this.emit('changed');
  }

  setTargetCoreVoltage(): void {
    throw new RangeError(`the core voltage of the stick at ${this.path} cannot be set`);
  }

  /** Idle for a moment after the work it has: a light goes on where there is one, and less is drawn. */
  async blink(): Promise<void> {
    this.#loop.restNext(BLINK_MS);
  }

  async resetChips(): Promise<void> {
    try {
      await this.#inOrder(() => this.#reopen());
    } catch (error) {
      const reason = this.#asDeviceError(error);
      await this.#fail(reason);
      throw reason;
    }
  }

  /** Opens the port and sets the device up. Rejects with a DeviceError. */
  async #wake(): Promise<void> {
    const { drive, model, path } = this.#deps;
    this.#loop.hold();
    this.#desk.clear();
    this.#splitter.clear();
    this.#enter('opening');
    const port = new IcarusPort({
      ...this.#deps,
      onBytes: (bytes) => this.#splitter.push(bytes),
      onLost: (error) => void this.#fail(error),
    });
    this.#port = port;
    await port.open();
    this.#mustGoOn();
    this.#enter('counting');
    this.#division = await bringUp(port, {
      drive,
      path,
      name: `${model.maker} ${model.name}`,
      targetMhz: this.#targetMhz,
      onFound: () => this.#enter('configuring'),
    });
    this.#mustGoOn();
    this.#error = null;
    this.#enter('mining');
    this.#loop.release();
  }

  async #applyClock(): Promise<void> {
    const port = this.#port;
    if (port === null || !this.#isAwake()) return;
    this.#loop.hold();
    port.dropWork();
    await setClock(port, this.#deps.drive, this.#targetMhz);
    if (this.#isAwake()) this.#loop.release();
  }

  async #reopen(): Promise<void> {
    if (!this.#isAwake()) return;
    this.#resets += 1;
    this.#loop.hold();
    await this.#port?.close();
    this.#mustGoOn();
    await this.#wake();
  }

  #send(work: Work): void {
    const workId = this.#desk.add(work, this.#deps.clock.monotonicMs());
    this.#port?.sendWork(workPacket(work, workId));
    this.#worksSent += 1;
  }

  #found(found: FoundNonce): void {
    const { clock, drive } = this.#deps;
    const monoMs = clock.monotonicMs();
    this.#lastNonceAtMs = clock.nowMs();
    this.emit('nonce', {
      stickId: this.id,
      work: found.work,
      versionIndex: 0,
      nonce: found.nonce,
      chipIndex: this.#chipOf(found.wireNonce),
      ticketDifficulty: TICKET_DIFFICULTY,
      atMs: this.#lastNonceAtMs,
      monoMs,
    });
    if (found.isNewest && drive.measuresSpeed) this.#measure(found, monoMs);
    if (found.isNewest && drive.stopsAtNonce) this.#loop.pull();
  }

  #measure({ wireNonce, sentAtMs }: FoundNonce, monoMs: number): void {
    const division = this.#division ?? this.#deps.drive.division;
    const before = this.#gauge.hashrateHs;
    this.#gauge.note(hashesDone(wireNonce, division, division), monoMs - sentAtMs);
    if (this.#gauge.hashrateHs !== before) this.emit('changed');
  }

  /** Parts of the range can be counted, the chips behind a single part cannot; but where one answers, one is. */
  #chipCount(): number | null {
    if (this.#division === null) return null;
    return this.#division > 1 || this.#deps.model.chipCount === 1 ? this.#division : null;
  }

  /** The part of the nonce range tells the chip; a single part tells nothing. */
  #chipOf(wireNonce: number): number | null {
    const division = this.#division ?? 1;
    return division === 1 ? null : Math.floor(wireNonce / (NONCE_RANGE / division));
  }

  #timing(): IcarusTiming {
    const { drive } = this.#deps;
    const clockMhz = clockSetting(drive, this.#targetMhz)?.mhz ?? 0;
    const measuredHs = this.#gauge.hashrateHs;
    return timingOf(measuredHs === null ? secondsPerHash(drive, clockMhz) : 1 / measuredHs, drive.pollMs);
  }

  #limited(mhz: number): number {
    const { clock } = this.#deps.drive;
    return clock === null ? 0 : limitMhz(clock, mhz);
  }

  /** Runs when everything asked before is done, whether or not that worked. */
  #inOrder(task: () => Promise<void>): Promise<void> {
    const run = this.#tasks.then(task);
    this.#tasks = run.catch(() => {});
    return run;
  }

  #background(task: Promise<void>): void {
    task.catch((error: unknown) => void this.#fail(this.#asDeviceError(error)));
  }

  async #fail(error: DeviceError): Promise<void> {
    if (this.#phase === 'failed' || this.#stopping !== null) return;
    this.#error = error;
    this.#endWork(error);
    this.#enter('failed');
    await this.#port?.close();
  }

  async #stopInOrder(): Promise<void> {
    this.#endWork(new DeviceError('portFailed', this.path, `The stick at ${this.path} was stopped.`));
    this.#enter('stopping');
    await this.#port?.close();
    this.#enter('stopped');
  }

  #endWork(error: DeviceError): void {
    this.#loop.setFeed(null);
    this.#loop.hold();
    this.#splitter.clear();
    this.#port?.abortWaits(error);
  }

  #isAwake(): boolean {
    return this.#phase === 'mining';
  }

  #mustGoOn(): void {
    if (this.#stopping !== null || this.#phase === 'failed') {
      throw new DeviceError('portFailed', this.path, 'The stick was stopped.');
    }
  }

  #enter(phase: StickPhase): void {
    if (this.#phase === phase || this.#phase === 'stopped') return;
    if (this.#stopping !== null && phase !== 'stopping' && phase !== 'stopped') return;
    this.#phase = phase;
    this.#deps.log.debug('Stick phase', { path: this.path, phase });
    this.emit('changed');
  }

  #asDeviceError(error: unknown): DeviceError {
    if (error instanceof DeviceError) return error;
    const message = `The stick at ${this.path} failed: ${error instanceof Error ? error.message : String(error)}`;
    return new DeviceError('portFailed', this.path, message, { cause: error });
  }
}
