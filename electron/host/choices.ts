/**
 * What the user chose beside the settings and what outlives a start: the demo or the own miner, the demo's sticks, a
 * pause, and the theme, which both share. Kept in one small file; prices and pools stay with the settings of each set of data.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Fault } from '../contract/frame.ts';
import type { Clock, Logger } from '../contract/ports.ts';
import { StickModelId, Theme } from '../contract/settings.ts';
import { WallMs } from '../contract/units.ts';
import { withTimeLimit } from '../core/time-limit.ts';
import type { Pause } from '../engine/run-state.ts';
import { removeUnfinished, writeAtomically } from './atomic-file.ts';
import { errnoOf, HostError } from './host-error.ts';
import { assertOwnFile } from './own-file.ts';

const StoredPause = z.object({ sinceMs: WallMs, untilMs: WallMs.nullable() }).nullable().catch(null);

/** A field that cannot be read counts as never chosen: no start may fail for the sake of a theme. */
const Stored = z.object({
  /** Whether the user went to the demo, or away from it, on the page; null when never. */
  demo: z.boolean().nullable().catch(null),
  theme: Theme.nullable().catch(null),
  /** Models of the sticks the demo shows; null when never chosen. */
  demoSticks: z.array(StickModelId).min(1).max(16).nullable().catch(null),
  /** By set of data: the user's own, and that of the demo and of other practice chains. */
  ownPause: StoredPause,
  practicePause: StoredPause,
});
type Stored = Readonly<z.infer<typeof Stored>>;

const NOTHING: Stored = { demo: null, theme: null, demoSticks: null, ownPause: null, practicePause: null };

/** A disk that does not answer must not keep a pause, or a stop, waiting. */
const WRITE_LIMIT_MS = 1_500;
const RETRY_MS = 30_000;

export interface ChoicesDeps {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Reads the file. Never rejects: one that is not there or cannot be read holds no choices. */
export async function openChoices(deps: ChoicesDeps): Promise<Choices> {
  await removeUnfinished(deps.path);
  return new Choices(deps, await readStored(deps));
}

export class Choices {
  readonly #deps: ChoicesDeps;
  #stored: Stored;
  /** What is on disk as far as is known. */
  #written: Stored | null;
  /** Ends with the last write that was begun, whatever becomes of it: two at once could land in either order. */
  #writing: Promise<void> = Promise.resolve();
  #fault: Fault | null = null;
  #cancelRetry: () => void = () => {};

  constructor(deps: ChoicesDeps, stored: Stored) {
    this.#deps = deps;
    this.#stored = stored;
    this.#written = stored;
  }

  get current(): Stored {
    return this.#stored;
  }

  /** `choicesNotSaved` while the disk has less than was chosen: for the frame. */
  get fault(): Fault | null {
    return this.#fault;
  }

  /**
   * Resolves when it is on disk, or when the disk refused or was too slow: that is logged, and tried again. Never
   * rejects.
   */
  async keep(change: Partial<Stored>): Promise<void> {
    this.#stored = { ...this.#stored, ...change };
    this.#writing = this.#writing.then(() => this.#write());
    const late = (): Error => new Error('it was not written in time');
    await withTimeLimit(this.#deps.clock, WRITE_LIMIT_MS, this.#writing, late).catch((error: unknown) =>
      this.#failed(error),
    );
  }

  /** One last try where one is due. False when the disk has less than was chosen. */
  async stop(): Promise<boolean> {
    await this.keep({});
    this.#cancelRetry();
    return this.#fault === null;
  }

  /** The newest, unless it is there already. */
  async #write(): Promise<void> {
    const stored = this.#stored;
    const text = JSON.stringify(stored);
    if (text === JSON.stringify(this.#written)) return;
    try {
      await writeAtomically(this.#deps.path, `${text}\n`);
      this.#written = stored;
      this.#cancelRetry();
      this.#fault = null;
    } catch (error) {
      this.#written = null;
      this.#failed(error);
    }
  }

  /** Each try of the same fault again is news to nobody. */
  #failed(error: unknown): void {
    const { path, clock, log } = this.#deps;
    log[this.#fault === null ? 'error' : 'debug'](
      'What you chose could not be saved; the next start may not know it',
      { file: path, reason: errnoOf(error) ?? String(error) },
    );
    this.#fault ??= {
      code: 'choicesNotSaved',
      severity: 'fault',
      subject: { kind: 'settings', id: 'choices' },
      params: { file: path },
      sinceMs: clock.nowMs(),
    };
    this.#cancelRetry();
    this.#cancelRetry = clock.after(RETRY_MS, () => void this.keep({}));
  }
}

/** The pause while it holds; null once its time is over. */
export function pauseAt(pause: Pause | null, nowMs: number): Pause | null {
  return pause?.untilMs != null && pause.untilMs <= nowMs ? null : pause;
}

async function readStored({ path, log }: ChoicesDeps): Promise<Stored> {
  try {
    assertOwnFile('dataFolder', path);
    return Stored.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') {
      log.warn('What you chose before (demo, pause, theme) cannot be read and counts as not chosen', {
        file: path,
        reason: error instanceof HostError ? error.message : (errnoOf(error) ?? 'its content'),
      });
    }
    return NOTHING;
  }
}
