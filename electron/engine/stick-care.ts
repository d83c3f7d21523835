/** What the caretaker remembers of one stick, across its stick objects. */
import type { RecoveryStep, StickState } from '../contract/frame.ts';
import type { StickTelemetry } from '../device/stick.ts';
import { ChipTally } from './chip-tally.ts';
import { ErrorShare } from './error-share.ts';
import { RampLog, type SagVerdict } from './power-doctor.ts';
import { RecoveryLadder } from './recovery-ladder.ts';
import { SafetyGuard } from './safety-guard.ts';
import { SaneTelemetry } from './sane-telemetry.ts';
import { Standing } from './standing.ts';

/** Clocks that were found to be too much, MHz; they hold until the user changes the clock or asks for another try. */
export interface LearntCaps {
  recovery: number | null;
  sag: number | null;
  brownOut: number | null;
}

export interface Sag extends SagVerdict {
  readonly sinceMs: number;
}

export class StickCare {
  readonly ladder = new RecoveryLadder();
  readonly guard = new SafetyGuard();
  readonly senses = new SaneTelemetry();
  readonly ramp = new RampLog();
  readonly chips = new ChipTally();
  readonly errors = new ErrorShare();
  readonly learnt: LearntCaps = { recovery: null, sag: null, brownOut: null };
  readonly standing = new Standing();
  /** As it can be believed; null when nothing can. */
  telemetry: StickTelemetry | null = null;
  recovery: StickState['recovery'] = null;
  sag: Sag | null = null;
  /** Places of chips that find nothing while the others do. */
  silentChips: readonly number[] = [];
  /** The port does not hold at any clock. */
  isStarved = false;
  /** It hashed, or climbed, when it was last looked at. */
  wasUp = false;
  /** Wrong nonces its stick objects counted by themselves, as far as they are in the books. */
  bookedErrors = 0;
  /** What the stick object of now was asked to have; null: nothing yet. */
  toldMhz: number | null = null;
  toldMv: number | null = null;

  /** No work may be given: too hot, or too little power. */
  get isHeld(): boolean {
    return this.isStarved || this.guard.state.isStopped;
  }

  /** Lowest of all that holds its clock back now; infinite when nothing does. */
  get capMhz(): number {
    const { recovery, sag, brownOut } = this.learnt;
    return Math.min(...[recovery, sag, brownOut, this.guard.state.capMhz].map((cap) => cap ?? Infinity));
  }

  /** Another stick object begins: what belongs to the one before ends. */
  renew(): void {
    this.senses.restart();
    this.ramp.restart();
    this.telemetry = null;
    this.toldMhz = null;
    this.toldMv = null;
  }

  /** The user chose a clock or asks for another try: what was learnt by failing is forgotten, heat is not. */
  forgive(): void {
    this.learnt.recovery = null;
    this.learnt.brownOut = null;
    this.forgetPort();
    this.recovery = null;
    this.ladder.reset();
  }

  /** What was learnt of the port it hangs on. */
  forgetPort(): void {
    this.learnt.sag = null;
    this.sag = null;
    this.isStarved = false;
  }

  stepped(step: RecoveryStep | null, atMs: number): void {
    this.recovery = step === null ? null : { step, atMs };
  }
}
