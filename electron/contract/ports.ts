/** What the rooms ask of the world, as structural types without an implementation. */

/** Time. `nowMs` is wall time for rows, `monotonicMs` never jumps and is for rates and timeouts. */
export interface Clock {
  nowMs(): number;
  monotonicMs(): number;
  /** Calls back once after `ms`; the returned function cancels. Never keeps the process alive by itself. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back every `ms`; the returned function cancels. */
  every(ms: number, callback: () => void): () => void;
}

/** The clock of a whole computer, which also knows time that nothing ran in. */
export interface MachineClock extends Clock {
  /**
   * Time since the computer started, sleep included, whatever is done to the wall clock. `monotonicMs` stands still
   * during sleep on some systems (Linux): what this has more is sleep, what only `nowMs` has more is a clock that was set.
   */
  uptimeMs(): number;
}

/** Uniform random number in [0, 1). */
export type Random = () => number;

export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log: info = state changes a user would tell you about, debug = phases, trace = bytes. */
export interface Logger {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  trace(message: string, fields?: LogFields): void;
  /** True when `trace` would be written: guards costly byte dumps. */
  readonly traces: boolean;
  child(fields: LogFields): Logger;
}

/** Where settings live on disk. The disk is told; it is never asked again while running. */
export interface SettingsPort {
  /** Raw content as it was stored, or null when there is none yet. Throws when it exists and cannot be read. */
  load(): Promise<unknown>;
  save(settings: unknown): Promise<void>;
}

/** Secrets by name (`pool:<id>`). Never part of Settings, never logged. */
export interface SecretPort {
  get(name: string): Promise<string | null>;
  set(name: string, value: string | null): Promise<void>;
}
