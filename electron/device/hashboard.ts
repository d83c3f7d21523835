/**
 * The chips of one stick as they are set now: how many, which clock, which ticket, what they say back. Every
 * change to them goes through here, one after the other, so that no two sequences of commands mix.
 */
import type { Clock, Logger } from '../contract/ports.ts';
import type { Chain } from '../contract/units.ts';
import { headerOf } from '../core/header.ts';
import type { Job, Work } from '../core/job.ts';
import { sha256d } from '../core/sha256d.ts';
import { difficultyOfHash } from '../core/target.ts';
import { versionCount } from '../core/version-rolling.ts';
import type { RegisterAnswer } from './bm13xx/answers.ts';
import { RESET_BAUD_RATE } from './bm13xx/chip-port.ts';
import type { ChipKind } from './bm13xx/chips.ts';
import { type ChainRates, ratesOf, waitFactorOf } from './bm13xx/rates.ts';
import { ChainWaker } from './chain-waker.ts';
import type { ChipLine } from './chip-line.ts';
import type { ChainOf, ClockReading, JobSetting, VersionRolling } from './chip-protocol.ts';
import { FrequencyRamp } from './frequency-ramp.ts';
import type { FoundNonce } from './nonce-desk.ts';
import type { ResetLine } from './reset-line.ts';
import type { StickPhase } from './stick.ts';
import type { StickDrive, StickModel } from './stick-catalog.ts';
import { TicketWatch } from './ticket-watch.ts';

export interface HashboardDeps {
  readonly model: StickModel;
  readonly drive: StickDrive;
  readonly path: string;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly log: Logger;
  readonly line: ChipLine;
  readonly resetLine: ResetLine | null;
  /** False where what feeds the chips switches them off after them. */
  readonly resetsAtLast: boolean;
  readonly platform: NodeJS.Platform;
  readonly targetMhz: number;
  readonly onPhase: (phase: StickPhase) => void;
  /** See `ChainWakerDeps`. */
  readonly mustGoOn: () => void;
  readonly onChanged: () => void;
}

/** Times the ticket mask is written again when nonces say that it is not in force (KG). */
const TICKET_RETRIES = 3;
const READ_BACK_REST_MS = 1;
/** Bits on the wire for a byte at 8N1, and room for the frame before. */
const BITS_PER_BYTE = 10;
const WIRE_MARGIN = 1.2;
/** The slowest clock searches a job in a third of this; a clock that is off would never be done. */
const LONGEST_WAIT_MS = 1000;

export class Hashboard {
  readonly #deps: HashboardDeps;
  readonly #waker: ChainWaker;
  readonly #ramp: FrequencyRamp;
  readonly #ticketWatch = new TicketWatch();
  readonly #readBackMhz = new Map<number, number>();
  #tasks: Promise<void> = Promise.resolve();
  #chip: ChipKind;
  #chipCount: number | null = null;
  #ticketDifficulty: number | null = null;
  #ticketRetries = 0;
  #rates: ChainRates | null = null;
  #frequencyAtMs: number | null = null;
  #isResting = false;
  #job: Job | null = null;
  /** What chips that roll versions were told last. */
  #rolled: { readonly bits: number; readonly sweepTicks: number } | null = null;
  #nextReporter = 0;
  /** Of the last work's frame. */
  #wireMs = 0;

