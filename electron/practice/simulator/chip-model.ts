/**
 * The far end of a simulated stick: a chain of chips that takes host bytes and gives chip bytes, and that
 * really hashes. On a practice chain it does 2^bits times fewer trials than the chips it stands for, so
 * nonces come at the true rate and each is a real solution. On mainnet no CPU could find one: there it
 * answers only the solutions it was told. Faults are properties of this model, never of the code that talks to it.
 */
import type { Clock, Random } from '../../contract/ports.ts';
import type { Chain } from '../../contract/units.ts';
import { BM1397_FAMILY } from './bm1397-family.ts';
import { Chip, type FoundNonce } from './chip.ts';
import type { ChipFamily, HostReader } from './chip-family.ts';
import type { ChipJob, HostCommand } from './chip-frames.ts';
import { KnownSolutions } from './known-solutions.ts';
import { type LineFaults, NO_LINE_FAULTS, spoiled } from './line-faults.ts';

export interface ChipModelDeps {
  /** BM1397 when not said. */
  readonly family?: ChipFamily;
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly chipCount: number;
  /** Hashes per core and clock: 1, or less where chips were measured to fall short (Compac F: 52.5 / 67.2). */
  readonly hashScale: number;
  /** Headers of 80 bytes: work that equals one of them but for the nonce is answered with its nonce. */
  readonly knownSolutions?: readonly Uint8Array[];
}

export interface ChipCounters {
  readonly jobs: number;
  readonly trials: number;
  readonly nonces: number;
  readonly badFrames: number;
}

/** Baud rates further apart than this read as garbage; GekkoScience runs 1.5 M against 1.5625 M [KG]. */
const BAUD_TOLERANCE = 0.05;
/** Far above what lies between the bytes of one frame, on a busy computer too: our choice. */
const FRAME_GAP_MS = 200;
/** How often owed hashes are done while no job comes in: well under the 16 ms an FTDI bridge holds bytes back. */
const TICK_MS = 10;
/** Time beyond this since the last slice was a stall of this process and not time the chips had. */
const MAX_CATCH_UP_MS = 50;
/** Trials in one go, for all chips: about 2 ms, so that nobody waits for a simulated stick. */
const MAX_TRIALS_PER_SLICE = 2000;

export class ChipModel {
  /** Baud rate of the host's side; null = unknown and taken as right (a pty does not tell). */
  hostBaudRate: number | null = null;
  /** Takes nothing, hashes nothing, says nothing, until a reset. */
  frozen = false;
  /** Works on and says nothing; a reset does not help. */
  silent = false;
  /** False: the cores get no voltage. Chips answer, and find nothing. */
  hasCoreVoltage = true;
  /** Multiplies the true hash rate: 0.5 is a stick that does half of what its clock says. */
  speedFactor = 1;
  /** Chance, 0 to 1, that an answer is a wrong nonce. */
  errorChance = 0;
  lineFaults: LineFaults = NO_LINE_FAULTS;
  readonly #deps: ChipModelDeps;
  readonly #family: ChipFamily;
  readonly #chips: readonly Chip[];
  readonly #reader: HostReader;
  readonly #known: KnownSolutions;
  readonly #pendingAnswers = new Set<() => void>();
  #liveChips: number;
  #inReset = false;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #cancelTick: (() => void) | null = null;
  #hashedUntilMs = 0;
  #heardAtMs = 0;
  #jobs = 0;
  #trials = 0;
  #nonces = 0;

  constructor(deps: ChipModelDeps) {
    this.#deps = deps;
    const family = deps.family ?? BM1397_FAMILY;
    this.#family = family;
    this.#reader = family.newReader();
    this.#chips = Array.from({ length: deps.chipCount }, () => new Chip(deps.chain, family));
    this.#liveChips = deps.chipCount;
    this.#known = new KnownSolutions(deps.knownSolutions ?? []);
  }

  /** Of the whole chain, whether they answer or not. */
  get chipCount(): number {
    return this.#chips.length;
  }

  get counters(): ChipCounters {
    return {
      jobs: this.#jobs,
      trials: this.#trials,
      nonces: this.#nonces,
      badFrames: this.#reader.badFrames,
    };
  }

  /** Clock of the first chip, MHz; 0 when powered down. */
  get frequencyMhz(): number {
    return this.#chips[0]?.frequencyMhz ?? 0;
  }

  get baudRate(): number {
    return this.#chips[0]?.baudRate ?? 0;
  }

  get ticketDifficulty(): number {
    return this.#chips[0]?.ticketDifficulty ?? 1;
  }

  /** Real hashes per second that the chips stand for at their clocks. */
  get hashrateHs(): number {
    return this.#live().reduce((sum, chip) => sum + this.#rateOf(chip), 0);
  }

