/** What it takes to mine with a device of the Icarus family, as data; and the known kinds of them (KI, BI, BE). */
import { bm1380Mhz, bm1380Register, bm1382Mhz, u3Register } from './clock-registers.ts';
import type { WorkDivision } from './packet.ts';

export interface IcarusDrive {
  readonly kind: 'icarus';
  /** Seconds a hash of the whole device; with a clock, times its MHz. */
  readonly hashTime: number;
  /** Null: the clock is fixed. */
  readonly clock: IcarusClock | null;
  /** Parts of the nonce range that are searched side by side, where the device does not say so itself. */
  readonly division: WorkDivision;
  /** Ask for the division: only devices that are known to bear the question. */
  readonly asksDivision: boolean;
  /** Its speed is another with each design that is loaded, and is measured. */
  readonly measuresSpeed: boolean;
  /** Bytes of an answer: a nonce, and with Antminers the work's number. */
  readonly answerLength: 4 | 5;
  /** What cgminer waits at a time for an answer, ms: work ends by one and a half of it early. */
  readonly pollMs: 100 | 10 | 1;
  /** Whether it stops at the first nonce of a work; others search on. */
  readonly stopsAtNonce: boolean;
  /** Core voltage to set, mV; null where it is fixed. */
  readonly coreMv: number | null;
  /** It has a light that is on while there is nothing to do. */
  readonly blinksWhenIdle: boolean;
}

export interface IcarusClock {
  readonly defaultMhz: number;
  readonly minMhz: number;
  readonly maxMhz: number;
  readonly registerOf: (mhz: number) => number;
  readonly mhzOf: (register: number) => number;
}

const SIMPLE = {
  kind: 'icarus',
  clock: null,
  division: 1,
  asksDivision: false,
  measuresSpeed: false,
  answerLength: 4,
  pollMs: 100,
  stopsAtNonce: true,
  coreMv: null,
  blinksWhenIdle: false,
} as const;

const FPGA = { ...SIMPLE, division: 2, asksDivision: true, measuresSpeed: true } as const;

/** REV3 boards: 380 MH/s. */
export const ICARUS: IcarusDrive = { ...FPGA, hashTime: 2.6316e-9 };

/** Also other boards that speak the protocol over a FT232R. */
export const LANCELOT: IcarusDrive = { ...FPGA, hashTime: 2.5e-9 };

/** Both halves of a pair of chips on one port. */
export const CAIRNSMORE1: IcarusDrive = { ...FPGA, hashTime: 2.7e-9 };

/** A design that gives each chip of a Cairnsmore1 a port of its own. */
export const CAIRNSMORE1_SINGLE: IcarusDrive = { ...SIMPLE, hashTime: 6.66e-9, measuresSpeed: true };

/** Nobody tells its speed: cgminer takes it for an Icarus. */
export const AVALON_NANO: IcarusDrive = { ...ICARUS };

/** 336 MH/s; searches on after a nonce (BE). */
export const BLOCK_ERUPTER: IcarusDrive = {
  ...SIMPLE,
  hashTime: 2.9761e-9,
  stopsAtNonce: false,
  blinksWhenIdle: true,
};

/** 8 MH/s a MHz. */
export const ANTMINER_U1: IcarusDrive = {
  ...SIMPLE,
  hashTime: 1.25e-7,
  clock: { defaultMhz: 200, minMhz: 150, maxMhz: 500, registerOf: bm1380Register, mhzOf: bm1380Mhz },
  answerLength: 5,
  pollMs: 10,
  stopsAtNonce: false,
};

/** 312.5 MH/s a MHz. */
export const ANTMINER_U3: IcarusDrive = {
  ...ANTMINER_U1,
  hashTime: 3.2e-9,
  clock: { defaultMhz: 225, minMhz: 100, maxMhz: 250, registerOf: u3Register, mhzOf: bm1382Mhz },
  pollMs: 1,
  coreMv: 750,
};

/** The clock that is really set when the user wants `mhz`, and its register. Null where nothing can be set. */
export function clockSetting(
  drive: IcarusDrive,
  mhz: number,
): { readonly mhz: number; readonly register: number } | null {
  if (drive.clock === null) return null;
  const register = drive.clock.registerOf(limitMhz(drive.clock, mhz));
  return { mhz: drive.clock.mhzOf(register), register };
}

/** `clockMhz` is not looked at where the clock is fixed. */
export function secondsPerHash(drive: IcarusDrive, clockMhz: number): number {
  return drive.clock === null ? drive.hashTime : drive.hashTime / clockMhz;
}

export function limitMhz(clock: IcarusClock, mhz: number): number {
  return Math.min(Math.max(mhz, clock.minMhz), clock.maxMhz);
}
