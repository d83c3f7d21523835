/** What a board is made of beside its chips, whatever part does it. Each part is a small file that implements one of these. */

/** What was measured where the board takes its power and where it gives it to the chips; null = no sensor, or a lie. */
export interface RailReading {
  readonly inputV: number | null;
  readonly inputA: number | null;
  /** Of the whole board. */
  readonly powerW: number | null;
  /** Of the rail the chips hang on. */
  readonly railV: number | null;
  /** Of the regulator itself. */
  readonly regulatorC: number | null;
}

export const NOTHING_MEASURED: RailReading = {
  inputV: null,
  inputA: null,
  powerW: null,
  railV: null,
  regulatorC: null,
};

/** Makes the chips' voltage. Methods reject with a PartError, or with what the management link says. */
export interface Regulator {
  /** Makes sure that it is the part it should be, switches it off, and writes its limits. */
  prepare(): Promise<void>;
  /** Rail to this voltage; not yet on. */
  set(railV: number): Promise<void>;
  /** On, where it can be switched at all. */
  switchOn(): Promise<void>;
  /** Proves that the rail is at this voltage by what can be read back. */
  verify(railV: number): Promise<void>;
  switchOff(): Promise<void>;
  read(): Promise<RailReading>;
  /** What it says is wrong with itself; null when nothing is. */
  fault(): Promise<string | null>;
}

export interface Fan {
  prepare(): Promise<void>;
  /** Share of full speed, 0 to 1. */
  setSpeed(share: number): Promise<void>;
  /** Null when it does not say. */
  readRpm(): Promise<number | null>;
}

export interface Thermometer {
  prepare(): Promise<void>;
  /** Null when it does not say, or what it says cannot be. */
  readC(): Promise<number | null>;
}

/** A part that is another one, or did not do what it was told. The message is a whole sentence. */
export class PartError extends Error {
  readonly kind: 'missing' | 'power';

  constructor(kind: 'missing' | 'power', message: string) {
    super(message);
    this.name = 'PartError';
    this.kind = kind;
  }
}

/** Outside these a thermometer on a board that mines is broken or lies (MUJ). */
const MIN_PLAUSIBLE_C = 0;
const MAX_PLAUSIBLE_C = 125;

/** A temperature that can be; null for others. Exactly 0 is a register nobody wrote. */
export function plausibleC(temperatureC: number | null): number | null {
  if (temperatureC === null || !(temperatureC > MIN_PLAUSIBLE_C && temperatureC < MAX_PLAUSIBLE_C))
    return null;
  return temperatureC;
}

/** A value above 0 and up to `max`; null for others. */
export function plausible(value: number | null, max: number): number | null {
  return value !== null && value > 0 && value <= max ? value : null;
}
