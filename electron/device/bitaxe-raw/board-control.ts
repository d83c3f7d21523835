/**
 * One kind of management channel and what hangs on it, as the power side of a board uses it. Every method but `push`,
 * `stop` and `hasLight` asks the board and rejects when it does not answer or does not do what it was told.
 */
import type { RailReading } from './board-parts.ts';

export interface BoardReading extends RailReading {
  /** The hottest of the thermometers at the chips. */
  readonly chipC: number | null;
  readonly fanRpm: number | null;
  /** What is wrong with the chips' voltage, as the end of a sentence; null when nothing is. */
  readonly fault: string | null;
}

export interface BoardControl {
  readonly hasFan: boolean;
  readonly hasLight: boolean;
  /** Bytes from the management port. */
  push(bytes: Uint8Array): void;
  /** Ends what is asked now and later. */
  stop(error: Error): void;
  /** Makes sure of who is there. Afterwards the fan blows, the chips are in reset and have no voltage. */
  prepare(): Promise<void>;
  /** Voltage on; resolves when it is proven. */
  feed(railV: number): Promise<void>;
  /** Another voltage while it is on; resolves when it is proven. */
  change(railV: number): Promise<void>;
  /** Reset for `lowMs`, proof of the voltage, release, and `settleMs` of rest. */
  pulseReset(lowMs: number, settleMs: number): Promise<void>;
  /** Share of full speed, 0 to 1. */
  setFan(share: number): Promise<void>;
  setLight(isOn: boolean): Promise<void>;
  read(): Promise<BoardReading>;
  /** Chips in reset, voltage off, for good. Goes through all of it even where a step fails, and then rejects. */
  cut(): Promise<void>;
}
