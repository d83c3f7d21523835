/**
 * The far end of a simulated Icarus, Block Erupter or Antminer: takes 64 bytes of work and really hashes it, so
 * many times less as the practice chain is easier, through the nonce range from its start as the real ones do.
 * On mainnet it answers only the two works that drivers know devices by. Faults are properties of this model.
 */
import type { Clock, Random } from '../../contract/ports.ts';
import type { Chain } from '../../contract/units.ts';
import { targetOfDifficulty } from '../../core/target.ts';
import { IcarusFrameReader, type IcarusWork } from './icarus-frames.ts';
import type { IcarusStickKind } from './icarus-kinds.ts';
import { type LineFaults, NO_LINE_FAULTS, spoiled } from './line-faults.ts';
import { NonceSearch } from './nonce-search.ts';

export interface IcarusModelDeps {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly random: Random;
  readonly kind: IcarusStickKind;
}

const BAUD_RATE = 115_200;
const BAUD_TOLERANCE = 0.05;
const TICK_MS = 10;
/** Time beyond this since the last slice was a stall of this process and not time the device had. */
const MAX_CATCH_UP_MS = 50;
const MAX_TRIALS_PER_SLICE = 2000;
const NONCE_RANGE = 2 ** 32;

export class IcarusModel {
  /** Baud rate of the host's side; null = unknown and taken as right (a pty does not tell). */
  hostBaudRate: number | null = null;
  /** Takes nothing, hashes nothing, says nothing, until it lost power. */
  frozen = false;
  /** Works on and says nothing, whatever is done. */
  silent = false;
  /** Multiplies the true hash rate. */
  speedFactor = 1;
  /** Chance, 0 to 1, that an answer is a wrong nonce. */
  errorChance = 0;
  lineFaults: LineFaults = NO_LINE_FAULTS;
  readonly #deps: IcarusModelDeps;
  readonly #reader: IcarusFrameReader;
  readonly #search: NonceSearch;
  readonly #pendingAnswers = new Set<() => void>();
  #hasPower = true;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #cancelTick: (() => void) | null = null;
  #clockMhz: number | null;
  #coreMv: number | null = null;
  #work: IcarusWork | null = null;
  #trial = 0;
  #salt = 0;
  /** Trials due and not done yet, with the fraction carried over. */
  #debt = 0;
  #hashedUntilMs = 0;
  #works = 0;
  #nonces = 0;

