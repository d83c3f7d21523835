/**
 * The write-ahead log of the open database, held against what was committed. SQLite itself believes in the log it
 * wrote: it reads and folds frames by their number, and looks at checksums only when it opens a file anew.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CorruptFileError } from './sqlite-fault.ts';
import { FRAME_HEADER_BYTES, frameSums, headerOf, storedSums, WAL_HEADER_BYTES } from './wal-format.ts';

/** The log on the disk is not the one that was written. */
export class DamagedLogError extends CorruptFileError {}

/** How the log ended after a commit of ours. */
interface LogEnd {
  readonly frames: number;
  /** With another one now, someone else has committed. */
  readonly version: number | null;
  /** Null where that could not be read. */
  readonly sums: bigint | null;
}

interface LogState {
  /** Committed frames in the log. */
  readonly frames: number;
  /** Of these, how many the file has too. */
  readonly folded: number;
}

const FRAMES_PER_READ = 64;

export class WriteAheadLog {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #place: string | null;
  readonly #frameBytes: number;
  readonly #askState: StatementSync;
  readonly #askVersion: StatementSync;
  #end: LogEnd = { frames: 0, version: 0, sums: null };
  /** How the log was after the last fold. */
  #tried: LogState = { frames: 0, folded: 0 };
  #isFileWhole = false;

  /** `path` and `place` (device and inode, null where nobody can tell) are those of the log that `db` has open. */
  constructor(db: DatabaseSync, path: string, place: string | null) {
    this.#db = db;
    this.#path = path;
    this.#place = place;
    this.#frameBytes = FRAME_HEADER_BYTES + Number(db.prepare('PRAGMA page_size').get()?.page_size);
    this.#askState = db.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#askVersion = db.prepare('PRAGMA data_version');
    this.noteCommit();
  }

  /** Whether the file without its log is as some commit left it. It is not while a fold is held up half-way. */
  get isFileWhole(): boolean {
    return this.#isFileWhole;
  }

  /** Frames that came after the last fold, or the last try of one, as of the last commit. */
  get unfoldedFrames(): number {
    return this.#end.frames - this.#tried.frames;
  }

  /** To be called after each commit. */
  noteCommit(): void {
    const { frames, folded } = this.#state();
    const sums = frames === 0 ? null : this.#read((fd) => this.#sumsAt(fd, frames));
    this.#end = { frames, version: this.#version(), sums };
    // What is folded becomes less only where the log begins anew.
    if (folded < this.#tried.folded) this.#tried = { frames: 0, folded: 0 };
  }

  /** Throws `DamagedLogError` when the log does not begin or does not end as it should. Two small reads. */
  glance(): void {
    this.#assertNone((fd, frames) => {
      if (this.#headerIn(fd) === null) return HEADER_DAMAGE;
      return this.#endDamage(frames, this.#sumsAt(fd, frames));
    });
  }

  /** Throws `DamagedLogError` when anything in the log is not as it was committed. Reads the whole log. */
  check(): void {
    this.#assertNone((fd, frames) => this.#damageIn(fd, frames));
  }

  /**
   * Folds the log into the file; true when nothing of it is left out, which a reader in another program can hold up.
   * Throws `DamagedLogError` before anything is folded, or SQLite's own error.
   */
  fold(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    this.check();
    this.#isFileWhole = false;
    this.#tried = this.#state();
    this.#db.exec(`PRAGMA wal_checkpoint(${mode})`);
    this.#tried = this.#state();
    this.#isFileWhole = this.#tried.frames === this.#tried.folded;
    return this.#isFileWhole;
  }

  #state(): LogState {
    const state = this.#askState.get();
    return { frames: Number(state?.log), folded: Number(state?.checkpointed) };
  }

  /** Null where the log is too damaged to be asked. */
  #version(): number | null {
    try {
      return Number(this.#askVersion.get()?.data_version);
    } catch {
      return null;
    }
  }

  /** Looks again when another program has folded the log or written into it by SQLite meanwhile. */
  #assertNone(damageIn: (fd: number, frames: number) => string | null): void {
    for (;;) {
      const version = this.#version();
      const { frames } = this.#state();
      const damage = frames === 0 ? null : this.#read((fd) => damageIn(fd, frames));
      if (damage === null) return;
      if (this.#state().frames === frames && this.#version() === version)
        throw new DamagedLogError(`${this.#path}: ${damage}`);
    }
  }

  /** Null when the log was moved or deleted: SQLite has it open still, and whole. */
  #read<T>(use: (fd: number) => T): T | null {
    const fd = openIfThere(this.#path);
    if (fd === null) return null;
    try {
      const { dev, ino } = fstatSync(fd, { bigint: true });
      const isOurs = this.#place === null || this.#place === `${dev}:${ino}`;
      return isOurs ? use(fd) : null;
    } finally {
      closeSync(fd);
    }
  }

  #headerIn(fd: number): ReturnType<typeof headerOf> {
    return headerOf(bytesAt(fd, 0, WAL_HEADER_BYTES), this.#frameBytes - FRAME_HEADER_BYTES);
  }

  #framesAt(fd: number, first: number, count: number): Buffer {
    return bytesAt(fd, WAL_HEADER_BYTES + first * this.#frameBytes, count * this.#frameBytes);
  }

  /** What the last of this many frames says the sum over all of them is; null where the file is too short. */
  #sumsAt(fd: number, frames: number): bigint | null {
    const frame = this.#framesAt(fd, frames - 1, 1);
    return frame.length < this.#frameBytes ? null : storedSums(frame);
  }

  #endDamage(frames: number, sums: bigint | null): string | null {
    if (sums === null) return `it is too short for its ${frames} frames`;
    const { frames: known, version, sums: expected } = this.#end;
    if (frames !== known || expected === null || expected === sums) return null;
    if (this.#version() !== version) return null;
    return 'it does not end with the last commit';
  }

  #damageIn(fd: number, frames: number): string | null {
    const header = this.#headerIn(fd);
    if (header === null) return HEADER_DAMAGE;
    let { sums } = header;
    for (let first = 0; first < frames; first += FRAMES_PER_READ) {
      const count = Math.min(FRAMES_PER_READ, frames - first);
      const bytes = this.#framesAt(fd, first, count);
      for (let n = 0; n < count; n += 1) {
        const frame = bytes.subarray(n * this.#frameBytes, (n + 1) * this.#frameBytes);
        const next = frame.length < this.#frameBytes ? null : frameSums(frame, header, sums);
        if (next === null) return `frame ${first + n + 1} of ${frames} is damaged`;
        sums = next;
      }
    }
    return this.#endDamage(frames, sums);
  }
}

const HEADER_DAMAGE = 'its header is damaged';

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

/** Fewer where the file ends before. */
function bytesAt(fd: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  for (let read = 1; read > 0 && filled < length; filled += read) {
    read = readSync(fd, bytes, filled, length - filled, at + filled);
  }
  return bytes.subarray(0, filled);
}
