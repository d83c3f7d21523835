/** The line to a chain as bring-up sees it, and the two things that every chip's bring-up does on it. */
import type { RegisterAnswer } from './answers.ts';

/** What chips and host speak after a reset. Chips divide 25 MHz by 216 for it: 115,741 (ESP). */
export const RESET_BAUD_RATE = 115_200;

/** The line to the chips. Every method rejects with a DeviceError when the line is lost or closed. */
export interface ChipPort {
  readonly baudRate: number;
  /** Settles when the frame is handed to the operating system. */
  send(frame: Uint8Array): Promise<void>;
  pause(ms: number): Promise<void>;
  /** Changes the host's rate once everything sent has left. */
  setBaudRate(baudRate: number): Promise<void>;
  /** Drops what was received and not yet read. */
  flush(): Promise<void>;
  /** Register answers from now on until `timeoutMs` is over or `isEnough` says so. */
  collect(
    timeoutMs: number,
    isEnough: (answers: readonly RegisterAnswer[]) => boolean,
  ): Promise<readonly RegisterAnswer[]>;
}

export interface CountRule {
  readonly timeoutMs: number;
  /** `complete`: go on as soon as the expected chips answered. `silence`: wait for more until the time-out. */
  readonly endsOn: 'complete' | 'silence';
  readonly restMs: number;
}

/**
 * Sends a request that every chip answers, at the present rate, and returns how many did. Those that come
 * late, in the rest after the expected ones, count too: there may be more chips than the model has.
 */
export async function countAnswers(
  port: ChipPort,
  rule: CountRule,
  request: Uint8Array,
  isId: (answer: RegisterAnswer) => boolean,
  expectedCount: number,
): Promise<number> {
  const isEnough = (answers: readonly RegisterAnswer[]): boolean =>
    rule.endsOn === 'complete' && answers.filter(isId).length >= expectedCount;
  const answering = port.collect(rule.timeoutMs, isEnough);
  const [answers] = await Promise.all([answering, port.send(request)]);
  const count = answers.filter(isId).length;
  if (count === 0) return 0;
  const late = await port.collect(rule.restMs, () => false);
  return count + late.filter(isId).length;
}

export async function sendAndRest(port: ChipPort, frame: Uint8Array, restMs: number): Promise<void> {
  await port.send(frame);
  if (restMs > 0) await port.pause(restMs);
}
