/**
 * What a generation of chips is as code: its frames, its answers, how it is woken, set and put to rest. A chip
 * has one of these in the folder of its name; everything else here is the same for all of them.
 */
import type { Job, Work } from '../core/job.ts';
import type { AnswerReader, AnswerSink, NonceAnswer, RegisterAnswer } from './bm13xx/answers.ts';
import type { ChipPort } from './bm13xx/chip-port.ts';
import type { ChipKind } from './bm13xx/chips.ts';
import type { JobIdRule, JobRing } from './bm13xx/job-ring.ts';
import type { NonceCandidates } from './bm13xx/nonce-match.ts';

/** A chain as it was found. */
export interface ChainOf {
  readonly chip: ChipKind;
  readonly chipCount: number;
}

export interface ChainPlan extends ChainOf {
  readonly frequencyMhz: number;
  readonly ticketDifficulty: number;
  /** Leave chips and host at 115,200 baud. */
  readonly staysAtResetBaud: boolean;
}

/** What a job frame tells the chips beside the job. */
export interface JobSetting {
  readonly chipCount: number;
  readonly ticketDifficulty: number;
}

export interface ClockReading {
  readonly frequencyMhz: number;
  /** Null from chips that do not say which of them answers. */
  readonly address: number | null;
}

/** What is told to chips that roll versions themselves. */
export interface VersionRolling {
  /** Header bits that they roll right after bring-up: all they can. */
  readonly allBits: number;
  /** Of these, the ones that a job lets them roll. */
  bitsFor(job: Job): number;
  /** Length of a sweep of nonces before the next versions are tried, in ticks of the chips. */
  sweepTicks(chain: ChainOf, bits: number, frequencyMhz: number): number;
  /** Tells all chips which bits they may roll, and how long they sweep. */
  tell(port: ChipPort, bits: number, sweepTicks: number): Promise<void>;
  /** Time after which a job must be followed by the next, before they try the same again, ms. */
  longestJobMs(chain: ChainOf, bits: number, sweepTicks: number, waitFactor: number): number;
}

export interface ChipProtocol {
  readonly jobIds: JobIdRule;
  /** Rate of the host after bring-up: 115,200 where chips never leave it. */
  readonly runBaudRate: number;
  /** How long the reset pin is held low, and the rest after; null on boards that have no use for it. */
  readonly reset: { readonly lowMs: number; readonly settleMs: number } | null;
  /** From reset or opening to the first command, ms. */
  readonly bootMs: number;

  openReader(sink: AnswerSink): AnswerReader;
  jobFrame(chipJobId: number, work: Work, setting: JobSetting): Uint8Array;
  /**
   * What a nonce may be about, by the works that were sent; null when its id is none the chips could answer
   * now. Chips that roll versions themselves make the slot's work of what the answer says.
   */
  candidates(ring: JobRing, answer: NonceAnswer): NonceCandidates | null;
  /** Place in the chain of the chip that found it, by the nonce bytes as sent; null where they do not tell. */
  chipOfNonce(nonceBytes: Uint8Array, chipCount: number): number | null;
  /** Place in the chain of the chip with this address; the chip count or more when there is none. */
  chipOfAddress(address: number, chipCount: number): number;

  /** Chips that answer at the port's present rate. */
  countChips(port: ChipPort, chip: ChipKind, expectedCount: number): Promise<number>;
  /** Everything after counting, up to the chips having a clock and the run rate. */
  configure(port: ChipPort, plan: ChainPlan): Promise<void>;
  /** Chips and host back to 115,200, where the next driver will look for them. */
  restoreBaudRate(port: ChipPort): Promise<void>;

  setClock(port: ChipPort, chain: ChainOf, frequencyMhz: number): Promise<void>;
  /** Clock off, or as low as it goes, from the one they have. */
  rest(port: ChipPort, chain: ChainOf, fromMhz: number): Promise<void>;
  /** Asks every chip for the clock it has, with `restMs` after each frame; answers come as register answers. */
  askClocks(port: ChipPort, chipCount: number, restMs: number): Promise<void>;
  /** Null when the answer is about something else, or makes no sense. */
  clockIn(answer: RegisterAnswer): ClockReading | null;

  /**
   * Difficulty that chips of this size and clock should filter at, none above `wanted`; 0 = as high as allowed.
   * Higher ones would leave too few nonces to see a fault by.
   */
  ticketFor(wanted: number, chain: ChainOf, frequencyMhz: number): number;
  /** Tells the chips, where the next job frame does not. They do not confirm it. */
  writeTicket(port: ChipPort, difficulty: number): Promise<void>;

  /** Null for chips that try only the versions they are given. */
  readonly rolling: VersionRolling | null;

  /** A rate the chips count themselves, for traces; null where there is none. */
  readonly ownHashrate: {
    readonly request: Uint8Array;
    /** H/s; null when the chip does not know, undefined when the answer is about something else. */
    read(answer: RegisterAnswer): number | null | undefined;
  } | null;
}
