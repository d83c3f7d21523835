/**
 * A GekkoScience stick from plug to stop: port, bring-up, work, nonces, health. It knows neither pools nor
 * shares; a nonce is its last word. What the chips are told, and why, is in the folder of their name.
 */
import { EventEmitter } from 'node:events';
import type { Clock, Logger } from '../contract/ports.ts';
import type { Chain, StickId } from '../contract/units.ts';
import type { Job, Work, WorkFeed } from '../core/job.ts';
import { blinkByResting } from './blink-pattern.ts';
import { RESET_BAUD_RATE } from './bm13xx/chip-port.ts';
import { JobRing } from './bm13xx/job-ring.ts';
import { ChipLine } from './chip-line.ts';
import { DeviceError, deviceErrorOf } from './device-error.ts';
import { Hashboard } from './hashboard.ts';
import { type FoundNonce, NonceDesk } from './nonce-desk.ts';
import { type ResetLineChoice, resetLineOf } from './reset-line.ts';
import type { SerialBinding } from './serial-binding.ts';
import { SerialLink } from './serial-link.ts';
import { SilenceWatch } from './silence-watch.ts';
import type { Stick, StickAbilities, StickEvents, StickPhase, StickStatus } from './stick.ts';
import { abilitiesOf, setCoreMv } from './stick-abilities.ts';
import type { StickDrive, StickModel } from './stick-catalog.ts';
import type { StickPower } from './stick-power-side.ts';
import { parkInTime, switchOff } from './switch-off.ts';
import { WorkLoop } from './work-loop.ts';

export interface GekkoStickDeps {
  readonly id: StickId;
  readonly model: StickModel;
  readonly drive: StickDrive;
  readonly path: string;
  readonly binding: SerialBinding;
  readonly resetLine: ResetLineChoice;
  /** What feeds and measures its chips; null where resistors do. */
  readonly power: StickPower | null;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly log: Logger;
  /** MHz the user wants; the model's default when null. */
  readonly targetMhz: number | null;
  readonly platform: NodeJS.Platform;
}

const TICK_MS = 1000;
/** How often the chips are asked for their clock while all is well. */
const READ_BACK_MS = 30_000;
/** A stick that nobody gives work to is switched off after this. */
const IDLE_MS = 5000;

export class GekkoStick extends EventEmitter<StickEvents> implements Stick {
  readonly id: StickId;
  readonly model: string;
  readonly path: string;
  readonly #deps: GekkoStickDeps;
  readonly #ring: JobRing;
  readonly #link: SerialLink;
  readonly #line: ChipLine;
  readonly #board: Hashboard;
  readonly #desk: NonceDesk;
  readonly #loop: WorkLoop;
  readonly #silence = new SilenceWatch();
  #phase: StickPhase = 'idle';
  #error: DeviceError | null = null;
  #lastNonceAtMs: number | null = null;
  #resets = 0;
  #worksSent = 0;
  #toldJob: Job | null = null;
  #tickedAtMs = 0;
  #askedAtMs = 0;
  #idleSinceMs = 0;
  #cancelTick: () => void = () => {};
  #waking: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | null = null;
  #blinking: Promise<void> | null = null;