  /** Who hears what the chips say; without a listener it is lost. The returned function detaches. */
  listen(listener: (bytes: Uint8Array) => void): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  /** Bytes from the host, split anywhere. */
  receive(bytes: Uint8Array): void {
    if (this.frozen || this.#inReset) return;
    // Half a frame from before a pause is none: chips tell frames by the gaps between them.
    const nowMs = this.#deps.clock.monotonicMs();
    if (nowMs - this.#heardAtMs > FRAME_GAP_MS) this.#reader.clear();
    this.#heardAtMs = nowMs;
    for (const command of this.#reader.push(this.#baudMatches() ? bytes : this.#noise(bytes.length))) {
      this.#obey(command);
    }
  }

  /** Only the first `count` chips of the chain answer and hash: a chip that broke cuts off those behind it. */
  setLiveChips(count: number): void {
    this.#hashUntilNow();
    this.#liveChips = count;
  }

  /** Puts random bytes on the line to the host. */
  makeNoise(length: number): void {
    this.#listener?.(this.#noise(length));
  }

  /** The reset line goes low: everything is forgotten and nothing answers. */
  holdReset(): void {
    this.stop();
    this.#inReset = true;
    this.frozen = false;
    this.#reader.clear();
    for (const chip of this.#chips) chip.reset();
  }

  releaseReset(): void {
    this.#inReset = false;
  }

  /** Stops hashing and takes all timers back. Idempotent; the next job starts it again. */
  stop(): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
    for (const cancel of this.#pendingAnswers) cancel();
    this.#pendingAnswers.clear();
  }

  #obey(command: HostCommand): void {
    const chips = this.#reached();
    switch (command.kind) {
      case 'chainInactive':
        for (const chip of chips) chip.addressed = false;
        return;
      case 'setAddress': {
        const next = chips.find((chip) => !chip.addressed);
        if (next === undefined) return;
        next.address = command.address;
        next.addressed = true;
        return;
      }
      case 'readRegister':
        for (const chip of addressedBy(chips, command.address)) {
          this.#send(chip.registerAnswer(command.register));
        }
        return;
      case 'writeRegister':
        this.#hashUntilNow();
        for (const chip of addressedBy(chips, command.address)) {
          chip.writeRegister(command.register, command.value);
        }
        this.#setTick();
        return;
      case 'job':
        this.#startJob(chips, command.job);
    }
  }

  #startJob(chips: readonly Chip[], job: ChipJob): void {
    this.#hashUntilNow();
    this.#jobs += 1;
    const salt = Math.floor(this.#deps.random() * 2 ** 24);
    const addresses = this.#chips.map((chip) => chip.address);
    for (const chip of chips) {
      // Chips that share an address search the same nonces: that is what addressing is for.
      const index = addresses.indexOf(chip.address);
      chip.setJob(job, this.#family.sliceOf(index, this.#chips.length, addresses), salt);
    }
    this.#setTick();
    for (const found of this.#known.answersTo(job, chips[0]?.rolledMask ?? 0)) {
      if (this.frequencyMhz > 0 && this.hasCoreVoltage) this.#answerLater(job, found);
    }
  }

  /** A known solution comes a moment after its work, as a found one would. */
  #answerLater(job: ChipJob, { nonceWord, midstateIndex, versionField }: FoundNonce): void {
    const cancel = this.#deps.clock.after(1, () => {
      this.#pendingAnswers.delete(cancel);
      this.#nonces += 1;
      this.#send(this.#family.nonceAnswer(nonceWord, job.chipJobId, midstateIndex, versionField));
    });
    this.#pendingAnswers.add(cancel);
  }

  #setTick(): void {
    const isHashing = this.#deps.chain.kind === 'practice' && this.#live().some((chip) => chip.isHashing);
    if (isHashing && this.#cancelTick === null) {
      this.#hashedUntilMs = this.#deps.clock.monotonicMs();
      this.#cancelTick = this.#deps.clock.every(TICK_MS, () => this.#hashUntilNow());
    } else if (!isHashing && this.#cancelTick !== null) {
      this.#cancelTick();
      this.#cancelTick = null;
    }
  }

  #hashUntilNow(): void {
    const nowMs = this.#deps.clock.monotonicMs();
    const elapsedMs = Math.min(nowMs - this.#hashedUntilMs, MAX_CATCH_UP_MS);
    this.#hashedUntilMs = nowMs;
    if (this.#cancelTick === null || this.frozen || !this.hasCoreVoltage || elapsedMs <= 0) return;
    const chips = this.#live();
    const maxTrials = Math.floor(MAX_TRIALS_PER_SLICE / this.#chips.length);
    for (const chip of chips) {
      const job = chip.job;
      if (job === null) continue;
      chip.owe((this.#rateOf(chip) * elapsedMs) / 1000);
      this.#trials += chip.hash(maxTrials, (found) => {
        this.#nonces += 1;
        const { nonceWord, midstateIndex, versionField } = found;
        const said = this.#deps.random() < this.errorChance ? (nonceWord ^ 1) >>> 0 : nonceWord;
        this.#send(this.#family.nonceAnswer(said, job.chipJobId, midstateIndex, versionField));
      });
    }
  }

  #rateOf(chip: Chip): number {
    return chip.hashrateHs * this.#deps.hashScale * this.speedFactor;
  }

  #live(): readonly Chip[] {
    return this.#chips.slice(0, this.#liveChips);
  }

  /** Chips that hear a command: up to and with the first one that waits for its address. */
  #reached(): readonly Chip[] {
    const live = this.#live();
    const waiting = live.findIndex((chip) => !chip.addressed);
    return waiting === -1 ? live : live.slice(0, waiting + 1);
  }

  #send(bytes: Uint8Array): void {
    if (this.silent || this.frozen || this.#inReset) return;
    const sent = this.#baudMatches() ? bytes : this.#noise(bytes.length);
    this.#listener?.(spoiled(sent, this.lineFaults, this.#deps.random));
  }

  #baudMatches(): boolean {
    if (this.hostBaudRate === null) return true;
    return Math.abs(this.hostBaudRate / this.baudRate - 1) <= BAUD_TOLERANCE;
  }

  #noise(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => Math.floor(this.#deps.random() * 256));
  }
}

function addressedBy(chips: readonly Chip[], address: number | null): readonly Chip[] {
  return address === null ? chips : chips.filter((chip) => chip.address === address);
}
