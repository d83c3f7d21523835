/**
 * The newest stretch of the chart, from frames: what the ledger has not told yet. Typed arrays of a fixed
 * size; the oldest points fall out.
 */
import type { MinerFrame } from '../../electron/contract/frame.ts';

/** One point in five seconds is finer than a pixel in the shortest range (an hour on 700 px). */
const POINT_EVERY_MS = 5_000;
/** Six hours, should the ledger not answer for that long. */
const CAPACITY = 4_320;

const COLUMNS = ['atMs', 'hashrateHs', 'lowHs', 'highHs', 'expectedHs', 'powerW'] as const;
type Column = (typeof COLUMNS)[number];

/** Null where the value was unknown. */
export type LivePoint = { readonly [K in Exclude<Column, 'atMs'>]: number | null } & {
  readonly atMs: number;
  readonly isPaused: boolean;
};

export class SeriesBuffer {
  readonly #columns: Readonly<Record<Column, Float64Array>>;
  readonly #paused = new Uint8Array(CAPACITY);
  #length = 0;

  constructor() {
    const column = () => new Float64Array(CAPACITY);
    this.#columns = {
      atMs: column(),
      hashrateHs: column(),
      lowHs: column(),
      highHs: column(),
      expectedHs: column(),
      powerW: column(),
    };
  }

  /** Adds a point from a frame; false when the last one is younger than five seconds. */
  append({ nowMs, fleet, run }: MinerFrame): boolean {
    const lastMs = this.#columns.atMs[this.#length - 1];
    // A wall clock that was set back begins anew: x must not decrease.
    if (lastMs !== undefined && nowMs < lastMs) this.clear();
    else if (lastMs !== undefined && nowMs - lastMs < POINT_EVERY_MS) return false;
    if (this.#length === CAPACITY) this.#dropOldest();
    const isPaused = run.state === 'paused';
    this.#put('atMs', nowMs);
    this.#put('hashrateHs', isPaused ? 0 : fleet.hashrate.hashrateHs.value);
    this.#put('lowHs', isPaused ? null : fleet.hashrate.lowHs);
    this.#put('highHs', isPaused ? null : fleet.hashrate.highHs);
    this.#put('expectedHs', fleet.expectedHs.value);
    this.#put('powerW', fleet.powerW.value);
    this.#paused[this.#length] = isPaused ? 1 : 0;
    this.#length += 1;
    return true;
  }

  /** Points at or after `fromMs`, oldest first. */
  since(fromMs: number): readonly LivePoint[] {
    const points: LivePoint[] = [];
    for (let index = 0; index < this.#length; index += 1) {
      const atMs = this.#columns.atMs[index] ?? 0;
      if (atMs < fromMs) continue;
      points.push({
        atMs,
        hashrateHs: this.#get('hashrateHs', index),
        lowHs: this.#get('lowHs', index),
        highHs: this.#get('highHs', index),
        expectedHs: this.#get('expectedHs', index),
        powerW: this.#get('powerW', index),
        isPaused: this.#paused[index] === 1,
      });
    }
    return points;
  }

  clear(): void {
    this.#length = 0;
  }

  #put(column: Column, value: number | null): void {
    this.#columns[column][this.#length] = value ?? Number.NaN;
  }

  #get(column: Column, index: number): number | null {
    const value = this.#columns[column][index];
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  #dropOldest(): void {
    for (const column of COLUMNS) this.#columns[column].copyWithin(0, 1);
    this.#paused.copyWithin(0, 1);
    this.#length -= 1;
  }
}