  constructor(deps: HashboardDeps) {
    this.#deps = deps;
    this.#chip = deps.drive.chip;
    this.#waker = new ChainWaker(deps);
    this.#ramp = new FrequencyRamp({ ...deps.drive, targetMhz: deps.targetMhz });
    deps.line.on('register', (answer) => this.#heard(answer));
  }

  get chipCount(): number | null {
    return this.#chipCount;
  }

  get ticketDifficulty(): number | null {
    return this.#ticketDifficulty;
  }

  /** Null before bring-up; all zero while the clock is off. */
  get rates(): ChainRates | null {
    return this.#rates;
  }

  /** Lowest clock any chip said it has, or null until one did. */
  get frequencyMhz(): number | null {
    return this.#readBackMhz.size === 0 ? null : Math.min(...this.#readBackMhz.values());
  }

  /** Of each chip by its place; null until it answered. Empty before counting. */
  get chipFrequenciesMhz(): readonly (number | null)[] {
    return Array.from({ length: this.#chipCount ?? 0 }, (_, chip) => this.#readBackMhz.get(chip) ?? null);
  }

  get frequencyAtMs(): number | null {
    return this.#frequencyAtMs;
  }

  get targetMhz(): number {
    return this.#ramp.targetMhz;
  }

  /** The clock is off, or about to be. */
  get isResting(): boolean {
    return this.#isResting;
  }

  get isClimbing(): boolean {
    return this.#ramp.isClimbing(this.#deps.clock.monotonicMs());
  }

  /** What goes with every job. */
  get jobSetting(): JobSetting {
    return { chipCount: this.#chipCount ?? 1, ticketDifficulty: this.#ticketDifficulty ?? 1 };
  }

  /** Whether what the chips find is wanted: chips that cannot stop go on with their last job. */
  get isListening(): boolean {
    return this.#deps.drive.chip.canStop || (this.#ramp.setMhz > 0 && !this.#isResting);
  }

  /** Time after which work must be followed by new, ms. */
  waitMs({ job, versions }: Work, frameLength: number): number {
    const waitFactor = waitFactorOf(this.#deps.platform);
    const { rolling } = this.#deps.drive.protocol;
    const count = rolling === null ? versions.length : versionCount(rolling.bitsFor(job));
    const scanMs = (this.#rates?.fullScanMs ?? 0) * waitFactor * count;
    const jobMs = Math.min(scanMs, this.#rolledJobMs(job, waitFactor));
    this.#wireMs = (WIRE_MARGIN * 1000 * BITS_PER_BYTE * frameLength) / this.#deps.line.baudRate;
    return Math.min(Math.max(jobMs, this.#wireMs), LONGEST_WAIT_MS);
  }

  /** Bring-up, for the first time or after a fault. Rejects with a DeviceError. */
  wake(): Promise<void> {
    return this.#inOrder(async () => {
      this.#readBackMhz.clear();
      const { startMhz } = this.#ramp;
      const awake = await this.#waker.wake(startMhz);
      this.#chip = awake.chip;
      this.#chipCount = awake.chipCount;
      this.#isResting = false;
      this.#ramp.restarted(this.#deps.clock.monotonicMs(), startMhz);
      this.#ticketRetries = 0;
      this.#rolled = this.#rolledAtWaking(startMhz);
      this.#ticketSet(awake.ticketDifficulty);
    }).then(() => this.#refitJob());
  }

  /** Clock off, or as low as it goes: the chips draw little and forget nothing. */
  rest(): Promise<void> {
    this.#isResting = true;
    return this.#inOrder(async () => {
      if (!this.#isResting) return;
      await this.#deps.drive.protocol.rest(this.#deps.line, this.#chainOf(), this.#ramp.setMhz);
      this.#ramp.switchedOff();
      this.#updateRates();
    });
  }

  /** Clock on again, from the start. */
  resume(): Promise<void> {
    this.#isResting = false;
    return this.#inOrder(async () => {
      if (this.#isResting || this.#ramp.setMhz !== 0) return;
      const { startMhz } = this.#ramp;
      await this.#setClock(startMhz);
      this.#ramp.restarted(this.#deps.clock.monotonicMs(), startMhz);
      this.#updateRates();
    }).then(() => this.#refitJob());
  }

  setTarget(frequencyMhz: number): void {
    this.#ramp.setTarget(frequencyMhz, this.#deps.clock.monotonicMs());
  }

  /** One step towards the target if it is time for one. Call once a second. */
  async climb(): Promise<void> {
    const nextMhz = this.#ramp.next(this.#deps.clock.monotonicMs());
    if (nextMhz === null) return;
    await this.#inOrder(async () => {
      if (!this.#isResting) await this.#setClock(nextMhz);
    });
    this.#updateRates();
    await this.#refitJob();
  }

  /** Asks the chips for their clock, which also shows whether they hear and speak. */
  probe(): Promise<void> {
    const { line, log, drive } = this.#deps;
    return this.#inOrder(async () => {
      await this.#askClocks();
      // The unit is disputed (QUIRKS.md), so it is for people who read traces and for nothing else.
      if (log.traces && drive.protocol.ownHashrate !== null) {
        await line.send(drive.protocol.ownHashrate.request);
      }
    });
  }

  /** Chips were given the first work of a job: they are told what of it they may roll, and what is worth telling. */
  async fitJob(job: Job): Promise<void> {
    this.#job = job;
    await Promise.all([this.#fitRolling(job), this.#fitTicket(job.difficulty)]);
  }

  /** As high a ticket as the stick may have, but none above what the pool asks: easier shares would be lost. */
  #fitTicket(jobDifficulty: number): Promise<void> | null {
    const wanted = this.#deps.drive.protocol.ticketFor(
      Math.max(1, jobDifficulty),
      this.#chainOf(),
      this.#ramp.setMhz,
    );
    if (this.#ticketDifficulty === null || wanted === this.#ticketDifficulty) return null;
    this.#ticketRetries = 0;
    return this.#writeTicket(wanted);
  }

  /** Counts a nonce towards the next step and, while in doubt, towards the ticket. Returns a rewrite if due. */
  noteNonce(found: FoundNonce): Promise<void> | null {
    this.#ramp.noteNonce();
    if (!this.#ticketWatch.isWatching || this.#ticketDifficulty === null) return null;
    const hash = sha256d(headerOf(found.work, found.versionIndex, found.nonce));
    if (this.#ticketWatch.note(difficultyOfHash(hash, this.#deps.chain)) !== 'wrong') return null;
    const { log, path } = this.#deps;
    if (this.#ticketRetries >= TICKET_RETRIES) {
      log.warn('Chips do not keep their ticket mask', { path, ticketDifficulty: this.#ticketDifficulty });
      this.#ticketWatch.giveUp();
      return null;
    }
    this.#ticketRetries += 1;
    log.info('Ticket mask is not in force and is written again', { path, attempt: this.#ticketRetries });
    return this.#writeTicket(this.#ticketDifficulty);
  }

  /** Leaves the chips as the next driver expects them: clock off, 115,200 baud, reset where possible. */
  park(): Promise<void> {
    const { line, drive, resetLine, resetsAtLast } = this.#deps;
    return this.#inOrder(async () => {
      const { protocol } = drive;
      await protocol.rest(line, this.#chainOf(), this.#ramp.setMhz);
      if (line.baudRate !== RESET_BAUD_RATE) await protocol.restoreBaudRate(line);
      if (resetLine === null || protocol.reset === null || !resetsAtLast) return;
      await resetLine.pulse(protocol.reset.lowMs, protocol.reset.settleMs);
    });
  }

  #chainOf(): ChainOf {
    return { chip: this.#chip, chipCount: this.#chipCount ?? 1 };
  }

  #rolledAtWaking(frequencyMhz: number): { readonly bits: number; readonly sweepTicks: number } | null {
    const { rolling } = this.#deps.drive.protocol;
    if (rolling === null) return null;
    const bits = rolling.allBits;
    return { bits, sweepTicks: rolling.sweepTicks(this.#chainOf(), bits, frequencyMhz) };
  }

  async #setClock(frequencyMhz: number): Promise<void> {
    this.#nextReporter = 0;
    await this.#deps.drive.protocol.setClock(this.#deps.line, this.#chainOf(), frequencyMhz);
  }

  /** The clock or the chips' memory changed under a job that goes on. */
  async #refitJob(): Promise<void> {
    if (this.#job !== null && !this.#isResting) await this.fitJob(this.#job);
  }

  /** Null when the chips know it already, or roll nothing. */
  #fitRolling(job: Job): Promise<void> | null {
    const { rolling } = this.#deps.drive.protocol;
    if (rolling === null || this.#isResting) return null;
    const wanted = this.#rollingFor(rolling, job);
    if (wanted.bits === this.#rolled?.bits && wanted.sweepTicks === this.#rolled.sweepTicks) return null;
    this.#rolled = wanted;
    this.#updateRates();
    return this.#inOrder(() => rolling.tell(this.#deps.line, wanted.bits, wanted.sweepTicks));
  }

  #rollingFor(rolling: VersionRolling, job: Job): { readonly bits: number; readonly sweepTicks: number } {
    const bits = rolling.bitsFor(job);
    return { bits, sweepTicks: rolling.sweepTicks(this.#chainOf(), bits, this.#ramp.setMhz) };
  }

  #rolledJobMs(job: Job, waitFactor: number): number {
    const { rolling } = this.#deps.drive.protocol;
    if (rolling === null) return Number.POSITIVE_INFINITY;
    const { bits, sweepTicks } = this.#rollingFor(rolling, job);
    return rolling.longestJobMs(this.#chainOf(), bits, sweepTicks, waitFactor);
  }

  async #askClocks(): Promise<void> {
    const { drive, line } = this.#deps;
    this.#nextReporter = 0;
    await drive.protocol.askClocks(line, this.#chipCount ?? 1, READ_BACK_REST_MS);
  }

  #writeTicket(difficulty: number): Promise<void> {
    // At once: nonces from now on are counted at what the chips are being told.
    this.#ticketSet(difficulty);
    return this.#inOrder(() => this.#deps.drive.protocol.writeTicket(this.#deps.line, difficulty));
  }

  #ticketSet(difficulty: number): void {
    this.#ticketDifficulty = difficulty;
    this.#ticketWatch.restart(difficulty);
    this.#updateRates();
  }

  #updateRates(): void {
    const { drive, platform, onChanged } = this.#deps;
    const input = {
      chip: this.#chip,
      chipCount: this.#chipCount ?? 0,
      frequencyMhz: this.#ramp.setMhz,
      hashScale: drive.hashScale,
      midstateCount: this.#chip.midstateCount,
      ticketDifficulty: this.#ticketDifficulty ?? 1,
      waitFactor: waitFactorOf(platform),
    };
    const rates = ratesOf(input);
    const share = this.#fedShare(rates.fullScanMs);
    this.#rates = share === 1 ? rates : ratesOf({ ...input, hashScale: input.hashScale * share });
    onChanged();
  }

  /** Chips that may roll few versions, or none, are through with a job before the line can bring the next. */
  #fedShare(fullScanMs: number): number {
    if (this.#rolled === null || this.#wireMs === 0) return 1;
    return Math.min(1, (fullScanMs * versionCount(this.#rolled.bits)) / this.#wireMs);
  }

  #heard(answer: RegisterAnswer): void {
    const { log, path, model, drive } = this.#deps;
    const hashrateHs = log.traces ? drive.protocol.ownHashrate?.read(answer) : undefined;
    if (hashrateHs !== undefined) log.trace('Chip tells its hashrate', { path, hashrateHs });
    const chipCount = this.#chipCount ?? model.chipCount;
    const reading = drive.protocol.clockIn(answer);
    if (reading === null || chipCount === null) return;
    const chip = this.#chipOf(reading, chipCount);
    if (chip >= chipCount) return;
    const before = this.frequencyMhz;
    this.#readBackMhz.set(chip, reading.frequencyMhz);
    this.#frequencyAtMs = this.#deps.clock.nowMs();
    if (this.frequencyMhz !== before) this.#deps.onChanged();
  }

  /** Chips that do not say who they are answer in the order of the chain. */
  #chipOf({ address }: ClockReading, chipCount: number): number {
    if (address !== null) return this.#deps.drive.protocol.chipOfAddress(address, chipCount);
    const chip = this.#nextReporter % chipCount;
    this.#nextReporter += 1;
    return chip;
  }

  /** Runs when everything asked before is done, whether or not that worked. */
  #inOrder(task: () => Promise<void>): Promise<void> {
    const run = this.#tasks.then(task);
    this.#tasks = run.catch(() => {});
    return run;
  }
}
