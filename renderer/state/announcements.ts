/** Picks what is worth saying aloud from one state to the next, and says at most one thing in ten seconds. */
import type { Clock } from '../../electron/contract/ports.ts';

const GAP_MS = 10_000;

export interface SpokenState {
  /** Sentence about the miner as a whole. */
  readonly run: string;
  readonly sticks: readonly { readonly id: string; readonly sentence: string }[];
}

export class Announcements {
  readonly #clock: Clock;
  readonly #say: (sentence: string) => void;
  #last: SpokenState | null = null;
  #saidAtMs = Number.NEGATIVE_INFINITY;
  #waiting: string | null = null;
  #cancelTimer: (() => void) | null = null;

  constructor(clock: Clock, say: (sentence: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /** The first state is not news; after that the newest change wins over one that still waits. */
  offer(state: SpokenState): void {
    const news = this.#last === null ? null : newsOf(this.#last, state);
    this.#last = state;
    if (news === null) return;
    this.#waiting = news;
    const dueInMs = this.#saidAtMs + GAP_MS - this.#clock.monotonicMs();
    if (dueInMs <= 0) this.#flush();
    else this.#cancelTimer ??= this.#clock.after(dueInMs, () => this.#flush());
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #flush(): void {
    this.stop();
    if (this.#waiting === null) return;
    this.#say(this.#waiting);
    this.#waiting = null;
    this.#saidAtMs = this.#clock.monotonicMs();
  }
}

function newsOf(before: SpokenState, after: SpokenState): string | null {
  if (after.run !== before.run) return after.run;
  const known = new Map(before.sticks.map(({ id, sentence }) => [id, sentence]));
  return after.sticks.find(({ id, sentence }) => known.get(id) !== sentence)?.sentence ?? null;
}
