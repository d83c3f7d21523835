/** A part of the soak test: many checks, one after the other. */
export interface SoakCheck {
  /** Which one, such as `kill 17 of 200`. */
  readonly what: string;
  /** Empty = passed. */
  readonly problems: readonly string[];
}

export interface SoakPart {
  readonly name: string;
  /** Cleans up behind itself, also when left early. */
  checks(): AsyncGenerator<SoakCheck>;
}

/** Spreads kills over what a process does in `mostMs`, the same way in every run. */
export const killDelayMs = (round: number, mostMs: number): number => (round * 7) % mostMs;