  constructor(deps: IcarusModelDeps) {
    this.#deps = deps;
    this.#clockMhz = deps.kind.clock?.powerUpMhz ?? null;
    this.#search = new NonceSearch(targetOfDifficulty(1, deps.chain));
    this.#reader = new IcarusFrameReader({
      clock: deps.clock,
      takesCommands: deps.kind.clock !== null,
      onWork: (work) => this.#start(work),
      onClock: (register) => this.#setClock(register),
      onVoltage: (coreMv) => {
        this.#coreMv = coreMv;
      },
    });
  }

  get counters(): { readonly works: number; readonly nonces: number; readonly badFrames: number } {
    return { works: this.#works, nonces: this.#nonces, badFrames: this.#reader.badFrames };
  }

  /** Null where the clock is fixed. */
  get frequencyMhz(): number | null {
    return this.#clockMhz;
  }

  /** What it was told; null while it was not. */
  get coreMv(): number | null {
    return this.#coreMv;
  }

  /** It has work, and not all of its nonces were tried. */
  get isHashing(): boolean {
    return this.#work !== null;
  }

  get hashrateHs(): number {
    const { kind } = this.#deps;
    const share = kind.clock === null ? 1 : (this.#clockMhz ?? 0) / kind.clock.powerUpMhz;
    return kind.hashrateHs * share * this.speedFactor;
  }

  /** Who hears what the device says; without a listener it is lost. The returned function detaches. */
  listen(listener: (bytes: Uint8Array) => void): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  /** Bytes from the host, split anywhere. */
  receive(bytes: Uint8Array): void {
    if (this.frozen || !this.#hasPower) return;
    this.#reader.push(this.#baudMatches() ? bytes : this.#noise(bytes.length));
  }

  /** Puts random bytes on the line to the host. */
  makeNoise(length: number): void {
    this.#listener?.(this.#noise(length));
  }

  /** No power: everything is forgotten. There is no reset line that would do the same. */
  holdReset(): void {
    this.stop();
    this.#hasPower = false;
    this.frozen = false;
    this.#clockMhz = this.#deps.kind.clock?.powerUpMhz ?? null;
    this.#coreMv = null;
  }

  releaseReset(): void {
    this.#hasPower = true;
  }

  /** Ends the work and takes all timers back. Idempotent; the next work starts it again. */
  stop(): void {
    this.#idle();
    this.#reader.clear();
    for (const cancel of this.#pendingAnswers) cancel();
    this.#pendingAnswers.clear();
  }

  #start(work: IcarusWork): void {
    this.#idle();
    this.#works += 1;
    const known = work.knownNonce(this.#deps.kind.division);
    if (known !== null) {
      this.#answerLater(work, known);
      return;
    }
    if (this.#deps.chain.kind !== 'practice') return;
    this.#work = work;
    this.#trial = 0;
    this.#salt = this.#deps.random();
    this.#hashedUntilMs = this.#deps.clock.monotonicMs();
    this.#cancelTick = this.#deps.clock.every(TICK_MS, () => this.#hashUntilNow());
  }

  #idle(): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
    this.#work = null;
    this.#debt = 0;
  }

  #setClock(register: number): void {
    const { clock } = this.#deps.kind;
    if (clock === null) return;
    this.#hashUntilNow();
    const m = (register >>> 7) & 0x3f;
    const n = (register >>> 2) & 0xf;
    this.#clockMhz = (clock.refMhz * (m + 1)) / ((n + 1) * 2 ** (register & 3));
  }

  #hashUntilNow(): void {
    const nowMs = this.#deps.clock.monotonicMs();
    const elapsedMs = Math.min(nowMs - this.#hashedUntilMs, MAX_CATCH_UP_MS);
    this.#hashedUntilMs = nowMs;
    if (this.#work === null || this.frozen || elapsedMs <= 0) return;
    this.#debt += (this.hashrateHs * elapsedMs) / 1000 / this.#hashesPerTrial();
    const due = Math.floor(this.#debt);
    this.#debt -= due;
    for (let done = 0; done < Math.min(due, MAX_TRIALS_PER_SLICE) && this.#work !== null; done += 1) {
      this.#try(this.#work);
    }
  }

  /** The parts of the range advance together; behind its end there is nothing to do. */
  #try(work: IcarusWork): void {
    const { kind } = this.#deps;
    const partSize = NONCE_RANGE / kind.division;
    const part = this.#trial % kind.division;
    const step = Math.floor(this.#trial / kind.division);
    const offset = Math.floor((step + this.#salt) * this.#hashesPerTrial());
    this.#trial += 1;
    if (offset >= partSize) {
      this.#idle();
      return;
    }
    const nonceWord = part * partSize + offset;
    if (!this.#search.meets(work.midstate, work.tailWords, nonceWord)) return;
    this.#answer(work, nonceWord);
    if (kind.stopsAtNonce) this.#idle();
  }

  #hashesPerTrial(): number {
    const { chain } = this.#deps;
    return chain.kind === 'practice' ? 2 ** chain.bits : 1;
  }

  /** A known solution comes a moment after its work, as a found one would. */
  #answerLater(work: IcarusWork, nonceWord: number): void {
    const cancel = this.#deps.clock.after(1, () => {
      this.#pendingAnswers.delete(cancel);
      this.#send(this.#bytesOf(work, nonceWord));
    });
    this.#pendingAnswers.add(cancel);
  }

  #answer(work: IcarusWork, nonceWord: number): void {
    const isWrong = this.#deps.random() < this.errorChance;
    this.#nonces += 1;
    this.#send(this.#bytesOf(work, isWrong ? (nonceWord ^ 1) >>> 0 : nonceWord));
  }

  #bytesOf(work: IcarusWork, nonceWord: number): Uint8Array {
    const bytes = new Uint8Array(this.#deps.kind.answerLength);
    new DataView(bytes.buffer).setUint32(0, nonceWord);
    if (bytes.length > 4) bytes[4] = 0x80 | work.workId;
    return bytes;
  }

  #send(bytes: Uint8Array): void {
    if (this.silent || this.frozen || !this.#hasPower) return;
    const sent = this.#baudMatches() ? bytes : this.#noise(bytes.length);
    this.#listener?.(spoiled(sent, this.lineFaults, this.#deps.random));
  }

  #baudMatches(): boolean {
    return this.hostBaudRate === null || Math.abs(this.hostBaudRate / BAUD_RATE - 1) <= BAUD_TOLERANCE;
  }

  #noise(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => Math.floor(this.#deps.random() * 256));
  }
}
