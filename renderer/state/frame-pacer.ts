/**
 * Numbers on screen change at most once a second (design: calm), while what the user must know at once, a
 * state or a fault, is shown with the frame that brings it.
 */
import type { MinerFrame } from '../../electron/contract/frame.ts';
import type { Clock } from '../../electron/contract/ports.ts';

const SHOW_EVERY_MS = 1_000;

export class FramePacer {
  readonly #clock: Clock;
  readonly #show: (frame: MinerFrame) => void;
  #waiting: MinerFrame | null = null;
  #shownState: string | null = null;
  #shownAtMs = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | null = null;

  constructor(clock: Clock, show: (frame: MinerFrame) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  offer(frame: MinerFrame): void {
    this.#waiting = frame;
    const dueInMs = this.#shownAtMs + SHOW_EVERY_MS - this.#clock.monotonicMs();
    if (dueInMs <= 0 || stateOf(frame) !== this.#shownState) this.#flush();
    else this.#cancelTimer ??= this.#clock.after(dueInMs, () => this.#flush());
  }

  /** Forgets the frame that waits: it belongs to a connection that is gone. */
  reset(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#waiting = null;
    this.#shownState = null;
    this.#shownAtMs = Number.NEGATIVE_INFINITY;
  }

  #flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const frame = this.#waiting;
    if (frame === null) return;
    this.#waiting = null;
    this.#shownState = stateOf(frame);
    this.#shownAtMs = this.#clock.monotonicMs();
    this.#show(frame);
  }
}

/** Everything of a frame that is a state and not a number. */
function stateOf({ run, sticks, faults, pool, settingsRevision }: MinerFrame): string {
  return JSON.stringify([
    run,
    settingsRevision,
    pool?.lamp,
    sticks.map(({ id, name, health, cause }) => [id, name, health, cause?.code]),
    faults.map(({ code, subject }) => [code, subject.id]),
  ]);
}