  constructor(deps: GekkoStickDeps) {
    super();
    const { drive, path, clock, chain, power } = deps;
    this.#deps = deps;
    this.id = deps.id;
    this.model = deps.model.id;
    this.path = path;
    this.#ring = new JobRing(drive.protocol.jobIds);
    this.#link = new SerialLink({ ...deps, baudRate: RESET_BAUD_RATE });
    this.#line = new ChipLine({
      link: this.#link,
      clock,
      openReader: (sink) => drive.protocol.openReader(sink),
      onNonce: (answer) => {
        if (this.#board.isListening) this.#desk.take(answer);
      },
      tryBrokenNonce: (answer) => this.#desk.takeDamaged(answer),
      takeIfSolved: (answer) => this.#board.isListening && this.#desk.takeIfSolved(answer),
    });
    this.#board = new Hashboard({
      ...deps,
      line: this.#line,
      resetLine: power?.resetLine ?? resetLineOf(deps.resetLine, this.#link, clock),
      resetsAtLast: power === null,
      targetMhz: deps.targetMhz ?? drive.defaultMhz,
      onPhase: (phase) => this.#enter(phase),
      mustGoOn: () => this.#mustGoOn(),
      onChanged: () => this.emit('changed'),
    });
    this.#desk = new NonceDesk({
      chain,
      protocol: drive.protocol,
      ring: this.#ring,
      chipCount: () => this.#board.chipCount ?? 1,
      onFound: (found) => this.#found(found),
    });
    this.#loop = new WorkLoop({
      clock,
      share: drive.protocol.rolling === null ? drive.chip.midstateCount : 'whole',
      frameOf: (chipJobId, work) => drive.protocol.jobFrame(chipJobId, work, this.#board.jobSetting),
      ring: this.#ring,
      line: this.#line,
      waitMs: (work, frameLength) => this.#board.waitMs(work, frameLength),
      onSent: (work) => this.#sent(work),
    });
    this.#link.on('lost', (error) => void this.#fail(error));
    power?.on('lost', (error) => void this.#fail(error));
    power?.on('changed', () => this.emit('changed'));
  }

  get abilities(): StickAbilities {
    return abilitiesOf(this.#deps.power);
  }

  get status(): StickStatus {
    const { power } = this.#deps;
    const board = this.#board;
    return {
      phase: this.#phase,
      chipCount: board.chipCount,
      expectedChipCount: this.#deps.model.chipCount,
      targetFrequencyMhz: board.targetMhz,
      frequencyMhz: board.frequencyMhz,
      frequencyAtMs: board.frequencyAtMs,
      chipFrequenciesMhz: board.chipFrequenciesMhz,
      chipHardwareErrors: this.#desk.chipHardwareErrors,
      telemetry: power?.telemetry ?? null,
      targetCoreMv: power?.targetCoreMv ?? null,
      baudRate: this.#link.isOpen ? this.#link.baudRate : null,
      ticketDifficulty: board.ticketDifficulty,
      expectedHs: board.rates?.expectedHs ?? null,
      lastNonceAtMs: this.#lastNonceAtMs,
      counters: {
        ...this.#desk.counters,
        badFrames: this.#line.badFrames + this.#desk.strays,
        resets: this.#resets,
        worksSent: this.#worksSent,
      },
      error: this.#error,
    };
  }

  async start(): Promise<void> {
    if (this.#phase !== 'idle') throw new Error(`a stick is started once; ${this.path} is ${this.#phase}`);
    this.#enter('opening');
    try {
      await this.#link.open();
      this.#mustGoOn();
      await this.#deps.power?.start();
      this.#mustGoOn();
      await this.#wake();
    } catch (error) {
      throw await this.#failed(error);
    }
    this.#tickedAtMs = this.#deps.clock.monotonicMs();
    this.#idleSinceMs = this.#tickedAtMs;
    this.#cancelTick = this.#deps.clock.every(TICK_MS, () => this.#tick());
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  setFeed(feed: WorkFeed | null): void {
    const mustWake = feed !== null && this.#isAwake() && this.#board.isResting;
    // Chips whose clock is off would take the first work of the job and search none of it.
    if (mustWake) this.#loop.hold();
    this.#loop.setFeed(feed);
    if (mustWake) this.#background(this.#resume());
    else if (feed === null && this.#isAwake()) this.#background(this.#board.rest());
  }

  pullNow(): void {
    this.#loop.pullNow();
  }

  setTargetFrequency(frequencyMhz: number): void {
    this.#board.setTarget(frequencyMhz);
    if (this.#phase === 'mining') this.#enter('ramping');
    else this.emit('changed');
  }

  setTargetCoreVoltage(coreMv: number): void {
    setCoreMv(this.#deps.power, this.path, coreMv);
  }

  async blink(): Promise<void> {
    const { power } = this.#deps;
    if (power?.abilities.blink === 'light') await power.blink();
    else await this.#blinkByResting();
  }

  #blinkByResting(): Promise<void> {
    this.#blinking ??= blinkByResting({
      clock: this.#deps.clock,
      rest: async () => {
        this.#loop.hold();
        await this.#board.rest();
      },
      goOn: () => this.#resume(),
      mayBlink: () => this.#isAwake() && this.#loop.hasFeed,
    })
      .catch((error: unknown) => void this.#failed(error))
      .finally(() => {
        this.#blinking = null;
      });
    return this.#blinking;
  }

  async resetChips(): Promise<void> {
    if (!this.#isAwake()) return;
    this.#resets += 1;
    try {
      await this.#wake();
    } catch (error) {
      throw await this.#failed(error);
    }
  }

  /** Bring-up with the work held back. Rejects with a DeviceError. */
  async #wake(): Promise<void> {
    this.#loop.hold();
    this.#ring.clear();
    this.#waking = this.#board.wake();
    await this.#waking;
    this.#mustGoOn();
    this.#error = null;
    this.#silence.restart();
    this.#enter('ramping');
    this.#loop.release();
  }

  async #resume(): Promise<void> {
    await this.#board.resume();
    if (!this.#isAwake()) return;
    this.#loop.release();
    this.#silence.restart();
    if (this.#phase === 'mining') this.#enter('ramping');
  }

  #tick(): void {
    const nowMs = this.#deps.clock.monotonicMs();
    const elapsedMs = nowMs - this.#tickedAtMs;
    this.#tickedAtMs = nowMs;
    if (!this.#isAwake()) return;
    if (!this.#loop.hasFeed || this.#board.isResting) {
      this.#tickIdle(nowMs);
      return;
    }
    this.#idleSinceMs = nowMs;
    this.#background(this.#climb());
    if (nowMs - this.#askedAtMs >= READ_BACK_MS) this.#probe(nowMs);
    this.#judge(nowMs, elapsedMs);
  }

  #tickIdle(nowMs: number): void {
    const isForgotten = !this.#loop.hasFeed && nowMs - this.#idleSinceMs >= IDLE_MS;
    if (isForgotten && !this.#board.isResting) this.#background(this.#board.rest());
  }

  async #climb(): Promise<void> {
    await this.#board.climb();
    if (!this.#isAwake()) return;
    if (this.#phase === 'ramping' && !this.#board.isClimbing) this.#enter('mining');
  }

  /** A chip that hears may still come round; whoever runs the stick decides on more. */
  #judge(nowMs: number, elapsedMs: number): void {
    const { rates } = this.#board;
    if (rates === null || !this.#silence.tick(elapsedMs, rates.nonceLimitMs)) return;
    this.#error = new DeviceError('silent', this.path, `The stick at ${this.path} gives no nonces.`);
    this.#enter('stalled');
    this.#probe(nowMs);
  }

  #probe(nowMs: number): void {
    this.#askedAtMs = nowMs;
    this.#background(this.#board.probe());
  }

  #sent(work: Work): void {
    this.#worksSent += 1;
    if (work.job === this.#toldJob) return;
    this.#toldJob = work.job;
    this.#background(this.#board.fitJob(work.job));
  }

  #found(found: FoundNonce): void {
    const { clock } = this.#deps;
    const atMs = clock.nowMs();
    const ticketDifficulty = this.#board.ticketDifficulty ?? 1;
    this.#lastNonceAtMs = atMs;
    this.emit('nonce', {
      stickId: this.id,
      work: found.work,
      versionIndex: found.versionIndex,
      nonce: found.nonce,
      chipIndex: found.chipIndex,
      ticketDifficulty,
      atMs,
      monoMs: clock.monotonicMs(),
    });
    // After the nonce is on its way: nothing below is urgent.
    this.#silence.noteNonce();
    this.#background(this.#board.noteNonce(found));
    if (this.#phase !== 'stalled' || this.#error === null) return;
    // It came after all.
    this.#error = null;
    this.#enter(this.#board.isClimbing ? 'ramping' : 'mining');
  }

  #background(task: Promise<void> | null): void {
    task?.catch((error: unknown) => void this.#failed(error));
  }

  /** Fails, and returns why as what a caller is told. */
  async #failed(error: unknown): Promise<DeviceError> {
    const reason = deviceErrorOf(error, this.path);
    await this.#fail(reason);
    return reason;
  }

  async #fail(error: DeviceError): Promise<void> {
    if (this.#phase === 'failed' || this.#stopping !== null) return;
    this.#error = error;
    this.#endWork(error);
    this.#enter('failed');
    await switchOff(this.#deps, this.#link);
  }

  async #stopInOrder(): Promise<void> {
    this.#endWork(new DeviceError('portFailed', this.path, `The stick at ${this.path} was stopped.`));
    this.#enter('stopping');
    if (this.#link.isOpen) await parkInTime(this.#deps, () => this.#park());
    await switchOff(this.#deps, this.#link);
    this.#enter('stopped');
  }

  async #park(): Promise<void> {
    await this.#waking.catch(() => {});
    if (this.#board.chipCount !== null) await this.#board.park();
  }

  #endWork(error: DeviceError): void {
    this.#cancelTick();
    this.#loop.setFeed(null);
    this.#loop.hold();
    this.#line.abortWaits(error);
  }

  #isAwake(): boolean {
    return this.#phase === 'ramping' || this.#phase === 'mining' || this.#phase === 'stalled';
  }

  #mustGoOn(): void {
    if (this.#stopping !== null) throw new DeviceError('portFailed', this.path, 'The stick was stopped.');
  }

  #enter(phase: StickPhase): void {
    if (this.#phase === phase || this.#phase === 'stopped') return;
    if (this.#stopping !== null && phase !== 'stopping' && phase !== 'stopped') return;
    this.#phase = phase;
    this.#deps.log.debug('Stick phase', { path: this.path, phase });
    this.emit('changed');
  }
}
