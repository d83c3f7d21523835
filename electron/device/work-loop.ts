/**
 * Keeps one stick in work: pulls from the feed, sends, and pulls again before the chips run out of nonces.
 * `pullNow` is the path from a new job to its first byte and does nothing else.
 */
import type { Clock } from '../contract/ports.ts';
import type { VersionShare, Work, WorkFeed } from '../core/job.ts';
import type { JobRing } from './bm13xx/job-ring.ts';

export interface WorkLoopDeps {
  readonly clock: Clock;
  /** What the chips take of a job's versions at once. */
  readonly share: VersionShare;
  readonly frameOf: (chipJobId: number, work: Work) => Uint8Array;
  readonly ring: JobRing;
  readonly line: { sendWork(frame: Uint8Array): void; dropWork(): void };
  /** Time after which work, sent in so many bytes, must be followed by new, ms. */
  readonly waitMs: (work: Work, frameLength: number) => number;
  readonly onSent: (work: Work) => void;
}

/** How soon a feed that had nothing is asked again. */
const EMPTY_RETRY_MS = 1000;

export class WorkLoop {
  readonly #deps: WorkLoopDeps;
  #feed: WorkFeed | null = null;
  #isHeld = true;
  #cancelTimer: () => void = () => {};

  constructor(deps: WorkLoopDeps) {
    this.#deps = deps;
  }

  get hasFeed(): boolean {
    return this.#feed !== null;
  }

  setFeed(feed: WorkFeed | null): void {
    this.#feed = feed;
    if (feed === null) this.#pause();
    else this.pullNow();
  }

  /** Chips are not ready: nothing is sent until `release`. */
  hold(): void {
    this.#isHeld = true;
    this.#pause();
  }

  release(): void {
    this.#isHeld = false;
    this.pullNow();
  }

  pullNow(): void {
    if (this.#feed === null || this.#isHeld) return;
    this.#cancelTimer();
    const work = this.#feed.next(this.#deps.share);
    if (work === null) {
      this.#deps.line.dropWork();
      this.#again(EMPTY_RETRY_MS);
      return;
    }
    const { frameOf, ring, line, waitMs, onSent } = this.#deps;
    const frame = frameOf(ring.add(work), work);
    line.sendWork(frame);
    this.#again(waitMs(work, frame.length));
    onSent(work);
  }

  #pause(): void {
    this.#cancelTimer();
    this.#deps.line.dropWork();
  }

  #again(ms: number): void {
    this.#cancelTimer = this.#deps.clock.after(ms, () => this.pullNow());
  }
}
